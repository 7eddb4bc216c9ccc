import { Worker } from 'node:worker_threads'
import { connect, ThreadEnded, type Remote } from './remote.ts'
import type { TaskInput, TaskOutput, tasks } from './tasks.ts'

/** A thread for texts that somebody pasted: any text may be made to take long. */
interface PastedReader {
  /** Null for a text that takes too long, or when a newer one comes meanwhile. */
  explain(order: TaskInput<'explainPasted'>): Promise<TaskOutput<'explainPasted'> | null>
}

/** Far more than the longest real text takes. */
const LIMIT_MS = 10_000
/** A hostile text may fill this much of the thread's memory, and ends it then; nothing else is touched. */
const MOST_MEMORY_MB = 1024

/** Starts with the first text. `url` is that of the bundled worker. */
export function createPastedReader(
  url: URL,
  limitMs = LIMIT_MS,
  maxOldGenerationSizeMb = MOST_MEMORY_MB,
): PastedReader {
  let thread: Remote<typeof tasks> | null = null
  let isBusy = false

  function start(): Remote<typeof tasks> {
    const resourceLimits = { maxOldGenerationSizeMb }
    const started = connect<typeof tasks>(new Worker(url, { execArgv: [], resourceLimits }), {
      end: () => {
        if (thread === started) thread = null
      },
    })
    return started
  }

  function stop(ended: Remote<typeof tasks>): void {
    if (thread === ended) thread = null
    void ended.end()
  }

  return {
    async explain(order) {
      // What is under way is of an earlier text, which nobody waits for any more.
      if (thread && isBusy) stop(thread)
      const reader = (thread ??= start())
      isBusy = true
      const timer = setTimeout(() => {
        stop(reader)
      }, limitMs)
      try {
        return await reader.call('explainPasted', [order])
      } catch (error) {
        if (error instanceof ThreadEnded) return null
        throw error
      } finally {
        clearTimeout(timer)
        if (thread === reader) isBusy = false
      }
    },
  }
}
