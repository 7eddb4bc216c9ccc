import type { CallEnded } from '../capture/calls.ts'
import type { CaptureClient, CaptureCounts } from '../contract/capture.ts'

/** Counts what a capture has seen: each call as it ends, each program once. */
export function countsOf() {
  /** Processes by user agent; one that is not found is one of these, or the only one. */
  const clients = new Map<string, Set<number>>()
  let requests = 0
  let links = 0
  let unrecorded = 0
  let window: CaptureCounts['window'] = null
  return {
    ended({ window: latest }: Pick<CallEnded, 'window'>) {
      requests += 1
      if (latest) window = { used: latest.used, limit: latest.limit, resetsAt: latest.resetsAt }
    },
    client({ run, pid, userAgent }: CaptureClient) {
      const name = String(run ?? userAgent)
      const pids = clients.get(name) ?? new Set()
      if (pid !== null && pids.size < MOST_CLIENTS) pids.add(pid)
      if (clients.size < MOST_CLIENTS) clients.set(name, pids)
    },
    link() {
      links += 1
    },
    unrecorded() {
      unrecorded += 1
    },
    now: (): CaptureCounts => ({ requests, clients: clientCount(clients), links, unrecorded, window }),
  }
}

/** A program may make up a name for each call. */
const MOST_CLIENTS = 10_000

function clientCount(clients: ReadonlyMap<string, ReadonlySet<number>>): number {
  return [...clients.values()].reduce((sum, pids) => sum + Math.max(1, pids.size), 0)
}
