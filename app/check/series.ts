import { isSentByPostern, type Call } from './calls.ts'
import { markOf, type Chain } from './chains.ts'
import { groupedBy } from './grouped.ts'

/** Pauses that grow by less may be those of a program that asks at a steady interval. */
const GROWTH = 1.35
/** What a timer may be off. */
const TOLERANCE = 0.9

/**
 * Attempts of one request with pauses so long that each may also be a request of its own: they are taken for retries only where
 * the pauses grow, as those of a backoff do.
 *
 * @param longestPauseMs a program that retries does so within this time
 */
export function longSeriesOf(
  chains: readonly Chain[],
  isFailed: (call: Call) => boolean,
  longestPauseMs: number,
): Call[][] {
  const sure = chains.filter(({ calls: [first], isAmbiguous }) => {
    return !isAmbiguous && first !== undefined && !isSentByPostern(first.exchange)
  })
  const series: Call[][] = []
  for (const equal of groupedBy(sure, ({ calls: [first] }) => (first ? markOf(first) : '')).values()) {
    let current: Call[] = []
    for (const call of equal.flatMap(({ calls }) => calls).toSorted((a, b) => a.order - b.order)) {
      const before = current.at(-1)
      const goesOn = before && isFailed(before) && call.at - before.endedAt <= longestPauseMs
      if (!goesOn) series.push((current = []))
      current.push(call)
    }
  }
  return series.filter(isGrowing)
}

function isGrowing(calls: readonly Call[]): boolean {
  const pauses = calls.slice(1).map(({ at }, index) => at - (calls[index]?.endedAt ?? at))
  const [first = 0] = pauses
  return (
    pauses.length > 1 &&
    (pauses.at(-1) ?? 0) >= first * GROWTH &&
    pauses.every((pause, index) => pause >= (pauses[index - 1] ?? 0) * TOLERANCE)
  )
}
