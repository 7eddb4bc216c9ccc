import type {
  ApiRequest,
  ApiResponse,
  Attempt,
  Diagnosis,
  Envelope,
  Exchange,
  Header,
  Scope,
} from '../contract/exchange.ts'
import { REDACTED } from '../contract/recorded.ts'
import { cut, type Range } from './ranges.ts'
import { createSecretFinder, type SecretFinder } from './secretFinder.ts'
import { findByShape, isSecretHeader } from './secretPatterns.ts'

/**
 * Takes secrets out before anything is written, logged, exported or handed to the page. Redacting twice is the same
 * as once, and what holds no secret is returned as it is, not copied.
 */
export interface Redactor {
  text(value: string): string
  request(request: ApiRequest): ApiRequest
  response(response: ApiResponse): ApiResponse
  exchange(exchange: Exchange): Exchange
  /** Every text in a value of plain objects and lists, names of fields excepted. */
  value<T>(value: T): T
}

export interface RedactorOptions {
  /** Further headers whose values are secrets, such as a profile's subscription header. */
  headers?: () => readonly string[]
  /** What has been made of a text elsewhere, without the present secrets; undefined when it has not. */
  ready?: (text: string) => string | undefined
}

/** From here on reading a text takes a while: it is not done twice, and elsewhere where that is possible. */
export const LONG_TEXT = 65_536

/** `secrets` are all values that are known in clear now; those under six characters are left alone. */
export function createRedactor(
  secrets: () => readonly string[],
  { headers, ready }: RedactorOptions = {},
): Redactor {
  let latest: readonly string[] = []
  let known: readonly string[] = []
  let finder = createSecretFinder(known)
  let bodies = new WeakMap<ApiResponse, { from: string; to: string }>()

  function currentFinder(): SecretFinder {
    const now = secrets()
    if (now === latest && now.length === known.length) return finder
    latest = now
    if (now.length !== known.length || now.some((secret, at) => secret !== known[at])) {
      known = [...now]
      finder = createSecretFinder(known)
      bodies = new WeakMap()
    }
    return finder
  }

  function redact(text: string, present: SecretFinder): string {
    return ready?.(text) ?? redactFully(text, present)
  }

  return {
    text: (value) => redact(value, currentFinder()),

    value: (value) => {
      const present = currentFinder()
      return withTexts(value, (text) => redact(text, present))
    },

    request: (value) => partsFor(currentFinder()).request(value),

    response: (value) => partsFor(currentFinder()).response(value),

    exchange(exchange) {
      const { text, request, response } = partsFor(currentFinder())
      const attempt = (value: Attempt): Attempt =>
        changed(value, {
          response: value.response && response(value.response),
          failure: value.failure && changed(value.failure, { message: text(value.failure.message) }),
          decision: value.decision && changed(value.decision, { reason: text(value.decision.reason) }),
        })

      return changed(exchange, {
        request: request(exchange.request),
        attempts: each(exchange.attempts, attempt),
        envelope: exchange.envelope && envelope(exchange.envelope, text),
        findings: each(exchange.findings, (value) =>
          changed(value, { path: text(value.path), message: text(value.message) }),
        ),
        diagnosis: exchange.diagnosis && diagnosis(exchange.diagnosis, text),
      })
    },
  }

  function partsFor(present: SecretFinder) {
    const further = new Set(headers?.().map((name) => name.toLowerCase()))
    const text = (value: string) => redact(value, present)
    const header = (pair: Header): Header => {
      const [name, value] = pair
      const clear = isSecretHeader(name) || further.has(name.toLowerCase()) ? hidden(value) : text(value)
      const clearName = text(name)
      return clear === value && clearName === name ? pair : [clearName, clear]
    }
    const request = (value: ApiRequest): ApiRequest =>
      changed(value, {
        url: text(value.url),
        route: text(value.route),
        headers: each(value.headers, header),
        body: value.body && text(value.body),
      })
    const response = (value: ApiResponse): ApiResponse =>
      changed(value, { headers: each(value.headers, header), body: body(value, present) })
    return { text, request, response }
  }

  function body(response: ApiResponse, present: SecretFinder): string {
    if (response.body.length < LONG_TEXT) return redact(response.body, present)
    const remembered = bodies.get(response)
    if (remembered?.from === response.body) return remembered.to
    const to = redact(response.body, present)
    bodies.set(response, { from: response.body, to })
    return to
  }
}

