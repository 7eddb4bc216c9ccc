import type { Catalog } from '../catalog/catalog.ts'
import { systemClock } from '../clock.ts'
import type { Exchange, Header } from '../contract/exchange.ts'
import type { Redacted } from '../contract/redacted.ts'
import type { Progress } from '../contract/events.ts'
import { plainHttpWarning } from '../contract/plainHttp.ts'
import { createSender, type SenderPorts } from '../sending/createSender.ts'
import type { Sender } from '../sending/sender.ts'
import { createAsyncRedactor } from '../recorder/asyncRedactor.ts'
import { createRecorder } from '../recorder/recorder.ts'
import type { Redactor } from '../recorder/redact.ts'
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
  /** Told of each step. */
  onStep?: (exchange: Redacted<Exchange>) => void
  onProgress?: (progress: Progress) => void
  /** Takes the secrets that a response hands over; without it they are redacted and gone. */
  handOver?: SenderPorts['handOver']
  /** Told once of each host to which a key or a token goes so that others can read it. */
  onWarning?: (text: string) => void
}

export interface Session {
  sender: Sender
  redactor: Redactor
  /** Takes the secrets in such headers for known ones. */
  learnHeaders(headers: readonly Header[]): void
  /** Cancels what is under way and waits until it is kept. */
  close(): Promise<void>
}

/** The same sender as the app's, for the length of one command. */
export function openSession({
  history,
  catalog,
  version,
  secrets,
  secretOf,
  onStep,
  onProgress,
  handOver,
  onWarning,
}: SessionOptions): Session {
  const registry = createSecretRegistry(secrets)
  const redactor = createAsyncRedactor(registry.all, null)
  const keeping = new Set<Promise<void>>()
  const recorder = createRecorder({
    registry,
    redactor,
    catalog: () => catalog,
    keep: (exchange, options) => {
      const kept = (history?.put(exchange, options) ?? Promise.resolve()).finally(() => keeping.delete(kept))
      keeping.add(kept)
      return kept
    },
    ...(onStep ? { onRecorded: onStep } : {}),
  })
  const sender = createSender({
    clock: systemClock,
    secretOf: ({ id }, alias) => Promise.resolve(secretOf(id, alias)),
    recorder,
    onProgress: (progress) => onProgress?.(progress),
    ...(handOver && { handOver }),
    onWindow: () => undefined,
    onToken: () => undefined,
    catalog: () => catalog,
    version,
  })
  const warned = new Set<string>()
  const send: Sender['send'] = (options) => {
    const warning =
      (options.key ?? options.token ?? null) === null ? null : plainHttpWarning(options.profile.baseUrl)
    if (warning !== null && !warned.has(warning)) onWarning?.(warning)
    if (warning !== null) warned.add(warning)
    return sender.send(options)
  }
  return {
    sender: { ...sender, send },
    redactor: redactor.now,
    learnHeaders: registry.learnHeaders,
    async close() {
      await sender.close()
      await Promise.allSettled(keeping)
    },
  }
}
