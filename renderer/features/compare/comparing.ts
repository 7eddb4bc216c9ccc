import { defineStore } from 'pinia'
import { shallowRef, watch } from 'vue'
import type { ExchangeSummary } from '../../../app/contract/summary.ts'
import { formatClock } from '../../ui/format.ts'
import { useExchangesStore } from '../history/exchanges.ts'
import { useFilterStore } from '../history/filter.ts'
import { shortTarget } from '../composer/target.ts'
import { useSessionStore } from '../window/session.ts'

/** An exchange that others are to be compared with, in the words that name it. */
export interface MarkedExchange {
  readonly id: string
  readonly name: string
}

type NamedBy = Pick<ExchangeSummary, 'id' | 'method' | 'url' | 'profile' | 'key' | 'startedAt'>

/** Which exchange was marked with “Compare with…”; null while none is. */
export const useComparingStore = defineStore('comparing', () => {
  const exchanges = useExchangesStore()
  const filter = useFilterStore()
  const session = useSessionStore()

  const marked = shallowRef<MarkedExchange | null>(null)
  /** The one that was opened after it. */
  let other: string | null = null

  function named({ id, method, url, profile, key, startedAt }: NamedBy): MarkedExchange {
    const target = shortTarget(url, session.profileOf(profile), key)
    return { id, name: `${method} ${target} of ${formatClock(startedAt)}` }
  }

  function mark(exchange: MarkedExchange): void {
    marked.value = exchange
    other = null
  }

  /** Opens the second, compared with the first. */
  function pair(first: string, second: string): void {
    const known = filter.items.find(({ id }) => id === first)
    if (!known) return
    mark(named(known))
    other = second
    void exchanges.select(second)
  }

  /** The mark is again what it was. */
  function restore(before: MarkedExchange | null): void {
    if (before === null) clear()
    else mark(before)
  }

  function clear(): void {
    marked.value = null
  }

  // The next one makes the pair. Whoever sends, or opens a third one, is done with these two.
  watch(
    () => exchanges.selectedId,
    (id) => {
      if (id === null || id === marked.value?.id) return
      other ??= id
      if (id !== other) clear()
    },
  )

  return { marked, named, mark, pair, restore, clear }
})
