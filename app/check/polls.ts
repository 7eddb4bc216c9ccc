import { markOf } from './chains.ts'
import type { Call } from './calls.ts'
import { groupedBy } from './grouped.ts'

/** Intervals of one step are the same: timers of programs are not exact. */
const STEP = Math.log(1.1)

/** Whether a GET came so long after an equal one as one that followed a success: a program that polls retries nothing. */
export function pollsOf(calls: readonly Call[]): (before: Call, call: Call) => boolean {
  const steps = new Set<string>()
  for (const [mark, equal] of groupedBy(calls.filter(isRead), markOf))
    for (const [index, call] of equal.slice(1).entries()) {
      const before = equal[index]
      if (before?.kind === 'done') steps.add(`${stepOf(before, call)} ${mark}`)
    }
  return (before, call) => {
    const step = stepOf(before, call)
    return isRead(call) && [-1, 0, 1].some((near) => steps.has(`${step + near} ${markOf(call)}`))
  }
}

function isRead({ method }: Call): boolean {
  return method === 'GET'
}

function stepOf(before: Call, call: Call): number {
  return Math.round(Math.log(Math.max(1, call.at - before.at)) / STEP)
}
