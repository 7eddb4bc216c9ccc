import type { Catalog } from '../catalog/catalog.ts'
import type { ApiResponse, Exchange, Failure, Header, Timing } from '../contract/exchange.ts'
import { decodeText } from '../diagnosis/decode.ts'
import { headerOf } from '../diagnosis/headers.ts'
import { importedExchange, importedRequest } from '../diagnosis/importedExchange.ts'
import { readClaims } from '../diagnosis/claims.ts'
import { contentId } from './contentId.ts'
import { belongsToConnection } from './connectionHeaders.ts'
import { readHarEntries, type HarLimits } from './harEntries.ts'
import { harEntrySchema, type ParsedHarEntry } from './harSchema.ts'
import type { Redactor } from './redaction.ts'
import { createSecretTaker, type FoundSecret, type SecretTaker } from './secretTaker.ts'

export interface HarPorts {
  catalog: Catalog
  /** Knows the vault's secrets; what looks like a secret is taken out before. */
  redactor: Redactor
  /** Headers that may carry the trace ID. */
  traceHeaders: readonly string[]
  /** When the file was saved, epoch ms; stands where an entry tells no time that can be. */
  savedAt: number
  /** Whether a request is of interest; the others are counted and left out. */
  isWanted?(method: string, url: string): boolean
  /** Characters of a body that are kept. */
  bodyCap?: number
}

export type HarItem =
  | { kind: 'exchange'; index: number; exchange: Exchange; secrets: FoundSecret[] }
  /** An entry that cannot be used, and where it is wrong, such as `$.log.entries[3].request.url`. */
  | { kind: 'problem'; index: number; path: string; message: string }
  | { kind: 'unwanted'; index: number }

/** A capture can be made by a machine whose clock is ahead. */
const CLOCK_TOLERANCE_MS = 86_400_000
const BODY_CAP = 20 * 1024 * 1024

/**
 * Reads a HAR file as a stream of exchanges, secrets blanked. A secret is told with the first exchange that holds it.
 * @throws PosternError bad-input when the file as a whole is wrong, after what came before has been given
 */
export async function* importHar(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  ports: HarPorts,
  limits?: HarLimits,
): AsyncGenerator<HarItem> {
  const taker = createSecretTaker()
  for await (const { index, value } of readHarEntries(source, limits)) {
    const parsed = harEntrySchema.safeParse(value)
    if (!parsed.success) {
      const issue = parsed.error.issues[0]
      const path = ['', ...(issue?.path ?? [])].join('.')
      yield {
        kind: 'problem',
        index,
        path: `$.log.entries[${index}]${path}`,
        message: issue?.message ?? 'is wrong',
      }
    } else if (ports.isWanted?.(parsed.data.request.method, parsed.data.request.url) === false) {
      yield { kind: 'unwanted', index }
    } else {
      const exchange = exchangeOf(parsed.data, ports, taker, ` in entry ${index + 1}`)
      yield { kind: 'exchange', index, exchange, secrets: taker.takeFound() }
    }
  }
}

function exchangeOf(entry: ParsedHarEntry, ports: HarPorts, taker: SecretTaker, place: string): Exchange {
  const { catalog, traceHeaders } = ports
  const { method, url, headers, postData } = entry.request
  const given = importedRequest(method.toUpperCase(), url, catalog, headersOf(headers), bodyOf(postData))
  const answer = answerOf(entry, ports.bodyCap ?? BODY_CAP)
  const told = Date.parse(entry.startedDateTime)
  const startedAt = told >= 0 && told <= ports.savedAt + CLOCK_TOLERANCE_MS ? told : ports.savedAt
  const durationMs = Math.round(Math.min(Math.max(0, entry.time ?? 0), 86_400_000))
  const request = taker.request(given, place)
  const response = answer && taker.response(answer, place)
  const exchange = importedExchange({
    id: contentId(startedAt, request, response),
    request,
    response,
    ...(answer === null && { failure: noAnswer(entry) }),
    startedAt,
    durationMs,
    timing: timingOf(entry),
    claims: readClaims(headerOf(given.headers, 'authorization') ?? ''),
    // As it was to be read then: a token that has expired since had not.
    now: startedAt + durationMs,
    catalog,
    traceHeaders,
  })
  return ports.redactor.exchange(exchange)
}

function headersOf(pairs: readonly { name: string; value: string }[]): Header[] {
  return pairs.filter(({ name }) => !belongsToConnection(name)).map(({ name, value }) => [name, value])
}

function bodyOf(data: ParsedHarEntry['request']['postData']): string | null {
  if (!data) return null
  if (typeof data.text === 'string' && (data.text !== '' || !data.params?.length))
    return data.encoding === 'base64' ? fromBase64(data.text, null).text : data.text
  const params = data.params ?? []
  return params.length === 0
    ? null
    : new URLSearchParams(params.map(({ name, value }): [string, string] => [name, value])).toString()
}

function answerOf({ response }: ParsedHarEntry, cap: number): ApiResponse | null {
  // Browsers write 0 where no answer came.
  if (!response || response.status < 100) return null
  const headers = headersOf(response.headers)
  const type = headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? null
  const raw = response.content?.text ?? ''
  const { text, bytes } =
    response.content?.encoding === 'base64'
      ? fromBase64(raw, type)
      : { text: raw, bytes: Buffer.byteLength(raw) }
  const size = response.content?.size ?? bytes
  return {
    status: response.status,
    headers,
    body: text.slice(0, cap),
    bodyBytes: Number.isSafeInteger(size) && size >= 0 ? Math.max(size, bytes) : bytes,
    // Captures leave out bodies that were too long, or gone when they were saved.
    truncated: text.length > cap || (text === '' && size > 0),
  }
}

function fromBase64(text: string, contentType: string | null): { text: string; bytes: number } {
  const bytes = Buffer.from(text, 'base64')
  return { text: decodeText(bytes, contentType).text, bytes: bytes.length }
}

function noAnswer({ response }: ParsedHarEntry): Failure {
  const reason = response?._error ? ` (${response._error.slice(0, 200)})` : ''
  return {
    kind: 'bad-response',
    code: null,
    message: `The capture holds no answer to this request${reason}.`,
    mayHaveBeenSent: true,
  }
}

/** In HAR -1 means that a phase did not happen, and `ssl` is part of `connect`. */
function timingOf({ timings, time }: ParsedHarEntry): Partial<Timing> {
  const phase = (ms: number | null | undefined) =>
    typeof ms === 'number' && Number.isFinite(ms) && ms >= 0 ? ms : null
  const [dns, connect, ssl] = [phase(timings?.dns), phase(timings?.connect), phase(timings?.ssl)]
  const wait = phase(timings?.wait)
  const before = (dns ?? 0) + (connect ?? 0) + (phase(timings?.send) ?? 0)
  const blocked = phase(timings?.blocked) ?? 0
  const total = phase(time)
  return {
    waitedMs: blocked,
    dnsMs: dns,
    connectMs: connect === null ? null : Math.max(0, connect - (ssl ?? 0)),
    tlsMs: ssl,
    firstByteMs: wait === null ? null : before + wait,
    totalMs: total === null ? null : Math.max(0, total - blocked),
  }
}
