import type { JsonTree } from '../useJsonTree.ts'

const PAUSE_MS = 700
const MOST_LINES = 2_000

/** Finds lines by the beginning of their name, as it is typed. A pause begins a new name. */
export function typedName(now: () => number = () => performance.now()) {
  let typed = ''
  let lastAt = -Infinity

  return {
    /** The line meant by what has been typed, this key included; null when none is near. */
    next(key: string, from: number, tree: Pick<JsonTree, 'rowAt' | 'count'>): number | null {
      const isGoingOn = now() - lastAt < PAUSE_MS
      lastAt = now()
      typed = (isGoingOn ? typed : '') + key.toLowerCase()
      const count = tree.count.value
      // The same name may go on to fit the line that it has found already.
      const first = typed.length > 1 ? 0 : 1
      for (let step = first; step < Math.min(count + first, MOST_LINES); step += 1) {
        const at = (from + step) % count
        if (tree.rowAt(at)?.name?.toLowerCase().startsWith(typed)) return at
      }
      return null
    },
  }
}
