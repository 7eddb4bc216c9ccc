import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { Report, Rule } from '../../../app/contract/check.ts'
import { parseQuery } from '../../../app/query/parse.ts'
import type { QueryError } from '../../../app/query/query.ts'
import { call, on } from '../../api/bridge.ts'
import { announce } from '../../ui/announcer.ts'
import { toast } from '../../ui/toaster.ts'
import { useWork } from '../../ui/useWork.ts'
import { useNoticesStore } from '../window/notices.ts'
import { countsOf } from './ruleRows.ts'

/** The forms of a report, as the menu names them. */
export const REPORT_FORMS = [
  { id: 'text', label: 'Text' },
  { id: 'json', label: 'JSON' },
  { id: 'junit', label: 'JUnit XML' },
  { id: 'markdown', label: 'Markdown' },
  { id: 'sarif', label: 'SARIF' },
] as const

/** Which calls are checked, and what came of it. It stays until the window closes. */
export const useCheckStore = defineStore('check', () => {
  const notices = useNoticesStore()
  const { isBusy: isChecking, trouble, run: work } = useWork()

  /** The query as it is typed. */
  const text = shallowRef('')
  const mistake = shallowRef<QueryError | null>(null)
  const report = shallowRef<Report | null>(null)
  /** The query of the report. */
  const query = shallowRef('')
  const progress = shallowRef<{ readonly done: number; readonly total: number }>({ done: 0, total: 0 })
  const chosen = shallowRef<Rule | null>(null)
  /** Requests that the user calls safe to send twice, such as `POST /api/x`. */
  const safe = shallowRef<readonly string[]>([])
  let isListening = false

  const isEmpty = computed(() => report.value?.result === 'nothing')

  /** The first time, the last run is checked. */
  async function begin(): Promise<void> {
    if (!isListening) {
      isListening = true
      on('check:progress', (now) => {
        progress.value = now
      })
    }
    if (report.value === null && !isChecking.value) await check(null)
  }

  /** The room begins anew with the last run when it is entered next. */
  function forget(): void {
    report.value = null
  }

  function type(typed: string): void {
    text.value = typed
    mistake.value = null
  }

  async function run(): Promise<void> {
    const wanted = text.value.trim()
    mistake.value = parseQuery(wanted, Date.now()).errors[0] ?? null
    if (mistake.value === null) await check(wanted === '' ? null : wanted)
  }

  /** Null for the last run. */
  async function check(wanted: string | null): Promise<void> {
    progress.value = { done: 0, total: 0 }
    await work(async () => {
      const found = await call('check:run', { query: wanted, idempotent: [...safe.value] })
      if (found === null) return
      report.value = found.report
      query.value = found.query
      text.value = found.query
      chosen.value = null
      announce(spoken(found.report))
    })
  }

  async function cancel(): Promise<void> {
    await notices.attempt('The check goes on', () => call('check:cancel', undefined))
  }

  async function save(format: (typeof REPORT_FORMS)[number]['id']): Promise<void> {
    await notices.attempt('Postern did not save the report', async () => {
      const file = await call('check:save', { format })
      if (file !== null) toast(`Saved as ${file}`)
    })
  }

  /** Checks once more what was checked, with other requests that are safe to send twice. */
  async function callSafe(requests: readonly string[]): Promise<void> {
    const before = chosen.value
    safe.value = requests
    await check(query.value === '' ? null : query.value)
    chosen.value = before
  }

  function choose(rule: Rule): void {
    chosen.value = rule
  }

  return {
    text,
    mistake,
    report,
    query,
    progress,
    chosen,
    safe,
    isChecking,
    isEmpty,
    trouble,
    begin,
    forget,
    type,
    run,
    checkLastRun: () => check(null),
    cancel,
    save,
    choose,
    addSafe: (request: string) => callSafe([...new Set([...safe.value, request])]),
    dropSafe: (request: string) => callSafe(safe.value.filter((each) => each !== request)),
  }
})

function spoken({ result, rules }: Report): string {
  if (result === 'nothing') return 'There is no call to check'
  const { broken, warning, kept } = countsOf(rules)
  return `${broken} broken, ${warning} with a warning, ${kept} kept`
}
