import type { SandboxLogEntry } from '../contract/sandbox.ts'

const MAX_ENTRIES = 500

export interface RequestLog {
  add(entry: SandboxLogEntry): void
  /** The last 500 requests, oldest first. */
  entries(): readonly SandboxLogEntry[]
  /** Gives back what ends the subscription. */
  subscribe(listener: (entry: SandboxLogEntry) => void): () => void
}

export function createRequestLog(): RequestLog {
  let entries: readonly SandboxLogEntry[] = []
  const listeners = new Set<(entry: SandboxLogEntry) => void>()
  return {
    add(entry) {
      entries = [...entries.slice(1 - MAX_ENTRIES), entry]
      for (const listener of listeners) listener(entry)
    },
    entries: () => entries,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
