import type { Catalog } from '../catalog/catalog.ts'
import { systemClock } from '../clock.ts'
import type { Exchange } from '../contract/exchange.ts'
import { isSafeMethod } from '../contract/http.ts'
import type { Progress } from '../contract/events.ts'
import { createSender, type Sender } from '../sending/sender.ts'
import { createRedactor, type Redactor } from '../recorder/redact.ts'
import { createSecretRegistry } from '../recorder/secretRegistry.ts'
import type { History } from '../history/history.ts'

export interface SessionOptions {
  /** The secret of a key, by its profile and alias. */
  secretOf(profile: string, alias: string): string | null
  /** All secrets that are known in clear, so that they are blanked wherever they turn up. */
  secrets(): readonly string[]
  catalog: Catalog
  version: string
  /** Null keeps nothing. */
  history: History | null
  /** Told of each step, redacted. */
  onStep?: (exchange: Exchange) => void
  onProgress?: (progress: Progress) => void
}

export interface Session {
  sender: Sender
  redactor: Redactor
  /** Cancels what is under way and waits until it is kept. */
  close(): Promise<void>
}

/** The same sender as the app's, for the length of one command. */
export function openSession(options: SessionOptions): Session {
  const { history, catalog, version } = options
  const sender = createSender({
    clock: systemClock,
    secretOf: (profile, alias) => Promise.resolve(options.secretOf(profile, alias)),
    record: async (exchange) => {
      const safe = redactor.exchange(exchange)
      options.onStep?.(safe)
      await history?.put(safe, { durable: !isSafeMethod(safe.request.method) })
    },
    onProgress: (progress) => options.onProgress?.(progress),
    onWindow: () => undefined,
    onToken: () => undefined,
    catalog: () => catalog,
    version,
  })
  const redactor = createRedactor(createSecretRegistry(() => [...options.secrets(), ...sender.secrets()]))
  return { sender, redactor, close: () => sender.close() }
}
