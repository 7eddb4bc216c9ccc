import { isLoopback, originOf } from '../contract/url.ts'
import { clip } from '../contract/values.ts'
import { failure, GENERIC_CODE, Refusal } from './reply.ts'

interface IntegerRange {
  readonly min?: number
  readonly max?: number
}

/**
 * Reads parameters one by one and remembers what is wrong with them, so that one answer names
 * every offending parameter (guide, "HTTP status codes", 400). Values that are wrong read as null
 * or as their fallback; `check` then refuses the request.
 */
export interface Reader {
  text(name: string): string | null
  integer(name: string, range?: IntegerRange): number | null
  integers(name: string): number[] | null
  flag(name: string, fallback: boolean): boolean
  /** Epoch ms of an ISO 8601 date or time; a date alone means midnight in UTC. */
  time(name: string): number | null
  oneOf<T extends string>(name: string, choices: readonly T[]): T | null
  /** An https URI, as the API wants it; the sandbox takes http to this computer too. */
  webhookUri(name: string): string | null
  /** Adds a problem that only the endpoint can see. */
  complain(name: string, problem: string): void
  /** Complains about each of these that was left out. */
  require(...names: string[]): void
  /** Refuses the request with 400 if anything was wrong. */
  check(): void
}

const MAX_INT32 = 2_147_483_647
const INTEGER = /^-?\d{1,15}$/
const ISO_TIME = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,7})?)?(Z|[+-]\d{2}:\d{2})?)?$/

/** `lookUp` gives the raw value; undefined means left out. In a JSON body `isTyped` insists on JSON's own types. */
export function createReader(lookUp: (name: string) => unknown, isTyped = false): Reader {
  const problems: string[] = []

  function complain(name: string, problem: string): void {
    problems.push(`${name} ${problem}.`)
  }

  function given(name: string): unknown {
    const value = lookUp(name)
    return value === null || value === '' ? undefined : value
  }

  function wrong(name: string, expected: string, value: unknown): null {
    complain(name, `must be ${expected}, but is ${quote(value)}`)
    return null
  }

  function textual<T>(name: string, expected: string, parse: (text: string) => T | null): T | null {
    const value = given(name)
    if (value === undefined) return null
    const parsed = typeof value === 'string' ? parse(value) : null
    return parsed ?? wrong(name, expected, value)
  }

  return {
    complain,
    text: (name) => textual(name, 'a text', (text) => text),
    integer(name, { min = 1, max = MAX_INT32 } = {}) {
      const value = given(name)
      if (value === undefined) return null
      const number = toInteger(value, isTyped)
      const isFitting = number !== null && number >= min && number <= max
      return isFitting ? number : wrong(name, `a whole number from ${min} to ${max}`, value)
    },
    integers(name) {
      return textual(name, 'whole numbers with commas between them', (text) => {
        const numbers = text.split(',').map((part) => Number(part.trim() || NaN))
        return numbers.every((number) => Number.isInteger(number) && number > 0 && number <= MAX_INT32)
          ? numbers
          : null
      })
    },
    flag: (name, fallback) => textual(name, 'true or false', toFlag) ?? fallback,
    time: (name) =>
      textual(name, 'an ISO 8601 date or time in UTC, such as 2026-03-02T09:00:00Z', (text) => {
        const at = ISO_TIME.test(text) ? Date.parse(withZone(text)) : NaN
        return Number.isNaN(at) ? null : at
      }),
    oneOf: (name, choices) =>
      textual(
        name,
        `one of ${choices.join(', ')}`,
        (text) => choices.find((choice) => choice === text) ?? null,
      ),
    webhookUri: (name) =>
      textual(name, 'an absolute https URI', (text) => {
        const origin = originOf(text)
        return origin?.startsWith('https://') || isLoopback(origin ?? '') ? text : null
      }),
    require(...names) {
      for (const name of names) if (given(name) === undefined) complain(name, 'is required')
    },
    check() {
      const [first, ...rest] = problems
      if (first !== undefined) throw new Refusal(failure(400, GENERIC_CODE, [first, ...rest]))
    },
  }
}

function toFlag(text: string): boolean | null {
  const lower = text.toLowerCase()
  return lower === 'true' || lower === 'false' ? lower === 'true' : null
}

function toInteger(value: unknown, isTyped: boolean): number | null {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value : null
  return !isTyped && typeof value === 'string' && INTEGER.test(value) ? Number(value) : null
}

/** A time without a zone is UTC in this API, while `Date.parse` takes it for local time. */
function withZone(text: string): string {
  return text.includes('T') && !/(Z|[+-]\d{2}:\d{2})$/.test(text) ? `${text}Z` : text
}

/** The offending value for a message, shortened so that a long one does not drown it. */
function quote(value: unknown): string {
  return clip(JSON.stringify(value) ?? 'nothing', 60)
}
