import type { Exchange } from '../contract/exchange.ts'
import { createRedactor, LONG_TEXT, type RedactorOptions } from './redact.ts'

/** As a Redactor, but it may take its time. */
export interface AsyncRedactor {
  exchange(exchange: Exchange): Promise<Exchange>
  value<T>(value: T): Promise<T>
}

/** Takes these secrets out of each text; null stands for one that holds none. */
export type RedactLong = (
  texts: readonly string[],
  secrets: readonly string[],
) => Promise<readonly (string | null)[]>

/** Long texts are handed out whole, so that no secret is cut in two; the rest is done at once. */
export function createAsyncRedactor(
  secrets: () => readonly string[],
  redactLong: RedactLong,
  options: RedactorOptions = {},
): AsyncRedactor {
  let ready: ReadonlyMap<string, string> = new Map()
  const redactor = createRedactor(secrets, { ...options, ready: (text) => ready.get(text) })

  async function withLong<T>(value: unknown, redact: () => T): Promise<T> {
    const texts = [...new Set(longTexts(value))]
    if (texts.length === 0) return redact()
    let known: readonly string[]
    let clear: readonly (string | null)[]
    do {
      known = secrets()
      clear = await redactLong(texts, known)
      // A secret that came up meanwhile is looked for as well.
    } while (!isSame(known, secrets()))
    ready = new Map(texts.map((text, at) => [text, clear[at] ?? text]))
    try {
      return redact()
    } finally {
      ready = new Map()
    }
  }

  return {
    exchange: (exchange) => withLong(exchange, () => redactor.exchange(exchange)),
    value: (value) => withLong(value, () => redactor.value(value)),
  }
}

function longTexts(value: unknown): string[] {
  if (typeof value === 'string') return value.length < LONG_TEXT ? [] : [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(longTexts) : []
}

function isSame(before: readonly string[], now: readonly string[]): boolean {
  return before.length === now.length && before.every((secret, at) => secret === now[at])
}
