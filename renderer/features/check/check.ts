import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { changesSince, isSameRun, runBefore, runOf } from '../../../app/check/runs.ts'
import type { DrillSpeed, Report, Rule } from '../../../app/contract/check.ts'
import type { CheckedHistory, CheckedRun } from '../../../app/contract/checkedHistory.ts'
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
  const { trouble, run: work } = useWork()
  /** How many have not ended: main ends one when the next begins. */
  const checks = shallowRef(0)
  const isChecking = computed(() => checks.value > 0)

  /** The query as it is typed. */
  const text = shallowRef('')
  const mistake = shallowRef<QueryError | null>(null)
  const checked = shallowRef<CheckedHistory | null>(null)
  const report = computed(() => checked.value?.report ?? null)
  /** The query of the report. */
  const query = computed(() => checked.value?.query ?? '')
  /** Of the drill that made the calls of the report; 1 elsewhere. */
  const speed = shallowRef<DrillSpeed>(1)
  /** What earlier checks of runs have found, the newest first. */
  const runs = shallowRef<readonly CheckedRun[]>([])
  const progress = shallowRef<{ readonly done: number; readonly total: number }>({ done: 0, total: 0 })
  const chosen = shallowRef<Rule | null>(null)
  /** Requests that the user calls safe to send twice, such as `POST /api/x`. */
  const safe = shallowRef<readonly string[]>([])
  let isListening = false

  const isEmpty = computed(() => report.value?.result === 'nothing')
  const run = computed(() => checked.value && runOf(checked.value, speed.value, 0))
  /** The run of the same program before this one. */
  const before = computed(() => run.value && runBefore(runs.value, run.value))
  const changes = computed(() =>
    changesSince(before.value?.rules ?? [], before.value ? (report.value?.rules ?? []) : []),
  )
  const isShown = (one: CheckedRun) => run.value !== null && isSameRun(one, run.value)

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
    checked.value = null
  }

  function type(typed: string): void {
    text.value = typed
    mistake.value = null
  }

  async function start(): Promise<void> {
    const wanted = text.value.trim()
    mistake.value = parseQuery(wanted, Date.now()).errors[0] ?? null
    if (mistake.value !== null) return
    await check(wanted === '' ? null : wanted, wanted === query.value ? speed.value : 1)
  }

  /** Null for the last run. */
  async function check(wanted: string | null, of: DrillSpeed = 1): Promise<void> {
    progress.value = { done: 0, total: 0 }
    const typed = text.value
    checks.value += 1
    await work(async () => {
      const found = await call('check:run', { query: wanted, idempotent: [...safe.value], speed: of })
      if (found === null) return
      runs.value = await call('check:runs', undefined)
      checked.value = found
      speed.value = of
      // Another query may be typed meanwhile.
      if (text.value === typed) text.value = found.query
      chosen.value = null
      announce(spoken(found.report))
    })
    checks.value -= 1
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
    await check(query.value === '' ? null : query.value, speed.value)
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
    programs: computed(() => checked.value?.programs ?? []),
    runs,
    before,
    changes,
    isShown,
    begin,
    forget,
    type,
    start,
    checkLastRun: () => check(null),
    checkRuns: (wanted: string, of: DrillSpeed) => check(wanted, of),
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
