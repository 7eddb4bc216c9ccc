import { readFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'

/** The longest time in which others had no turn, in ms. */
export interface Hold {
  passed: number
  /** Without what the thread waited for a processor: on a machine with other work that says nothing of it. */
  own: number
}

const afterAMoment = () => setTimeout(1)

/**
 * How long this process's main thread is held up while something is done.
 * @param pause between two looks; one that does not wait looks all the time
 */
export async function longestHold(
  work: () => unknown,
  pause: () => Promise<void> = afterAMoment,
): Promise<Hold> {
  const longest: Hold = { passed: 0, own: 0 }
  let isOver = false
  const look = async () => {
    let [last, lastWaited] = [performance.now(), waitedMs()]
    while (!isOver) {
      await pause()
      const [now, waited] = [performance.now(), waitedMs()]
      longest.passed = Math.max(longest.passed, now - last)
      longest.own = Math.max(longest.own, now - last - (waited - lastWaited))
      ;[last, lastWaited] = [now, waited]
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
  const [start, waited] = [performance.now(), waitedMs()]
  work()
  const passed = performance.now() - start
  return { passed, own: passed - (waitedMs() - waited) }
}

/** Linux tells in ns how long each thread could have run, and had no processor. */
function waitedMs(): number {
  if (process.platform !== 'linux') return 0
  return Number(readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'latin1').split(' ')[1]) / 1e6
}
