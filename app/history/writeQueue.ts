import type { Exchange } from '../contract/exchange.ts'
import type { Journal } from './journal.ts'
import type { WorkerClient } from './workerClient.ts'

/**
 * What has been put and is on its way to the worker. It goes out in batches; what the journal has taken need not be
 * waited for.
 */
export interface WriteQueue {
  /** Resolves when it outlives this process, or, while the disk cannot be written, when the worker has it in memory. */
  put(exchange: Exchange): Promise<void>
  /** Sends what was put until now: one message, one transaction. Never rejects. */
  flush(): Promise<void>
  /** Whether the disk had taken what was answered last; else the worker alone has it. */
  isOnDisk(): boolean
  /** From now on nothing goes into the journal any more. */
  close(): void
}

interface Waiting {
  id: string
  /** As a line of the journal, or as it is. */
  state: string | Exchange
  /** Null where it is in the journal already, so that nobody waits for the database. */
  reply: { resolve: () => void; reject: (error: unknown) => void } | null
}

/** In characters of its bodies. What is larger goes to the database without a detour, and is waited for. */
const LONGEST_LINE = 256 * 1024
/** What is in the journal may wait for company this long: one message and one transaction serve all. */
const COMPANY_MS = 20
/** What the worker did not take goes out again after this, if nothing is asked before: a new worker is there by then. */
const AGAIN_MS = 1000

/** `reach` gives the line at once where there is one: what is asked next is then carried out after what was put. */
export function createWriteQueue(
  journal: Journal,
  reach: () => WorkerClient | Promise<WorkerClient>,
): WriteQueue {
  let batch: Waiting[] = []
  /** What the worker did not take: it must overtake nothing that came later, and so waits until that is answered. */
  let failed: Waiting[] = []
  /** Batches that the worker has not answered yet. */
  let inFlight = 0
  let isJournalUsed = true
  let isClosed = false
  let flushing: NodeJS.Timeout | undefined
  let again: NodeJS.Timeout | undefined

  return {
    put(exchange) {
      const line = isJournalUsed && !isClosed ? journalled(exchange) : null
      if (line !== null) {
        batch.push({ id: exchange.id, state: line, reply: null })
        flushing ??= setTimeout(() => void flush(), COMPANY_MS)
        return Promise.resolve()
      }
      return new Promise((resolve, reject) => {
        batch.push({ id: exchange.id, state: exchange, reply: { resolve, reject } })
        queueMicrotask(() => void flush())
      })
    },
    flush,
    isOnDisk: () => isJournalUsed,
    close() {
      isClosed = true
      clearTimeout(again)
    },
  }

  /** The exchange as a line of the journal; null when it is too large for that, or the disk refuses. */
  function journalled(exchange: Exchange): string | null {
    if (bodyLength(exchange) > LONGEST_LINE) return null
    const text = JSON.stringify(exchange)
    try {
      journal.append(text)
      return text
    } catch {
      // The database will most likely refuse as well, and says why.
      return null
    }
  }

  async function flush(): Promise<void> {
    clearTimeout(flushing)
    clearTimeout(again)
    flushing = undefined
    if (batch.length === 0) return
    const puts = batch
    batch = []
    inFlight += 1
    try {
      const reached = reach()
      const line = reached instanceof Promise ? await reached : reached
      const kept = await line.ask(
        'put',
        puts.map(({ state }) => state),
      )
      isJournalUsed = kept === 'disk'
      for (const { reply } of puts) reply?.resolve()
      // Batches are answered in their order, so what has failed by now is older than these.
      failed = failed.filter(({ id }) => !puts.some((put) => put.id === id))
      const isAllThere = batch.length === 0 && failed.length === 0 && inFlight === 1
      if (isAllThere && isJournalUsed) journal.clear()
    } catch (error) {
      // Who waits is told. What is in the journal nobody waits for: it goes once more.
      failed.push(...puts.filter(({ reply }) => reply === null))
      for (const { reply } of puts) reply?.reject(error)
    } finally {
      inFlight -= 1
      if (inFlight === 0 && failed.length > 0) {
        batch = [...failed.splice(0), ...batch]
        if (!isClosed) again = setTimeout(() => void flush(), AGAIN_MS)
      }
    }
  }
}

function bodyLength({ request, attempts }: Exchange): number {
  return attempts.reduce((sum, { response }) => sum + (response?.body.length ?? 0), request.body?.length ?? 0)
}
