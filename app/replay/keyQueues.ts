import type { ReplayItem } from './journal.ts'
import { isUnchanged, mayBegin, type Group } from './earlyStop.ts'

export interface Line extends Group {
  /** Name of the group of refused requests; null for requests that were not refused. */
  name: string | null
  /** In order. */
  waiting: number[]
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
      line = { name: group, waiting: [], active: 0, same: 0, hasChanged: false }
      lines.set(lineName, line)
      keyQueue.lines.push(line)
    }
    line.waiting.push(index)
  }
  return [...keyQueues.values()]
}

/** A request that was taken. */
export interface Next {
  index: number
  line: Line
}

/** Takes the earliest request that may begin now. */
export function takeNext({ lines }: KeyQueue): Next | null {
  let best: Next | null = null
  for (const line of lines) {
    const [index] = line.waiting
    const isOpen = line.name === null || mayBegin(line)
    if (index !== undefined && isOpen && (best === null || index < best.index)) best = { index, line }
  }
  best?.line.waiting.shift()
  return best
}

/** Gives back, to its place, a request that was taken and not begun. */
export function putBack({ waiting }: Line, index: number): void {
  const at = waiting.findIndex((other) => other > index)
  waiting.splice(at < 0 ? waiting.length : at, 0, index)
}

/** Takes all that is left of a group whose first answers were the same as before. */
export function takeUnchanged(line: Line): number[] {
  return line.name !== null && isUnchanged(line) ? takeRest(line) : []
}

export function takeRest(line: Line): number[] {
  return line.waiting.splice(0)
}

export function waitingIn(keyQueue: KeyQueue): number {
  return keyQueue.lines.reduce((sum, { waiting }) => sum + waiting.length, 0)
}