function envelope(value: Envelope, text: (value: string) => string): Envelope {
  const { message, errors, page } = value
  return changed(value, {
    message: message && text(message),
    errors: each(errors, (error) => changed(error, { message: text(error.message) })),
    page:
      page &&
      changed(page, { next: page.next && text(page.next), previous: page.previous && text(page.previous) }),
  })
}

function diagnosis(value: Diagnosis, text: (value: string) => string): Diagnosis {
  return changed(value, {
    headline: text(value.headline),
    meaning: text(value.meaning),
    cause: text(value.cause),
    remedy: each(value.remedy, text),
    retry: changed(value.retry, { advice: text(value.retry.advice) }),
    scope: value.scope && scope(value.scope, text),
    parameters: each(value.parameters, (parameter) =>
      changed(parameter, {
        message: text(parameter.message),
        value: parameter.value && text(parameter.value),
      }),
    ),
    traceId: value.traceId && text(value.traceId),
    fingerprint: text(value.fingerprint),
  })
}

function scope(value: Scope, text: (value: string) => string): Scope {
  return changed(value, {
    rows: each(value.rows, (row) =>
      changed(row, { allowed: row.allowed && each(row.allowed, text), requested: each(row.requested, text) }),
    ),
    refusedValue: value.refusedValue && text(value.refusedValue),
  })
}

function hidden(value: string): string {
  return value === '' ? value : REDACTED
}

/**
 * Taking one secret out may uncover another, such as the rest of a cookie whose value held a quote; so a text is read
 * until nothing more is found. More often than this it takes a text that was made to need it.
 */
const MOST_READINGS = 6

function redactFully(text: string, finder: SecretFinder): string {
  let before = text
  for (let reading = 1; reading <= MOST_READINGS; reading += 1) {
    const after = redactOnce(before, finder)
    if (after === before) break
    before = after
  }
  return before
}

function redactOnce(text: string, finder: SecretFinder): string {
  const found: Range[] = []
  finder.find(text, found)
  const ranges = found.length > 0 && text.includes(REDACTED) ? outsideMarks(text, found) : found
  findByShape(text, ranges)
  return ranges.length === 0 ? text : cut(text, ranges)
}

/** A secret that begins or ends like the mark must not eat into one that stands there already. */
function outsideMarks(text: string, ranges: readonly Range[]): Range[] {
  return ranges.filter(({ start, end }) => {
    const mark = text.indexOf(REDACTED, Math.max(0, start - REDACTED.length + 1))
    return mark === -1 || mark >= end
  })
}

/** The value with all its texts changed; what holds none that changes is returned as it is. */
function withTexts<T>(value: T, change: (text: string) => string): T
function withTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value)
  if (Array.isArray(value)) return each(value, (item: unknown) => withTexts(item, change))
  if (typeof value !== 'object' || value === null) return value
  const parts = Object.entries(value).map(([name, inner]) => [name, withTexts<unknown>(inner, change)])
  return changed(value, Object.fromEntries(parts))
}

/** The object with these parts; itself when they are what it has. */
function changed<T extends object>(object: T, parts: Partial<T>): T {
  for (const name in parts) if (parts[name] !== object[name]) return { ...object, ...parts }
  return object
}

function each<T>(list: T[], change: (item: T) => T): T[] {
  const result = list.map(change)
  return result.some((item, at) => item !== list[at]) ? result : list
}
