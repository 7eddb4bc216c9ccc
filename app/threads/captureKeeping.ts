import type { Exchange } from '../contract/exchange.ts'
import type { Redacted } from '../contract/redacted.ts'
import type { HistoryMethods } from '../history/methods.ts'
import type { Remote } from './remote.ts'

export interface Keeping {
  keep(exchange: Redacted<Exchange>): Promise<void>
  /** Resolves when there is room for more. */
  settled(): Promise<void>
  close(): Promise<void>
}

/** What was recorded within this time goes on together, ms. */
const TOGETHER_MS = 50
const MOST_WAITING = 200
const MOST_CHARACTERS = 8 * 1024 * 1024

/** Hands exchanges to the history and tells of them, many at a time; of one that goes on, only how it is now. */
export function createCaptureKeeping(
  history: Remote<HistoryMethods> | null,
  tell: (exchanges: Redacted<Exchange>[]) => void,
): Keeping {
  let waiting = new Map<string, Redacted<Exchange>>()
  let characters = 0
  let timer: NodeJS.Timeout | null = null
  let sending = Promise.resolve()

  function flush(): Promise<void> {
    if (timer) clearTimeout(timer)
    timer = null
    const exchanges = [...waiting.values()]
    if (exchanges.length === 0) return sending
    waiting = new Map()
    characters = 0
    sending = sending.then(async () => {
      // What cannot be kept is said by the history itself.
      await history?.call('put', [exchanges, { durable: false }]).catch(() => undefined)
      tell(exchanges)
    })
    return sending
  }

  return {
    keep(exchange) {
      waiting.set(exchange.id, exchange)
      const { request, attempts } = exchange
      characters += (request.body?.length ?? 0) + (attempts.at(-1)?.response?.body.length ?? 0)
      timer ??= setTimeout(() => void flush(), TOGETHER_MS)
      return Promise.resolve()
    },
    async settled() {
      if (waiting.size >= MOST_WAITING || characters >= MOST_CHARACTERS) await flush()
    },
    async close() {
      await flush()
      await history?.end()
    },
  }
}
