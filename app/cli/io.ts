import type { Readable, Writable } from 'node:stream'

/** What the headless tool touches of the world, so that it can be run inside a test. */
export interface Io {
  stdout(text: string): void
  stderr(text: string): void
  /** All of standard input. */
  stdin(): Promise<Uint8Array>
  env: Readonly<Record<string, string | undefined>>
  /** As `process.platform` says it. */
  platform: string
  homeFolder: string
  /** The program's own version. */
  version: string
  /** The bundled worker that owns the history's database. */
  historyWorker: URL
  /** The bundled worker of a capture. */
  captureWorker: URL
  /** From now on signals go there, in place of `signal`; what it returns ends that. */
  hearSignals?(hear: (signal: NodeJS.Signals) => void): () => void
  /** Resolves when standard output takes more; without it, it always does. */
  drained?(): Promise<void>
  /** Standard input and output as they are, for a protocol that has them to itself. */
  stdio?(): { input: Readable; output: Writable; giveUp(): void }
  /** Width of the terminal; undefined where standard output is none. */
  columns?: number | undefined
  /** Aborted by Ctrl+C. */
  signal: AbortSignal
}

export const EXIT = {
  success: 0,
  /** The API answered with a failure. */
  failure: 1,
  wrongCommand: 2,
  /** No usable answer came. */
  noAnswer: 3,
  /** The history could not be read, or what was to be kept is not kept. */
  history: 4,
} as const

/** The command line was wrong: what, and how it should be. */
export class CommandError extends Error {
  override readonly name = 'CommandError'
}
