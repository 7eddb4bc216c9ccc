import type { Entry } from './records/entry.ts'

/** What was written in one sandbox. The records themselves are those of every sandbox, and stay. */
export interface RecordChanges {
  change(entry: Entry, parts: object): void
  /** The body as it is now. */
  bodyOf<T extends object>(entry: Entry<T>): T
}

export function createRecordChanges(): RecordChanges {
  const changed = new Map<object, object>()
  return {
    change(entry, parts) {
      changed.set(entry, { ...changed.get(entry), ...parts })
    },
    bodyOf(entry) {
      const parts = changed.get(entry)
      return parts ? { ...entry.body, ...parts } : entry.body
    },
  }
}
