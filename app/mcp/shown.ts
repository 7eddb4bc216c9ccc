import { findEndpoint } from '../catalog/routes.ts'
import { classText } from '../catalog/statuses/classes.ts'
import type { Catalog } from '../catalog/catalog.ts'
import type { ApiResponse, Attempt, Exchange, Header } from '../contract/exchange.ts'
import { retryWords } from '../contract/oneAnswer.ts'
import { finalStatus } from '../contract/outcome.ts'
import { saidLine } from '../contract/saidLine.ts'
import { summarize, type ExchangeSummary } from '../contract/summary.ts'
import { clip } from '../contract/values.ts'
import type { Answer } from './result.ts'

/** What can be asked of an exchange. */
export const PARTS = ['summary', 'attempts', 'request', 'response', 'envelope'] as const
export type Part = (typeof PARTS)[number]

/** More of a body is never looked at: a result has room for less. */
const LONGEST_BODY = 16_000

const WRITERS: Readonly<Record<Part, (exchange: Exchange, catalog: Catalog) => Answer>> = {
  summary: summaryOf,
  attempts: ({ attempts }) => ({
    attempts: attempts.map(ownOfAttempt),
    untrusted: { attempts: attempts.map(saidInAttempt) },
  }),
  request: ({ request: { method, url, headers, body } }) => ({
    untrusted: { method, url, headers: linesOf(headers), body: body && clip(body, LONGEST_BODY) },
  }),
  response: ({ attempts }) => responseOf(attempts.at(-1)?.response ?? null),
  envelope: envelopeOf,
}

/** One part of an exchange. */
export function partOf(exchange: Exchange, part: Part, catalog: Catalog): Answer {
  return { id: exchange.id, part, ...WRITERS[part](exchange, catalog) }
}

/** What it came to, with its explanation. */
export function summaryOf(exchange: Exchange, catalog: Catalog): Answer {
  const { source, replayOf, profile, key, startedAt, outcome, findings, request } = exchange
  const { status, code, failure, attempts, durationMs } = summarize(exchange)
  const endpoint = findEndpoint(catalog, request.method, request.url)
  return {
    ...{ source, startedAt, durationMs, profile, key, replayOf, outcome, status, code, failure, attempts },
    endpoint: endpoint ? `${endpoint.method} ${endpoint.path}` : null,
    ...verdictOf(exchange),
    inGeneral: inGeneral(exchange, catalog),
    findings: findings.map(({ rule, severity }) => `${severity} ${rule}`),
    untrusted: explanationOf(exchange),
  }
}

/** Whether a retry helps, and what the explanation rests on. */
function verdictOf({ diagnosis, confidence }: Exchange): Answer {
  if (diagnosis === null) return {}
  const { word } = retryWords({ ...diagnosis.retry, advice: '' }, (moment) => new Date(moment).toISOString())
  return { retry: word, basis: diagnosis.basis, ...(confidence && { confidence }) }
}

/** What the catalog says of such a status or code, whatever this response says. */
function inGeneral(exchange: Exchange, catalog: Catalog): Answer | null {
  const status = finalStatus(exchange)
  const code = exchange.envelope?.code ?? 0
  const known = code === 0 ? undefined : catalog.serviceCodes[code]
  if (status === null) return null
  const text = known?.generic === false ? known : (catalog.httpStatuses[status] ?? classText(status))
  const { title, meaning, remedy } = text
  return { title, meaning, remedy: remedy.map((step) => step.text) }
}

/** Postern's explanation. Its sentences quote the response, so all of them count as its words. */
function explanationOf({ request, diagnosis, findings, reading }: Exchange): Answer {
  const { method, url } = request
  const named = { request: `${method} ${url}` }
  if (diagnosis === null) return named
  const { headline, meaning, cause, remedy, retry, said = [], parameters, scope, traceId } = diagnosis
  return {
    ...named,
    ...{ headline, meaning, cause },
    doThis: remedy,
    retryAdvice: retry.advice,
    ...(said.length > 0 && { apiSays: said.map(saidLine) }),
    ...(parameters.length > 0 && {
      parameters: parameters.map(({ in: place, name, message }) => `${place} ${name}: ${message}`),
    }),
    ...(scope && { scope }),
    ...(findings.length > 0 && { findings: findings.map(({ path, message }) => `${path}: ${message}`) }),
    ...(traceId !== null && { traceId }),
    ...(reading && { reading }),
  }
}

function ownOfAttempt({ number, purpose, timing, response, failure, decision, clientDid }: Attempt): Answer {
  return {
    number,
    purpose,
    status: response?.status ?? null,
    failure: failure?.kind ?? null,
    waitedMs: timing.waitedMs,
    tookMs: timing.totalMs,
    decision: decision?.action ?? null,
    ...(clientDid && { clientDid: clientDid.verdict }),
  }
}

function saidInAttempt({ number, failure, decision, redirects = [] }: Attempt): Answer {
  return {
    number,
    ...(failure && { failure: failure.message }),
    ...(decision && { reason: decision.reason }),
    ...(redirects.length > 0 && { redirects: redirects.map(({ status, url }) => `${status} ${url}`) }),
  }
}

function responseOf(response: ApiResponse | null): Answer {
  if (response === null) return { response: null }
  const { status, bodyBytes, truncated, headers, body } = response
  return {
    ...{ status, bodyBytes, truncated },
    untrusted: { headers: linesOf(headers), body: clip(body, LONGEST_BODY) },
  }
}

function envelopeOf({ envelope, findings }: Exchange): Answer {
  if (envelope === null) return { envelope: null }
  const { kind, code, count, message, errors, page } = envelope
  return {
    ...{ kind, code, count },
    findings: findings.map(({ rule, severity }) => `${severity} ${rule}`),
    untrusted: { message, errors, page, findings: findings.map(({ message: text }) => text) },
  }
}

function linesOf(headers: readonly Header[]): string[] {
  return headers.map(([name, value]) => `${name}: ${value}`)
}

/** An exchange in one line, as `postern history` prints it. */
export function lineOf(row: ExchangeSummary): string {
  const { id, startedAt, status, code, failure, outcome, method, url, headline } = row
  const ending = status === null ? (failure ?? outcome ?? 'in progress') : String(status)
  const withCode = code === null || code === 0 ? ending : `${ending}/${code}`
  const path = url.replace(/^https?:\/\/[^/?#]*/i, '') || '/'
  const text = `${id} ${startedAt.slice(0, 19)}Z ${withCode} ${method} ${clip(path, 200)}`
  return headline === null ? text : `${text} – ${clip(headline, 120)}`
}
