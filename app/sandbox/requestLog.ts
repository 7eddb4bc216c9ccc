export interface SandboxLogEntry {
  /** Epoch ms of the sandbox's clock. */
  readonly at: number
  readonly method: string
  /** Without the query. */
  readonly path: string
  /** HTTP status; null when the request got no answer. */
  readonly status: number | null
  /** Alias of the key behind the token; null when there was none, or not a valid one. */
  readonly key: string | null
  /** The fault that struck, as it was written. */
  readonly fault: string | null
  readonly traceId: string
}

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
