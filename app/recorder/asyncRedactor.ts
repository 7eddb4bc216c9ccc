import type { Exchange } from '../contract/exchange.ts'
import type { Redacted } from '../contract/redacted.ts'
import { createRedactor, LONG_TEXT, type Redactor, type RedactorOptions } from './redact.ts'

/** As a Redactor, but it may take its time. */
export interface AsyncRedactor {
  exchange(exchange: Exchange): Promise<Redacted<Exchange>>
  value<T>(value: T): Promise<T>
  /** The same at once, for what is short. */
  readonly now: Redactor
}

/** Takes these secrets out of each text; null stands for one that holds none. */
export type RedactLong = (
  texts: readonly string[],
  secrets: readonly string[],
) => Promise<readonly (string | null)[]>

/**
 * Long texts are handed out whole, so that no secret is cut in two; the rest is done at once, and everything where
 * `redactLong` is null.
 */
export function createAsyncRedactor(
  secrets: () => readonly string[],
  redactLong: RedactLong | null,
  options: RedactorOptions = {},
): AsyncRedactor {
  let ready: ReadonlyMap<string, string> = new Map()
  const redactor = createRedactor(secrets, { ...options, ready: (text) => ready.get(text) })

  async function withLong<T>(longTexts: () => string[], redact: () => T): Promise<T> {
    const made = new Map<string, string>()
    let known: readonly string[]
    let texts: string[]
    if (redactLong === null) return redact()
    do {
      known = secrets()
      texts = [...new Set(longTexts())]
      if (texts.length === 0) return redact()
      const clear = await redactLong(texts, known)
      texts.forEach((text, at) => made.set(text, clear[at] ?? text))
      // A secret that came up meanwhile is looked for as well.
    } while (!isSame(known, secrets()))
    ready = made
    try {
      return redact()
    } finally {
      ready = new Map()
    }
  }

  return {
    now: redactor,
    exchange: (exchange) =>
      withLong(
        () => longTextsIn(partsToDo(exchange, redactor)),
        () => redactor.exchange(exchange),
      ),
    value: (value) =>
      withLong(
        () => longTextsIn(value),
        () => redactor.value(value),
      ),
  }
}

function partsToDo({ request, attempts, ...rest }: Exchange, { isDone }: Redactor): unknown[] {
  const parts = attempts.flatMap(({ response, ...attempt }) =>
    response && !isDone(response) ? [attempt, response] : [attempt],
  )
  return isDone(request) ? [rest, parts] : [rest, request, parts]
}

function longTextsIn(value: unknown): string[] {
  if (typeof value === 'string') return value.length < LONG_TEXT ? [] : [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(longTextsIn) : []
}

function isSame(before: readonly string[], now: readonly string[]): boolean {
  return before.length === now.length && before.every((secret, at) => secret === now[at])
}
