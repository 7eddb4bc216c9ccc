import type { Lookup } from './lookup.ts'
import type { AnnotationChange } from './annotations.ts'
import type { WorkerClient } from './workerClient.ts'

export type Selection = { ids: readonly string[] } | { query: string }

/** Names a removal, so that it can be undone while the session lasts. */
export interface Removed {
  removal: number
  count: number
}

/** What is done to exchanges that are kept. Many are changed in parts, between which the history stays free for others. */
export interface Edits {
  /** Pins, or puts a note on, an exchange; false when it is not there. */
  mark(change: AnnotationChange): Promise<boolean>
  /** Pins exchanges, or frees them again; returns how many of them are there. */
  pin(ids: readonly string[], pinned: boolean): Promise<number>
  /** Takes exchanges out of the history. What is under way stays. Deleted for good some minutes later. */
  remove(selection: Selection): Promise<Removed>
  /** Undoes a removal as far as it has not been deleted for good; returns how many came back. */
  restore(removal: number): Promise<number>
}

/** So many are changed in one transaction. */
const PART = 200
const EVERYTHING = Number.MAX_SAFE_INTEGER

export function createEdits(
  current: () => Promise<WorkerClient>,
  find: Lookup['ids'],
  now: () => number,
): Edits {
  let lastRemoval = 0

  return {
    async mark(change) {
      return (await current()).ask('mark', change)
    },
    async pin(all, pinned) {
      let count = 0
      for (const ids of partsOf(all)) count += await (await current()).ask('pin', { ids, pinned })
      return count
    },
    async remove(selection) {
      const found = 'ids' in selection ? selection : await find({ ...selection, limit: EVERYTHING })
      lastRemoval = Math.max(now(), lastRemoval + 1)
      const removal = lastRemoval
      let count = 0
      for (const ids of partsOf(found.ids)) {
        count += await (await current()).ask('remove', { ids, removal })
      }
      return { removal, count }
    },
    async restore(removal) {
      let count = 0
      for (;;) {
        const some = await (await current()).ask('restoreSome', removal)
        if (some === 0) return count
        count += some
      }
    },
  }
}

function* partsOf(ids: readonly string[]): Generator<string[]> {
  for (let at = 0; at < ids.length; at += PART) yield ids.slice(at, at + PART)
}
