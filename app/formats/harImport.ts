import { randomBytes } from 'node:crypto'
import { issueSentence } from '../contract/issueSentence.ts'
import type { Catalog } from '../catalog/catalog.ts'
import type { ApiResponse, Exchange, Timing } from '../contract/exchange.ts'
import type { Redacted } from '../contract/redacted.ts'
import { bearerOf } from '../contract/headers.ts'
import { placeholderIn } from '../contract/recorded.ts'
import { importedRequest } from '../diagnosis/importedExchange.ts'
import { readClaims } from '../diagnosis/claims.ts'
import { contentId } from './contentId.ts'
import { readHarEntries, type HarLimits } from './harEntries.ts'
import { answerOf, sentIn } from './harParts.ts'
import { noAnswerIn } from './harFailure.ts'
import { createHarKeys, type HarKeys } from './harKeys.ts'
import { harEntrySchema, type ParsedHarEntry } from './harSchema.ts'
import { markOf } from '../files/secretMark.ts'
import { recordImported } from '../recorder/recordImported.ts'
import type { Redactor } from '../recorder/redact.ts'

interface HarPorts {
  catalog: Catalog
  /** Knows the vault's secrets, and those that were collected from the file. */
  redactor: Redactor
  /** Headers that may carry the trace ID. */
  traceHeaders: readonly string[]
  /** When the file was saved, epoch ms; stands where an entry tells no time that can be. */
  savedAt: number
  /** Characters of a body that are kept. */
  bodyCap?: number
}

export type HarItem =
  | {
      kind: 'exchange'
      index: number
      exchange: Redacted<Exchange>
      isTimed: boolean
      isCached: boolean
      /** Mark of the key behind it, for this file alone; null where nothing tells. */
      keyMark: string | null
    }
  /** An entry that cannot be used, and why. */
  | { kind: 'problem'; index: number; message: string }

/** A capture can be made by a machine whose clock is ahead. */
const CLOCK_TOLERANCE_MS = 86_400_000
const BODY_CAP = 20 * 1024 * 1024

/**
 * Reads a HAR file as a stream of exchanges, secrets blanked.
 * @throws PosternError bad-input when the file as a whole is wrong, after what came before has been given
 */
export async function* importHar(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  ports: HarPorts,
  limits?: HarLimits,
): AsyncGenerator<HarItem> {
  const salt = randomBytes(16).toString('hex')
  const file: OneFile = { seen: new Map(), salt, keys: createHarKeys(salt) }
  for await (const { index, value } of readHarEntries(source, limits)) {
    const parsed = harEntrySchema.safeParse(value)
    if (!parsed.success) {
      yield { kind: 'problem', index, message: `${issueSentence(parsed.error.issues[0])}.` }
    } else if (parsed.data._postern?.direction === 'in') {
      yield { kind: 'problem', index, message: 'It is a webhook that Postern received, not a request.' }
    } else {
      const { startedDateTime, _fromCache } = parsed.data
      const isTimed = isTime(timeOf(startedDateTime ?? ''), ports.savedAt)
      const isCached = Boolean(_fromCache)
      yield { kind: 'exchange', index, ...exchangeOf(parsed.data, ports, file), isTimed, isCached }
    }
  }
}

interface OneFile {
  /** How often each id has come in this file: equal entries are as many exchanges, each time that it is read. */
  seen: Map<string, number>
  /** For the marks of its tokens. */
  salt: string
  keys: HarKeys
}

function exchangeOf(
  entry: ParsedHarEntry,
  ports: HarPorts,
  { seen, salt, keys }: OneFile,
): { exchange: Redacted<Exchange>; keyMark: string | null } {
  const { catalog, traceHeaders, redactor } = ports
  const { method, url, headers, body } = sentIn(entry)
  const given = importedRequest(method, url, catalog, headers, body)
  const answer = answerOf(entry)
  const told = timeOf(entry.startedDateTime ?? '')
  const startedAt = isTime(told, ports.savedAt) ? told : ports.savedAt
  const durationMs = Math.round(Math.min(Math.max(0, entry.time ?? 0), 86_400_000))
  const request = redactor.request(given)
  const token = bearerOf(given.headers)
  const response = answer && capped(redactor.response(answer), ports.bodyCap ?? BODY_CAP)
  const first = contentId(startedAt, request, response)
  const earlier = seen.get(first) ?? 0
  seen.set(first, earlier + 1)
  const exchange = recordImported(
    {
      id: earlier === 0 ? first : contentId(startedAt, request, response, earlier),
      request,
      response,
      ...(answer === null && { failure: noAnswerIn(entry, redactor.excerpt) }),
      startedAt,
      durationMs,
      timing: timingOf(entry),
      claims: readClaims(token ?? ''),
      ...(token !== null && placeholderIn(token) === null && { tokenMark: markOf(token, salt) }),
      // As it was to be read then: a token that has expired since had not.
      now: startedAt + durationMs,
      catalog,
      traceHeaders,
    },
    redactor,
  )
  return { exchange, keyMark: keys.of(given, answer, token) }
}

function isTime(told: number, savedAt: number): boolean {
  return told >= 0 && told <= savedAt + CLOCK_TOLERANCE_MS
}

/** Some programs write epoch ms, or seconds. */
function timeOf(text: string): number {
  if (!/^\d{10,16}(\.\d+)?$/.test(text)) return Date.parse(text)
  return Number(text) < 100_000_000_000 ? Math.round(Number(text) * 1000) : Math.round(Number(text))
}

/** To be called when secrets have been taken out: half of one would be known to nobody. */
function capped(response: ApiResponse, cap: number): ApiResponse {
  if (response.body.length <= cap) return response
  return { ...response, body: response.body.slice(0, cap), truncated: true }
}

/**
 * In HAR -1 means that a phase did not happen, and `ssl` is part of `connect`. Some programs write it beside `connect`: then
 * the phases add up to the whole time with it alone.
 */
function timingOf({ timings, time }: ParsedHarEntry): Partial<Timing> {
  const phase = (ms: number | null | undefined) =>
    typeof ms === 'number' && Number.isFinite(ms) && ms >= 0 ? ms : null
  const [dns, connect, ssl] = [phase(timings?.dns), phase(timings?.connect), phase(timings?.ssl)]
  const wait = phase(timings?.wait)
  const blocked = phase(timings?.blocked) ?? 0
  const total = phase(time)
  const inner = (dns ?? 0) + (connect ?? 0) + (phase(timings?.send) ?? 0)
  const sum = blocked + inner + (wait ?? 0) + (phase(timings?.receive) ?? 0)
  const isBeside =
    (ssl ?? 0) > (connect ?? 0) ||
    (total !== null && Math.abs(total - sum - (ssl ?? 0)) < Math.abs(total - sum))
  const before = inner + (isBeside ? (ssl ?? 0) : 0)
  return {
    waitedMs: blocked,
    dnsMs: dns,
    connectMs: connect === null || isBeside ? connect : connect - (ssl ?? 0),
    tlsMs: ssl,
    firstByteMs: wait === null ? null : before + wait,
    totalMs: total === null ? null : Math.max(0, total - blocked),
  }
}
