import { Worker } from 'node:worker_threads'
import { connect, type Remote } from '../threads/remote.ts'
import type { Retention } from './history.ts'
import type { HistoryMethods } from './methods.ts'
import { KEEP_ALL } from './retention.ts'
import type { HistoryEvent, HistoryThreadData } from './worker.ts'

type Thread = Remote<HistoryMethods>

/** The history's thread, and after it has died, for want of memory say, the next one. */
export interface SupervisedThread {
  /** The thread at once where it is there; else the promise of one, which is started. Rejects with a ThreadEnded. */
  reach(): Thread | Promise<Thread>
  /** What every thread is told when it starts. */
  onStart: { retention: Retention; isWatching: boolean }
  /** Closes the history in the thread, and ends it. Resolves with whether all that was put is on the disk. */
  end(): Promise<boolean>
}

export function superviseThread(
  url: URL,
  workerData: HistoryThreadData,
  on: { event: (event: HistoryEvent) => void; death: (reason: string) => void },
): SupervisedThread {
  const onStart = { retention: KEEP_ALL, isWatching: false }
  let thread: Thread | null = null
  let starting: Promise<Thread> | null = null

  async function start(): Promise<Thread> {
    const started = connect<HistoryMethods, HistoryEvent>(new Worker(url, { workerData, execArgv: [] }), {
      event: on.event,
      end(reason) {
        thread = null
        on.death(reason)
      },
    })
    // Answered once the database is open.
    await started.call('setRetention', [onStart.retention]).catch(async (error: unknown) => {
      await started.end()
      throw error
    })
    if (onStart.isWatching) void started.call('watchOthers', [true]).catch(() => undefined)
    return (thread = started)
  }

  return {
    onStart,
    reach: () => thread ?? (starting ??= start().finally(() => (starting = null))),
    async end() {
      await starting?.catch(() => undefined)
      const last = thread
      try {
        return (await last?.call('close', [])) ?? false
      } finally {
        await last?.end()
      }
    },
  }
}
