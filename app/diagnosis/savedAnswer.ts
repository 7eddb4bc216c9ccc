import type { Catalog } from '../catalog/catalog.ts'
import { routeOf } from '../catalog/routes.ts'
import type { ApiRequest, ApiResponse, Exchange, Header } from '../contract/exchange.ts'
import { PRESETS } from '../contract/presets.ts'
import type { Claims } from '../contract/token.ts'
import { decode, decodeText, type Decoded } from './decode.ts'
import { diagnose } from './diagnose.ts'
import { headerOf } from './headers.ts'
import { outcomeOfAnswer } from './outcome.ts'
import type { RawAnswer } from './rawAnswer.ts'
import { statusFrom } from './statusFrom.ts'

/** What the page and the tool show where an answer came from a file or the clipboard and not through a profile. */
export const NO_PROFILE = 'none'

export interface SavedAnswer {
  response: ApiResponse
  decoded: Decoded
  /** True when nobody told the HTTP status, so that it was taken from the body. */
  isGuessed: boolean
}

/** An answer that somebody kept, decoded. `status` and `headers` are told beside it; the status wins over the head's. */
export function readSaved(raw: RawAnswer, status: number | null, headers: readonly Header[]): SavedAnswer {
  const all = [...raw.headers, ...headers]
  const { text } = decodeText(raw.body, headerOf(all, 'content-type'))
  const response: ApiResponse = {
    status: status ?? raw.status ?? 200,
    headers: all,
    body: text,
    bodyBytes: raw.body.length,
    truncated: false,
  }
  const decoded = decode(response)
  if (status !== null || raw.status !== null) return { response, decoded, isGuessed: false }
  const guessed = { ...response, status: statusFrom(decoded) }
  return { response: guessed, decoded: decode(guessed), isGuessed: true }
}

/**
 * Reads a request line such as `GET /api/external/sites?customerId=7`; null when it is none. An empty one stands for
 * a GET of nobody knows what.
 */
export function readRequestLine(text: string, catalog: Catalog): ApiRequest | null {
  const line = text.trim().replace(/\s+HTTP\/[\d.]+$/i, '')
  const [method = '', url = '', ...rest] = line === '' ? ['GET'] : line.split(/\s+/)
  if (line !== '' && (rest.length > 0 || !/^[A-Za-z]+$/.test(method) || !/^(\/|https?:\/\/)/.test(url))) {
    return null
  }
  const name = method.toUpperCase()
  return {
    method: name,
    url,
    route: url === '' ? '' : routeOf(catalog, name, url),
    headers: [],
    body: null,
    idempotent: ['GET', 'HEAD', 'OPTIONS'].includes(name),
  }
}

export interface SavedParts extends Pick<SavedAnswer, 'response' | 'decoded'> {
  id: string
  request: ApiRequest
  claims: Claims | null
  /** Epoch ms in our own clock. */
  now: number
  catalog: Catalog
}

/** A kept answer as an exchange of one attempt that Postern never sent, with its explanation. */
export function explainSaved({ id, request, response, decoded, claims, now, catalog }: SavedParts): Exchange {
  const at = new Date(now).toISOString()
  const reading = diagnose(
    {
      request,
      response,
      failure: null,
      attempts: [],
      key: null,
      profile: null,
      claims,
      now,
      clockOffsetMs: null,
      window: null,
      traceHeaders: PRESETS[0]?.traceHeaders ?? [],
      catalog,
    },
    decoded,
  )
  return {
    version: 1,
    id,
    source: 'import',
    replayOf: null,
    profile: NO_PROFILE,
    key: null,
    startedAt: at,
    endedAt: at,
    request,
    attempts: [
      {
        number: 1,
        purpose: 'request',
        startedAt: at,
        timing: { waitedMs: 0, dnsMs: null, connectMs: null, tlsMs: null, firstByteMs: null, totalMs: null },
        response,
        failure: null,
        decision: null,
      },
    ],
    outcome: outcomeOfAnswer(request.method, response, decoded.envelope),
    ...reading,
  }
}
