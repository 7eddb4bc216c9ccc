import { computed, shallowRef, type Ref, type ShallowRef } from 'vue'
import type { ExchangeSummary } from '../../../app/contract/summary.ts'
import { createNewcomers } from './newcomers.ts'
import { upsert } from './summaries.ts'

/** So many rows stay while new ones come above; older ones are read again when they are scrolled to. */
const MOST_FOLLOWED = 1000
/** So many more come before the oldest go, so that not every new one costs a cut. */
const SLACK = 200

/** Rows of exchanges, the newest first. While they are held, new ones wait, so that none moves under who reads them. */
interface HeldRows {
  readonly items: ShallowRef<readonly ExchangeSummary[]>
  /** Where the next, older page begins; null at the end. */
  readonly next: ShallowRef<string | null>
  readonly waiting: Readonly<Ref<number>>
  /** Those that wait, and those that are shown. */
  all(): readonly ExchangeSummary[]
  /** Puts that list in the place of all; while rows are held, what is new above them waits. */
  show(list: readonly ExchangeSummary[]): void
  /** Returns whether it is new. */
  put(summary: ExchangeSummary): boolean
  /** Takes these out, from rows that are held only later. */
  drop(ids: readonly string[]): void
  hold(isHeld: boolean): void
  isWaiting(id: string): boolean
  takeIn(): void
  clear(): void
}

export function createHeldRows(): HeldRows {
  const items = shallowRef<readonly ExchangeSummary[]>([])
  const next = shallowRef<string | null>(null)
  const newcomers = createNewcomers(MOST_FOLLOWED)
  const gone = new Set<string>()
  let isHeld = false

  /** Made once for rows that are held, so that what comes in meanwhile costs the same however many they are. */
  const shown = computed(() => new Set(items.value.map(({ id }) => id)))
  const all = () => [...newcomers.newestFirst(), ...items.value]

  function show(list: readonly ExchangeSummary[]): void {
    const place = isHeld ? list.findIndex(({ id }) => shown.value.has(id)) : 0
    newcomers.reset(list.slice(0, Math.max(0, place)))
    items.value = list.slice(Math.max(0, place))
  }

  function put(summary: ExchangeSummary): boolean {
    const { id } = summary
    const oldest = items.value.at(-1)
    // One that went with the oldest rows is not new. Ids rise with the time of a request.
    if (next.value !== null && oldest !== undefined && id < oldest.id) return false
    gone.delete(id)
    if (isHeld && oldest !== undefined && !shown.value.has(id)) return newcomers.put(summary)
    const list = upsert(items.value, summary)
    const isNew = list.length > items.value.length
    items.value = list
    if (!isHeld) trim()
    return isNew
  }

  function trim(): void {
    if (items.value.length <= MOST_FOLLOWED + SLACK) return
    items.value = items.value.slice(0, MOST_FOLLOWED)
    next.value = items.value.at(-1)?.id ?? null
  }

  function takeIn(): void {
    if (newcomers.count.value === 0 && gone.size === 0) return
    const isCut = newcomers.isCut()
    const list = isCut ? newcomers.newestFirst() : all()
    // The rows that were shown do not follow on these: the next page does.
    if (isCut) next.value = list.at(-1)?.id ?? null
    newcomers.reset([])
    items.value = list.filter(({ id }) => !gone.has(id))
    gone.clear()
    trim()
  }

  function drop(ids: readonly string[]): void {
    for (const id of ids) {
      newcomers.drop(id)
      if (shown.value.has(id)) gone.add(id)
    }
    if (!isHeld) takeIn()
  }

  function hold(wanted: boolean): void {
    isHeld = wanted
    if (!isHeld) takeIn()
  }

  function clear(): void {
    newcomers.reset([])
    gone.clear()
    items.value = []
    next.value = null
  }

  return {
    items,
    next,
    waiting: newcomers.count,
    all,
    show,
    put,
    drop,
    hold,
    isWaiting: newcomers.has,
    takeIn,
    clear,
  }
}
