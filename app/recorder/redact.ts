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
import type { CaptureClient } from '../contract/capture.ts'
import { isBlanked, REDACTED, withoutSecret } from '../contract/recorded.ts'
import { isSecretName } from '../contract/secretNames.ts'
import type { Redacted } from '../contract/redacted.ts'
import { isSignatureHeader, type DeliveryDetails } from '../contract/webhooks.ts'
import { clip } from '../contract/values.ts'
import { redactFully } from '../shapes/redactFully.ts'
import { redactCutOff } from './redactCutOff.ts'
import { createCutOffFinder, type CutOffFinder } from './cutOffFinder.ts'
import { createSecretFinder } from './secretFinder.ts'

/**
 * Takes secrets out before anything is derived, written, logged, exported or handed to the page. Redacting twice is the
 * same as once, and what holds no secret is returned as it is, not copied.
 */
export interface Redactor {
  text(value: string): string
  /** The beginning of a text. It is cut last: half of a secret would be known to nobody. */
  excerpt(value: string, most: number): string
  request(request: ApiRequest): ApiRequest
  response(response: ApiResponse): ApiResponse
  attempt(attempt: Attempt): Attempt
  exchange(exchange: Exchange): Redacted<Exchange>
  /** Every text in a value of plain objects and lists, names of fields excepted. */
  value<T>(value: T): T
  /** Whether it has been redacted, and no secret has come up since. */
  isDone(part: ApiRequest | ApiResponse): boolean
  /** Takes a response as redacted that was redacted elsewhere, without the present secrets. */
  setDone(response: ApiResponse): void
}

export interface RedactorOptions {
  /** Further headers whose values are secrets, such as a profile's subscription header. */
  headers?: () => readonly string[]
  /** What has been made of a text elsewhere, without the present secrets; undefined when it has not. */
  ready?: (text: string) => string | undefined
}

/** From here on reading a text takes a while: it is not done twice, and elsewhere where that is possible. */
export const LONG_TEXT = 65_536

/** `secrets` are all values that are known in clear now; those under four characters are left alone. */
export function createRedactor(
  secrets: () => readonly string[],
  { headers = () => [], ready = () => undefined }: RedactorOptions = {},
): Redactor {
  let known: readonly string[] = []
  let named = ''
  let latest = redactionOf(known, [], ready)

  function now(): Redaction {
    const present = secrets()
    const further = headers()
    const names = further.join('\n')
    if (names === named && isSame(present, known)) return latest
    // A list of somebody's own may change in place.
    known = [...present]
    named = names
    latest = redactionOf(known, further, ready)
    return latest
  }

  return {
    text: (value) => now().text(value),
    excerpt: (value, most) => clip(now().text(value), most),
    value: (value) => withTexts(value, now().text),
    request: (value) => now().request(value),
    response: (value) => now().response(value),
    attempt: (value) => now().attempt(value),
    exchange: (value) => now().exchange(value),
    isDone: (part) => ('status' in part ? now().responses.has(part) : now().requests.has(part)),
    setDone(value) {
      now().responses.set(value, value)
    },
  }
}

/** Redaction of what is known at a moment, which remembers what it has redacted. */
interface Redaction extends Pick<Redactor, 'text' | 'request' | 'response' | 'attempt' | 'exchange'> {
  requests: WeakMap<ApiRequest, ApiRequest>
  responses: WeakMap<ApiResponse, ApiResponse>
}

