import type { Exchange } from '../contract/exchange.ts'
import { ThreadEnded } from '../threads/remote.ts'

/**
 * What has been put and is not known to be written. Of several states of an exchange only the last goes out. A state is
 * kept until the history's thread has answered: when the thread dies, the next one gets it.
 */
export interface WriteBuffer {
  /** Resolves at once, or, when it is to be durable, once the thread has it where it is safe. */
  put(exchange: Exchange, isDurable: boolean): Promise<void>
  /** Sends what was put until now: one message, one transaction. Resolves when that is answered; never rejects. */
  flush(): Promise<void>
  /** From now on nothing is sent again by itself. */
  close(): void
}

/** Rejects with a ThreadEnded when the exchanges may be sent again. */
type Write = (exchanges: Exchange[], isDurable: boolean) => Promise<unknown>

interface Reply {
  resolve: () => void
  reject: (error: unknown) => void
  /** Whether a thread has died with it before. */
  isSecondTry: boolean
}

/** Exchanges that need not be durable wait this long and share one transaction, so that each is written within 50 ms. */
const BATCH_DELAY_MS = 25
/** What a thread died with goes to the next one after this, if nothing else is sent before. */
const AGAIN_MS = 1000

/** @param onLost hears of exchanges that cannot be written for another reason than the death of a thread */
export function createWriteBuffer(write: Write, onLost: (error: unknown) => void): WriteBuffer {
  let waiting = new Map<string, Exchange>()
  let replies: Reply[] = []
  /** Batches on their way, oldest first. */
  const unanswered = new Set<ReadonlyMap<string, Exchange>>()
  let timer: NodeJS.Timeout | undefined
  let isClosed = false

  function flushWithin(ms: number): void {
    if (!isClosed) timer ??= setTimeout(() => void flush(), ms)
  }

  async function flush(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    if (waiting.size === 0) return
    const [batch, waitingFor] = [waiting, replies]
    waiting = new Map()
    replies = []
    unanswered.add(batch)
    try {
      await write([...batch.values()], waitingFor.length > 0)
      unanswered.delete(batch)
      for (const { resolve } of waitingFor) resolve()
    } catch (error) {
      unanswered.delete(batch)
      if (error instanceof ThreadEnded) takeBack(batch, waitingFor, error)
      else {
        for (const { reject } of waitingFor) reject(error)
        onLost(error)
      }
    }
  }

  /** Where a later state is on its way or waits, the earlier one is not needed any more. */
  function takeBack(
    batch: ReadonlyMap<string, Exchange>,
    waitingFor: readonly Reply[],
    error: unknown,
  ): void {
    const isOutdated = (id: string) => [...unanswered].some((later) => later.has(id))
    waiting = new Map([...[...batch].filter(([id]) => !isOutdated(id)), ...waiting])
    for (const reply of waitingFor) {
      if (reply.isSecondTry) reply.reject(error)
      else replies.push({ ...reply, isSecondTry: true })
    }
    flushWithin(replies.length > 0 ? 0 : AGAIN_MS)
  }

  return {
    put(exchange, isDurable) {
      waiting.set(exchange.id, exchange)
      if (!isDurable) {
        flushWithin(BATCH_DELAY_MS)
        return Promise.resolve()
      }
      return new Promise((resolve, reject) => {
        replies.push({ resolve, reject, isSecondTry: false })
        // What is put in the same turn goes along.
        if (replies.length === 1) queueMicrotask(() => void flush())
      })
    },
    flush,
    close() {
      isClosed = true
      clearTimeout(timer)
    },
  }
}
