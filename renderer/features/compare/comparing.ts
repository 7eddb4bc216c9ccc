import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { formatClock } from '../../ui/format.ts'
import { useExchangesStore } from '../history/exchanges.ts'
import { useFilterStore } from '../history/filter.ts'
import { shortTarget } from '../composer/target.ts'
import { useSessionStore } from '../window/session.ts'

/** An exchange that others are to be compared with, in the words that name it. */
interface MarkedExchange {
  readonly id: string
  readonly name: string
}

/** Which exchange was marked with “Compare with…”; null while none is. */
export const useComparingStore = defineStore('comparing', () => {
  const exchanges = useExchangesStore()
  const filter = useFilterStore()
  const session = useSessionStore()

  const marked = shallowRef<MarkedExchange | null>(null)

  function mark(exchange: MarkedExchange): void {
    marked.value = exchange
  }

  /** Opens the second, compared with the first. */
  function pair(first: string, second: string): void {
    const known = filter.items.find(({ id }) => id === first)
    if (!known) return
    mark({
      id: first,
      name: `${known.method} ${shortTarget(known.url, session.profileOf(known.profile), known.key)} of ${formatClock(known.startedAt)}`,
    })
    void exchanges.select(second)
  }

  function clear(): void {
    marked.value = null
  }

  return { marked, mark, pair, clear }
})
