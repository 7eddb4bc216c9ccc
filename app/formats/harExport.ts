import { headerOf } from '../contract/headers.ts'
import { redirectSentence } from '../contract/redirects.ts'
import { splitUrl } from '../contract/url.ts'
import type { Entry, PostData, Timings } from 'har-format'
import type { Attempt, Exchange, Header, Redirect, Timing } from '../contract/exchange.ts'
import type { Redacted } from '../contract/redacted.ts'
import type { SignatureState } from '../contract/webhooks.ts'

/** What tells which program wrote a file. */
interface Creator {
  name: string
  version: string
}

type Exchanges = Iterable<Redacted<Exchange>> | AsyncIterable<Redacted<Exchange>>

/**
 * HAR 1.2, piece by piece, so that any number of exchanges can be written. Each attempt with purpose `request` is one
 * entry; key exchanges are left out, since their requests hold nothing but a key.
 */
export async function* toHar(exchanges: Exchanges, creator: Creator): AsyncGenerator<string> {
  yield `{"log":{"version":"1.2","creator":${JSON.stringify({ name: creator.name, version: creator.version })},"entries":[`
  let separator = '\n'
  for await (const exchange of exchanges) {
    for (const entry of entriesOf(exchange)) {
      yield separator + JSON.stringify(entry)
      separator = ',\n'
    }
  }
  yield '\n]}}\n'
}

/** Members of our own, which the format allows when they begin with an underscore. */
interface OwnEntry extends Entry {
  _postern: {
    exchange: string
    attempt: number
    outcome: Exchange['outcome']
    decision: string | null
    redirects?: Redirect[]
    direction?: 'in'
    event?: string | null
    signature?: SignatureState
  }
}

function entriesOf(exchange: Exchange): OwnEntry[] {
  return exchange.attempts
    .filter(({ purpose }) => purpose === 'request')
    .map((attempt) => entryOf(exchange, attempt))
}

function entryOf(exchange: Exchange, attempt: Attempt): OwnEntry {
  const { request, diagnosis, delivery } = exchange
  const timings = timingsOf(attempt.timing)
  const isLast = attempt === exchange.attempts.at(-1)
  return {
    startedDateTime: attempt.startedAt,
    time: Object.values(timings).reduce((sum, ms) => sum + Math.max(0, ms), 0) - Math.max(0, timings.ssl),
    request: {
      method: request.method,
      url: request.url,
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: pairsOf(request.headers),
      queryString: queryOf(request.url),
      headersSize: -1,
      bodySize: request.body === null ? 0 : Buffer.byteLength(request.body),
      ...(request.body === null ? {} : { postData: postDataOf(request.headers, request.body) }),
    },
    response: responseOf(attempt),
    cache: {},
    timings,
    ...(isLast && diagnosis ? { comment: diagnosis.headline } : {}),
    _postern: {
      exchange: exchange.id,
      attempt: attempt.number,
      outcome: exchange.outcome,
      decision: attempt.decision?.action ?? null,
      ...(attempt.redirects && { redirects: attempt.redirects }),
      ...(delivery && { direction: 'in', event: delivery.event, signature: delivery.signature }),
    },
  }
}

/** Browsers write status 0 where no answer came, and readers expect it. */
function responseOf({ response, failure, redirects }: Attempt): Entry['response'] {
  const headers = response?.headers ?? []
  const text = response?.body ?? ''
  const comment = [
    redirectSentence(redirects),
    response ? '' : (failure?.message ?? 'No response arrived.'),
    response?.truncated ? 'The body is longer. Postern kept only its beginning.' : '',
  ]
    .filter(Boolean)
    .join(' ')
  return {
    status: response?.status ?? 0,
    statusText: '',
    httpVersion: 'HTTP/1.1',
    cookies: [],
    headers: pairsOf(headers),
    content: {
      size: response?.bodyBytes ?? 0,
      mimeType: headerOf(headers, 'content-type') ?? 'x-unknown',
      text,
    },
    redirectURL: headerOf(headers, 'location') ?? '',
    headersSize: -1,
    bodySize: -1,
    ...(comment === '' ? {} : { comment }),
  }
}

/** Ms, -1 for a phase that did not happen. `ssl` is part of `connect`, as the format wants it. */
function timingsOf({
  waitedMs,
  dnsMs,
  connectMs,
  tlsMs,
  firstByteMs,
  totalMs,
}: Timing): Timings & { ssl: number } {
  const before = (dnsMs ?? 0) + (connectMs ?? 0) + (tlsMs ?? 0)
  const isConnected = connectMs !== null || tlsMs !== null
  return {
    blocked: waitedMs,
    dns: dnsMs ?? -1,
    connect: isConnected ? (connectMs ?? 0) + (tlsMs ?? 0) : -1,
    ssl: tlsMs ?? -1,
    send: 0,
    wait: firstByteMs === null ? 0 : Math.max(0, firstByteMs - before),
    receive: totalMs === null ? 0 : Math.max(0, totalMs - (firstByteMs ?? before)),
  }
}

function postDataOf(headers: readonly Header[], text: string): PostData {
  return { mimeType: headerOf(headers, 'content-type') ?? 'application/octet-stream', text }
}

function pairsOf(headers: readonly Header[]): { name: string; value: string }[] {
  return headers.map(([name, value]) => ({ name, value }))
}

function queryOf(url: string): { name: string; value: string }[] {
  return [...new URLSearchParams(splitUrl(url).query ?? '')].map(([name, value]) => ({ name, value }))
}
