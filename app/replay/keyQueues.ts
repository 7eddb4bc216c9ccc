import type { ReplayItem } from './journal.ts'
import { isUnchanged, mayBegin, type Group } from './earlyStop.ts'

export interface Line extends Group {
  /** Name of the group of refused requests; null for requests that were not refused. */
  name: string | null
  waiting: number[]
  next: number
}

/** The requests of one key. */
export interface KeyQueue {
  profile: string
  key: string | null
  active: number
  lines: Line[]
}

/** Sorts what is waiting by key, and within a key by the way in which it was refused. */
export function keyQueuesOf(items: readonly ReplayItem[]): KeyQueue[] {
  const keyQueues = new Map<string, KeyQueue>()
  const lines = new Map<string, Line>()
  for (const [index, item] of items.entries()) {
    if (item.state !== 'waiting') continue
    const { profile, key, group } = item
    const name = JSON.stringify([profile, key])
    const keyQueue = keyQueues.get(name) ?? { profile, key, active: 0, lines: [] }
    keyQueues.set(name, keyQueue)
    const lineName = JSON.stringify([name, group])
    let line = lines.get(lineName)
    if (!line) {
      line = { name: group, waiting: [], next: 0, active: 0, same: 0, hasChanged: false }
      lines.set(lineName, line)
      keyQueue.lines.push(line)
    }
    line.waiting.push(index)
  }
  return [...keyQueues.values()]
}

/** Takes the earliest request that may begin now. */
export function takeNext(keyQueue: KeyQueue): { index: number; line: Line } | null {
  let best: Line | null = null
  for (const line of keyQueue.lines) {
    const index = line.waiting[line.next]
    const isOpen = line.name === null || mayBegin(line)
    if (index === undefined || !isOpen) continue
    if (best === null || index < (best.waiting[best.next] ?? Infinity)) best = line
  }
  const index = best?.waiting[best.next]
  if (!best || index === undefined) return null
  best.next += 1
  return { index, line: best }
}

/** Gives back a request that was taken and not begun; it is the next one again. */
export function putBack(line: Line, index: number): void {
  line.next -= 1
  // Those before `next` are taken, whatever stands there.
  line.waiting[line.next] = index
}

/** Takes all that is left of a group whose first answers were the same as before. */
export function takeUnchanged(line: Line): number[] {
  return line.name !== null && isUnchanged(line) ? takeRest(line) : []
}

export function takeRest(line: Line): number[] {
  const rest = line.waiting.slice(line.next)
  line.next = line.waiting.length
  return rest
}

export function waitingIn(keyQueue: KeyQueue): number {
  return keyQueue.lines.reduce((sum, { waiting, next }) => sum + waiting.length - next, 0)
}
