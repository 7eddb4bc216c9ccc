import type { Catalog } from '../catalog/catalog.ts'
import { routeOf } from '../catalog/routes.ts'
import type {
  ApiRequest,
  ApiResponse,
  Attempt,
  Exchange,
  Failure,
  Header,
  Timing,
} from '../contract/exchange.ts'
import { isSafeMethod } from '../contract/http.ts'
import { EXCHANGE_VERSION } from '../contract/kinds.ts'
import { NO_PROFILE } from '../contract/names.ts'
import { PRESETS } from '../contract/presets.ts'
import type { Claims } from '../contract/token.ts'
import { subjectFor } from './subject.ts'
import { decode, type Decoded } from './decode.ts'
import { diagnose } from './diagnose.ts'
import type { Evidence } from './evidence.ts'
import { outcomeOf } from './assessment.ts'

export interface ImportedParts {
  id: string
  request: ApiRequest
  /** Null when the capture holds no answer; then `failure` says why. */
  response: ApiResponse | null
  /** True when nobody told the HTTP status of the answer. */
  isStatusGuessed?: boolean
  isBodyPartial?: boolean
  failure?: Failure
  /** Parts of the request that nobody told. */
  untold?: Evidence['untold']
  /** Attempts before this one, oldest first. */
  earlier?: readonly Attempt[]
  /** Epoch ms; left out, it is `now`. */
  startedAt?: number
  durationMs?: number
  timing?: Partial<Timing>
  claims: Claims | null
  /** Tells the tokens of one file apart; left out for a call without one. */
  tokenMark?: string
  /** The moment that it is explained for, epoch ms. */
  now: number
  catalog: Catalog
  traceHeaders?: readonly string[]
  /** A body that has been decoded before, so that it is read once. */
  decoded?: Decoded
}

/** An exchange that Postern did not send itself, explained. */
export function importedExchange(parts: ImportedParts): Exchange {
  const { request, response, failure = null, now, catalog, startedAt = now, durationMs = 0 } = parts
  const { earlier = [] } = parts
  const decoded = response ? (parts.decoded ?? decode(response)) : null
  const at = new Date(startedAt).toISOString()
  const reading = diagnose(evidenceOf(parts), decoded ?? undefined)
  return {
    version: EXCHANGE_VERSION,
    id: parts.id,
    source: 'import',
    replayOf: null,
    profile: NO_PROFILE,
    key: null,
    startedAt: earlier[0]?.startedAt ?? at,
    endedAt: new Date(startedAt + durationMs).toISOString(),
    request,
    attempts: [
      ...earlier,
      {
        number: earlier.length + 1,
        purpose: 'request',
        startedAt: at,
        timing: { ...UNTIMED, ...parts.timing },
        response,
        failure,
        decision: null,
        ...(parts.tokenMark !== undefined && { tokenMark: parts.tokenMark }),
      },
    ],
    outcome: outcomeOf(
      failure,
      response &&
        decoded && {
          subject: subjectFor(request, catalog, false),
          method: request.method,
          response,
          envelope: decoded.envelope,
          catalog,
        },
    ),
    ...reading,
  }
}

/** What is known of what others sent: neither attempts of ours nor a key. */
function evidenceOf(parts: ImportedParts): Evidence {
  const { request, response, claims, now, catalog, untold, earlier = [], startedAt, durationMs = 0 } = parts
  return {
    request,
    ...(untold && { untold }),
    ...(earlier.length > 0 && { earlier }),
    response,
    isStatusGuessed: parts.isStatusGuessed ?? false,
    isBodyPartial: parts.isBodyPartial ?? false,
    failure: parts.failure ?? null,
    attempts: [],
    key: null,
    profile: null,
    claims,
    now,
    clockOffsetMs: null,
    window: null,
    ...(startedAt === undefined ? {} : { answeredAt: startedAt + durationMs }),
    traceHeaders: parts.traceHeaders ?? PRESETS[0]?.traceHeaders ?? [],
    catalog,
  }
}

/** The timing of what others sent and did not measure. */
export const UNTIMED: Timing = {
  waitedMs: 0,
  dnsMs: null,
  connectMs: null,
  tlsMs: null,
  firstByteMs: null,
  totalMs: null,
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
    idempotent: isSafeMethod(method),
  }
}
