import { useDebounceFn } from '@vueuse/core'
import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { Problem, ProblemPage, ProblemState } from '../../../app/contract/problem.ts'
import { call, on } from '../../api/bridge.ts'
import { settle, type Async } from '../../api/async.ts'
import { toast } from '../../ui/toaster.ts'
import { useRereading } from '../../ui/useRereading.ts'
import { useFilterStore } from '../history/filter.ts'
import { useNavigationStore } from '../window/navigation.ts'
import { useNoticesStore } from '../window/notices.ts'

const PAGE_SIZE = 50
/** What the call gives at once; what lies beyond is asked for page by page again. */
const MOST_REREAD = 500
/** Failures come in bursts; the groups are read again once they pause. */
const PAUSE_MS = 600
/** In a burst that does not end they are read as often as this. */
const LONGEST_WAIT_MS = 2000
/** The bars of a problem stand for whole hours. */
const HOUR_MS = 3_600_000

/** The failures of the history, grouped: those of one state, as far as they are loaded. */
export const useProblemsStore = defineStore('problems', () => {
  const notices = useNoticesStore()
  const navigation = useNavigationStore()
  const filter = useFilterStore()

  const state = shallowRef<ProblemState>('open')
  /** Last seen first. */
  const items = shallowRef<readonly Problem[]>([])
  const next = shallowRef<number | null>(null)
  const counts = shallowRef<ProblemPage['counts']>({ open: 0, resolved: 0, ignored: 0 })
  const reading = shallowRef<Async<true>>({ state: 'idle' })

  let turn = 0

  async function start(): Promise<void> {
    on('exchange:changed', ({ summary: { outcome } }) => {
      if (outcome !== null && outcome !== 'success') void readSoon()
    })
    on('history:changed', () => void readSoon())
    await read()
  }

  const wasRead = useRereading(
    (readAt) => (Math.floor(readAt / HOUR_MS) + 1) * HOUR_MS,
    () => void read(),
  )
  const readSoon = useDebounceFn(read, PAUSE_MS, { maxWait: LONGEST_WAIT_MS })

  /** Reads again what is shown, since any of it may have happened once more. */
  async function read(): Promise<void> {
    await load(null, Math.min(MOST_REREAD, Math.max(PAGE_SIZE, items.value.length)))
  }

  async function loadMore(): Promise<void> {
    if (next.value !== null) await load(next.value, PAGE_SIZE)
  }

  async function load(before: number | null, limit: number): Promise<void> {
    turn += 1
    const mine = turn
    if (reading.value.state !== 'ready') reading.value = { state: 'loading' }
    const found = await settle(call('problems:list', { state: state.value, before, limit }))
    if (mine !== turn) return
    if (found.state === 'failed') {
      reading.value = found
      return
    }
    const page = found.value
    items.value = before === null ? page.items : [...items.value, ...page.items]
    next.value = page.next
    counts.value = page.counts
    wasRead()
    reading.value = { state: 'ready', value: true }
  }

  /** Null also when it cannot be read: it is only said beside something else. */
  function find(fingerprint: string): Promise<Problem | null> {
    return call('problems:get', { fingerprint }).catch(() => null)
  }

  async function showState(wanted: ProblemState): Promise<void> {
    if (state.value !== wanted) items.value = []
    state.value = wanted
    await read()
  }

  async function setState(fingerprint: string, to: ProblemState): Promise<void> {
    const from = items.value.find((item) => item.fingerprint === fingerprint)?.state ?? null
    await notices.attempt('The problem could not be changed', async () => {
      await call('problems:setState', { fingerprint, state: to })
      const undo = from === null || from === to ? null : () => void setState(fingerprint, from)
      toast(`The problem is ${to} now`, undo)
    })
    await read()
  }

  /** Shows all exchanges of a problem in the history. */
  function showExchanges(fingerprint: string): void {
    navigation.go('history')
    void filter.apply(fingerprintQuery(fingerprint))
  }

  function show(problem: Problem): void {
    void showState(problem.state)
    navigation.go('problems')
  }

  return {
    state,
    items,
    next,
    counts,
    reading,
    start,
    read,
    readSoon,
    loadMore,
    find,
    showState,
    setState,
    showExchanges,
    show,
  }
})

/** A quotation mark cannot stand in a quoted value; the star stands for anything. */
export function fingerprintQuery(fingerprint: string): string {
  return `fingerprint:"${fingerprint.replaceAll('"', '*')}"`
}
