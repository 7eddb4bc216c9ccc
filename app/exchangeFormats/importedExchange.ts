import { routeOf, type Catalog } from '../catalog/catalog.ts'
import {
  EXCHANGE_VERSION,
  type ApiRequest,
  type ApiResponse,
  type Exchange,
  type Failure,
  type Header,
  type Timing,
} from '../contract/exchange.ts'
import type { Claims } from '../contract/token.ts'
import { decode, type Decoded } from '../diagnosis/decode.ts'
import { diagnose } from '../diagnosis/diagnose.ts'
import { NO_PROFILE } from '../diagnosis/savedAnswer.ts'
import { outcomeOfAnswer } from '../diagnosis/outcome.ts'

export interface ImportedParts {
  id: string
  request: ApiRequest
  /** Null when the capture holds no answer; then `failure` says why. */
  response: ApiResponse | null
  failure: Failure | null
  /** Epoch ms. */
  startedAt: number
  durationMs: number
  timing?: Partial<Timing>
  claims: Claims | null
  /** Our own clock, epoch ms, when it is explained. */
  now: number
  catalog: Catalog
  traceHeaders: readonly string[]
  /** A body that has been decoded before, so that it is read once. */
  decoded?: Decoded
}

/** An exchange of one attempt that Postern did not send itself, explained. */
export function importedExchange(parts: ImportedParts): Exchange {
  const { request, response, failure, startedAt, durationMs, claims, now, catalog, traceHeaders } = parts
  const decoded = response ? (parts.decoded ?? decode(response)) : undefined
  const at = new Date(startedAt).toISOString()
  const reading = diagnose(
    {
      request,
      response,
      failure,
      attempts: [],
      key: null,
      profile: null,
      claims,
      now,
      clockOffsetMs: null,
      window: null,
      traceHeaders,
      catalog,
    },
    decoded,
  )
  return {
    version: EXCHANGE_VERSION,
    id: parts.id,
    source: 'import',
    replayOf: null,
    profile: NO_PROFILE,
    key: null,
    startedAt: at,
    endedAt: new Date(startedAt + durationMs).toISOString(),
    request,
    attempts: [
      {
        number: 1,
        purpose: 'request',
        startedAt: at,
        timing: {
          waitedMs: 0,
          dnsMs: null,
          connectMs: null,
          tlsMs: null,
          firstByteMs: null,
          totalMs: null,
          ...parts.timing,
        },
        response,
        failure,
        decision: null,
      },
    ],
    outcome:
      response && decoded ? outcomeOfAnswer(request.method, response, decoded.envelope) : 'transport-failure',
    ...reading,
  }
}

/** A request as others tell of it; nobody has vouched for its being repeated. */
export function importedRequest(
  method: string,
  url: string,
  catalog: Catalog,
  headers: Header[] = [],
  body: string | null = null,
): ApiRequest {
  return {
    method,
    url,
    route: url === '' ? '' : routeOf(catalog, method, url),
    headers,
    body,
    idempotent: ['GET', 'HEAD', 'OPTIONS'].includes(method),
  }
}
