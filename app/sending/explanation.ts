import type { Catalog } from '../catalog/catalog.ts'
import type { Clock } from '../clock.ts'
import type { Progress } from '../contract/events.ts'
import type { Exchange, Failure } from '../contract/exchange.ts'
import type { Profile } from '../contract/profile.ts'
import type { Claims } from '../contract/token.ts'
import type { WindowState } from '../contract/rateWindow.ts'
import type { RateLimiter } from './rateLimiter.ts'
import type { Read, Reader } from './reader.ts'
import type { ServerClock } from './serverClock.ts'
import type { TokenCache } from './tokenCache.ts'
import type { Transport } from './transport.ts'

/** What one exchange uses of the sender. */
export interface RunParts {
  clock: Clock
  transport: Transport
  catalog: Catalog
  reader: Reader
  server: ServerClock
  /** Null when the request does not count against a rate window. */
  rateLimiter: RateLimiter | null
  /** Null when the request goes without a key. */
  desk: TokenCache | null
  windowState(): WindowState | null
  record(exchange: Exchange): Promise<void>
  onProgress(progress: Progress): void
}

/** The part of an exchange that explains it. */
export type Explained = Pick<Exchange, 'envelope' | 'findings' | 'diagnosis'>

export interface Ending {
  exchange: Exchange
  /** Why no usable answer came; null when one did. */
  failure: Failure | null
  profile: Profile
  claims: Claims | null
  /** The last answer to the request itself, if there was one. */
  read: Read | null
  parts: RunParts
}

/** Explains how an exchange ended. An exchange is worth more than its explanation: without one it is kept all the same. */
export async function readingOf({
  exchange,
  failure,
  profile,
  claims,
  read,
  parts,
}: Ending): Promise<Explained> {
  const last = exchange.attempts.at(-1)
  const { clock, server, catalog, reader } = parts
  const known = last?.purpose === 'request' && last.response ? read : null
  try {
    return await reader.explain(
      {
        request: exchange.request,
        response: last?.response ?? null,
        failure,
        attempts: exchange.attempts,
        key: exchange.key,
        profile: profile.name,
        claims,
        now: clock.now(),
        clockOffsetMs: server.offset(),
        window: parts.windowState(),
        traceHeaders: profile.traceHeaders,
        catalog,
      },
      known,
    )
  } catch {
    return { envelope: known?.envelope ?? null, findings: [], diagnosis: null }
  }
}
