import { computed, shallowRef, triggerRef, type Ref } from 'vue'
import type { ExchangeSummary } from '../../../app/contract/summary.ts'

/** The new exchanges of a list whose rows hold still. Of very many it keeps the newest, and counts the others. */
interface Newcomers {
  readonly count: Readonly<Ref<number>>
  /** Whether the oldest were left out, so that the rows below do not follow on them. */
  isCut(): boolean
  has(id: string): boolean
  /** Returns whether it is new. */
  put(summary: ExchangeSummary): boolean
  drop(id: string): void
  newestFirst(): ExchangeSummary[]
  /** Puts these in the place of all. */
  reset(newestFirst: readonly ExchangeSummary[]): void
}

export function createNewcomers(most: number): Newcomers {
  /** In order of arrival. */
  const known = shallowRef(new Map<string, ExchangeSummary>())
  let leftOut = 0
  let newestLeftOut = ''

  return {
    count: computed(() => known.value.size + leftOut),
    isCut: () => leftOut > 0,
    has: (id) => known.value.has(id),
    put(summary) {
      const { id } = summary
      const isNew = !known.value.has(id)
      // Ids rise with the time of a request.
      if (isNew && id <= newestLeftOut) return false
      known.value.set(id, summary)
      if (!isNew) return false
      const [oldest] = known.value.keys()
      if (known.value.size > most && oldest !== undefined) {
        known.value.delete(oldest)
        leftOut += 1
        newestLeftOut = oldest
      }
      triggerRef(known)
      return true
    },
    drop(id) {
      if (known.value.delete(id)) triggerRef(known)
    },
    newestFirst: () => [...known.value.values()].reverse(),
    reset(newestFirst) {
      if (newestFirst.length === 0) [leftOut, newestLeftOut] = [0, '']
      known.value = new Map(newestFirst.toReversed().map((summary) => [summary.id, summary]))
    },
  }
}