function redactionOf(
  secrets: readonly string[],
  headers: readonly string[],
  ready: (text: string) => string | undefined,
): Redaction {
  const finder = createSecretFinder(secrets)
  // Few answers are cut.
  let cutOffFinder: CutOffFinder | null = null
  const further = new Set(headers.map((name) => name.toLowerCase()))
  const requests = new WeakMap<ApiRequest, ApiRequest>()
  const responses = new WeakMap<ApiResponse, ApiResponse>()

  const text = (value: string) => ready(value) ?? redactFully(value, finder)

  function header(pair: Header): Header {
    const [name, value] = pair
    const clear =
      isSecretName(name, 'header') || further.has(name.toLowerCase())
        ? withoutSecret(name, value)
        : text(value)
    const clearName = text(name)
    return clear === value && clearName === name ? pair : [clearName, clear]
  }

  /** The signature of a delivery is checked, and shows nothing of the secret. */
  const deliveryHeader = (pair: Header): Header =>
    isSignatureHeader(pair[0]) ? changedPair(pair, text(pair[1])) : header(pair)

  const request = (given: ApiRequest, isDelivery = false) =>
    remembered(requests, given, (value) =>
      changed(value, {
        url: text(value.url),
        route: text(value.route),
        headers: each(value.headers, isDelivery ? deliveryHeader : header),
        body: value.body && text(value.body),
      }),
    )

  const response = (given: ApiResponse) =>
    remembered(responses, given, (value) => {
      const body = text(value.body)
      return changed(value, {
        headers: each(value.headers, header),
        body: value.truncated ? redactCutOff(body, (cutOffFinder ??= createCutOffFinder(secrets))) : body,
      })
    })

  const attempt = (value: Attempt) =>
    changed(value, {
      response: value.response && response(value.response),
      failure: value.failure && changed(value.failure, { message: text(value.failure.message) }),
      decision: value.decision && changed(value.decision, { reason: text(value.decision.reason) }),
      ...(value.tokenRequest && {
        tokenRequest: changed(value.tokenRequest, { url: text(value.tokenRequest.url) }),
      }),
      ...(value.redirects && {
        redirects: each(value.redirects, (hop) => changed(hop, { url: text(hop.url) })),
      }),
    })

  const delivery = (value: DeliveryDetails, body: string | null) =>
    changed(value, {
      event: value.event && text(value.event),
      sentId: value.sentId && text(value.sentId),
      reason: text(value.reason),
      // What was a secret in the text is one in the bytes.
      raw: value.raw && (body !== null && isBlanked(body) ? REDACTED : text(value.raw)),
      forwardedTo: value.forwardedTo && text(value.forwardedTo),
    })

  const client = (value: CaptureClient) =>
    changed(value, {
      name: value.name && text(value.name),
      userAgent: value.userAgent && text(value.userAgent),
    })

  const exchange = (value: Exchange) => {
    const sent = request(value.request, value.direction === 'in')
    return asRedacted(
      changed(value, {
        request: sent,
        ...(value.client && { client: client(value.client) }),
        ...(value.delivery && { delivery: delivery(value.delivery, sent.body) }),
        attempts: each(value.attempts, attempt),
        envelope: value.envelope && envelope(value.envelope, text),
        findings: each(value.findings, (finding) =>
          changed(finding, { path: text(finding.path), message: text(finding.message) }),
        ),
        diagnosis: value.diagnosis && diagnosis(value.diagnosis, text),
      }),
    )
  }

  return { text, request, response, attempt, exchange, requests, responses }
}

function changedPair(pair: Header, value: string): Header {
  return value === pair[1] ? pair : [pair[0], value]
}

/** The only place where the brand is put on. */
function asRedacted(exchange: Exchange): Redacted<Exchange> {
  return exchange as Redacted<Exchange>
}

function isSame(now: readonly string[], before: readonly string[]): boolean {
  return now.length === before.length && now.every((secret, at) => secret === before[at])
}

/** What was made of it before, and the result of a result is itself. */
function remembered<T extends object>(known: WeakMap<T, T>, value: T, make: (value: T) => T): T {
  const before = known.get(value)
  if (before !== undefined) return before
  const made = make(value)
  known.set(value, made)
  known.set(made, made)
  return made
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
    ...(value.said && {
      said: each(value.said, (said) =>
        changed(said, {
          field: said.field && text(said.field),
          message: text(said.message),
          sent: said.sent && text(said.sent),
        }),
      ),
    }),
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
