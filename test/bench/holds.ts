import { readFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'

/** The longest time in which others had no turn, in ms. */
export interface Hold {
  passed: number
  /** Without what the thread waited for a processor: on a machine with other work that says nothing of it. */
  own: number
  /** What of the longest `own` the thread was on a processor; for the rest it waited for the disk or a lock. */
  busy: number
}

const NO_HOLD: Readonly<Hold> = { passed: 0, own: 0, busy: 0 }

const afterAMoment = () => setTimeout(1)

/**
 * How long this process's main thread is held up while something is done.
 * @param pause between two looks; one that does not wait looks all the time
 */
export async function longestHold(
  work: () => unknown,
  pause: () => Promise<void> = afterAMoment,
): Promise<Hold> {
  let longest: Hold = NO_HOLD
  let isOver = false
  const look = async () => {
    let last = moment()
    while (!isOver) {
      await pause()
      const now = moment()
      longest = longer(longest, between(last, now))
      last = now
    }
  }
  const looking = look()
  try {
    await work()
  } finally {
    isOver = true
  }
  await looking
  return longest
}

/** How long this thread takes to do something that nobody can interrupt. */
export function timeOf(work: () => unknown): Hold {
  const start = moment()
  work()
  return between(start, moment())
}

export function longer(one: Hold, other: Hold): Hold {
  const passed = Math.max(one.passed, other.passed)
  return other.own > one.own ? { ...other, passed } : { ...one, passed }
}

interface Moment {
  now: number
  busy: number
  waited: number
}

function between(start: Moment, end: Moment): Hold {
  const passed = end.now - start.now
  return { passed, own: passed - (end.waited - start.waited), busy: end.busy - start.busy }
}

/** Linux tells in ns how long each thread was on a processor, and how long it could have run and had none. */
function moment(): Moment {
  const now = performance.now()
  if (process.platform !== 'linux') return { now, busy: now, waited: 0 }
  const [busy = NaN, waited = NaN] = readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'latin1')
    .split(' ')
    .map((ns) => Number(ns) / 1e6)
  return { now, busy, waited }
}
