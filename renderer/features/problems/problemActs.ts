import type { Problem } from '../../../app/contract/problem.ts'
import type { Tone } from '../../ui/outcome.ts'
import { useExchangesStore } from '../history/exchanges.ts'
import { useFilterStore } from '../history/filter.ts'

/** A failure of the server has the colour of a warning, as in the history. */
export function problemTone({ state, status }: Pick<Problem, 'state' | 'status'>): Tone {
  if (state !== 'open') return 'neutral'
  return status !== null && (status >= 500 || status === 429 || status < 300) ? 'warning' : 'failure'
}

/** What list and detail of the problems both do. */
export function problemActs() {
  const exchanges = useExchangesStore()
  const filter = useFilterStore()
  return {
    openLatest({ example }: Problem): void {
      filter.clear()
      void exchanges.show(example)
    },
  }
}
