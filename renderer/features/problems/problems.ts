import { useDebounceFn } from '@vueuse/core'
import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { Problem, ProblemPage, ProblemState } from '../../../app/contract/problem.ts'
import { announce } from '../../ui/announcer.ts'
import { call, on } from '../../api/bridge.ts'
import { settle, type Async } from '../../api/async.ts'
import { toast } from '../../ui/toaster.ts'
import { useRereading } from '../../ui/useRereading.ts'
import { arranged, sortAfter, type ProblemColumn, type ProblemSort } from './problemRows.ts'
import { useFilterStore } from '../history/filter.ts'
import { useNavigationStore } from '../window/navigation.ts'
import { useNoticesStore } from '../window/notices.ts'

/** The most that one call gives: sorting and filtering need all. */
const PAGE_SIZE = 500
/** Failures come in bursts; the groups are read again once they pause. */
const PAUSE_MS = 600
/** In a burst that does not end they are read as often as this. */
const LONGEST_WAIT_MS = 2000
/** The bars of a problem stand for whole hours. */
const HOUR_MS = 3_600_000

/** The failures of the history, grouped: those of one state. */
export const useProblemsStore = defineStore('problems', () => {
  const notices = useNoticesStore()
  const navigation = useNavigationStore()
  const filter = useFilterStore()

  const state = shallowRef<ProblemState>('open')
  /** Last seen first. */
  const items = shallowRef<readonly Problem[]>([])
  const sort = shallowRef<ProblemSort>({ by: 'last', isRising: false })
  /** What the list is narrowed down by. */
  const text = shallowRef('')
  /** By fingerprint. */
  const notes = shallowRef<Readonly<Record<string, string>>>({})
  const selected = shallowRef<string | null>(null)
  const counts = shallowRef<ProblemPage['counts']>({ open: 0, resolved: 0, ignored: 0 })
  const reading = shallowRef<Async<true>>({ state: 'idle' })

  const shown = computed(() =>
    arranged(items.value, { text: text.value, sort: sort.value, notes: notes.value }),
  )
  /** The problem that is read: the first where none was chosen, or the chosen one is gone. */
  const current = computed(
    () => shown.value.find(({ fingerprint }) => fingerprint === selected.value) ?? shown.value[0] ?? null,
  )
  const noteOf = (fingerprint: string) => notes.value[fingerprint] ?? ''

  let turn = 0

  async function start(): Promise<void> {
    void readNotes()
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

  /** Reads all of the state again, since any of it may have happened once more. */
  async function read(): Promise<void> {
    turn += 1
    const mine = turn
    if (reading.value.state !== 'ready') reading.value = { state: 'loading' }
    const found = await settle(readAll(() => mine === turn))
    if (mine !== turn) return
    if (found.state === 'failed') {
      reading.value = found
      return
    }
    items.value = found.value.items
    counts.value = found.value.counts
    // What is read stays, whatever comes in above it.
    selected.value = current.value?.fingerprint ?? null
    wasRead()
    reading.value = { state: 'ready', value: true }
  }

  async function readAll(isWanted: () => boolean): Promise<Pick<ProblemPage, 'items' | 'counts'>> {
    const wanted = { state: state.value, limit: PAGE_SIZE }
    let page = await call('problems:list', { ...wanted, before: null })
    const all = [...page.items]
    while (page.next !== null && isWanted()) {
      page = await call('problems:list', { ...wanted, before: page.next })
      all.push(...page.items)
    }
    return { items: all, counts: page.counts }
  }

  async function readNotes(): Promise<void> {
    notes.value = await call('problems:notes', undefined).catch(() => ({}))
  }

  /** Returns whether it was kept. */
  function setNote(fingerprint: string, note: string): Promise<boolean> {
    return notices.attempt('Postern did not save the note', async () => {
      const kept = await call('problems:setNote', { fingerprint, note })
      const rest = Object.entries(notes.value).filter(([each]) => each !== fingerprint)
      notes.value = Object.fromEntries(kept.note === '' ? rest : [...rest, [fingerprint, kept.note]])
      announce(kept.note === '' ? 'Note removed' : 'Note saved')
    })
  }

  function select(fingerprint: string): void {
    selected.value = fingerprint
  }

  /** Goes that many further down the list, or to the nearest there is. */
  function step(distance: number): void {
    const place = shown.value.findIndex(({ fingerprint }) => fingerprint === current.value?.fingerprint)
    const target = shown.value[Math.max(0, Math.min(shown.value.length - 1, place + distance))]
    if (target) select(target.fingerprint)
  }

  function sortBy(column: ProblemColumn): void {
    sort.value = sortAfter(sort.value, column)
  }

  function narrow(typed: string): void {
    text.value = typed
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

  /** It leaves the list; the next one takes its place. */
  async function setState(fingerprint: string, to: ProblemState): Promise<void> {
    const place = shown.value.findIndex((item) => item.fingerprint === fingerprint)
    const neighbour = shown.value[place + 1] ?? shown.value[place - 1]
    if (place >= 0 && neighbour) select(neighbour.fingerprint)
    const from = items.value.find((item) => item.fingerprint === fingerprint)?.state ?? null
    await notices.attempt('Postern could not change the problem', async () => {
      await call('problems:setState', { fingerprint, state: to })
      const back = (before: ProblemState) => () => {
        select(fingerprint)
        void setState(fingerprint, before)
      }
      const undo = from === null || from === to ? null : back(from)
      toast(`The problem is ${to} now`, undo)
    })
    await read()
  }

  /** Shows all exchanges of a problem in the history, or those that name an id. */
  function showExchanges(fingerprint: string, id?: string): void {
    navigation.go('history')
    const words = id === undefined ? '' : ` "${id.replaceAll('"', ' ')}"`
    void filter.apply(fingerprintQuery(fingerprint) + words)
  }

  function show(problem: Problem): void {
    text.value = ''
    select(problem.fingerprint)
    void showState(problem.state)
    navigation.go('problems')
  }

  return {
    state,
    items,
    shown,
    current,
    sort,
    text,
    counts,
    noteOf,
    setNote,
    select,
    step,
    sortBy,
    narrow,
    reading,
    start,
    read,
    readSoon,
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
