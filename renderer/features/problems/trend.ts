import type { Problem } from '../../../app/contract/problem.ts'

interface Bar {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly isEmpty: boolean
}

const GAP = 2
const FLAT = 1
const LOWEST = 3

/**
 * A bar for each hour of the last day while all happened there, else one for each day of the last two weeks;
 * oldest first. A single failure stays visible beside thousands.
 */
export function barsOf(
  { hours, days }: Problem['trend'],
  width: number,
  height: number,
): { readonly bars: readonly Bar[]; readonly span: string } {
  const isOfToday = days.slice(0, -1).every((count) => count === 0)
  const counts = isOfToday ? hours : days
  const most = Math.max(1, ...counts)
  const step = width / counts.length
  const bars = counts.map((count, index): Bar => {
    const tall = count === 0 ? FLAT : Math.max(LOWEST, Math.round((count / most) * height))
    return { x: index * step, y: height - tall, width: step - GAP, height: tall, isEmpty: count === 0 }
  })
  return { bars, span: isOfToday ? '24 hours' : '14 days' }
}
