import { builtInCatalog } from '../../../app/catalog/catalog.ts'
import { routeOf } from '../../../app/catalog/routes.ts'
import type { ApiRequest, ApiResponse, Attempt, Failure, Header } from '../../../app/contract/exchange.ts'
import { PRESETS } from '../../../app/contract/presets.ts'
import type { Claims } from '../../../app/contract/token.ts'
import type { Evidence } from '../../../app/diagnosis/evidence.ts'

export const NOW = Date.parse('2026-03-02T09:00:20.000Z')
export const JSON_TYPE: Header = ['Content-Type', 'application/json; charset=utf-8']

export const SITE_7: Claims = {
  keyType: 'public',
  companyIds: ['42'],
  customerIds: ['7', '12'],
  siteIds: ['31', '32', '40'],
  issuedAt: null,
  expiresAt: null,
}

export function makeRequest(line: string, rest: Partial<ApiRequest> = {}): ApiRequest {
  const [method = 'GET', url = '/'] = line.split(' ')
  return {
    method,
    url,
    route: routeOf(builtInCatalog, method, url),
    headers: [],
    body: null,
    idempotent: method === 'GET',
    ...rest,
  }
}

export function makeResponse(status: number, body: unknown, headers: Header[] = [JSON_TYPE]): ApiResponse {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return { status, headers, body: text, bodyBytes: text.length, truncated: false }
}

export function makeAttempt(rest: Partial<Attempt> = {}): Attempt {
  return {
    number: 1,
    purpose: 'request',
    startedAt: new Date(NOW).toISOString(),
    timing: { waitedMs: 0, dnsMs: 1, connectMs: 1, tlsMs: null, firstByteMs: 10, totalMs: 12 },
    response: null,
    failure: null,
    decision: null,
    ...rest,
  }
}

export function makeEvidence(
  line: string,
  response: ApiResponse | null,
  rest: Partial<Evidence> = {},
): Evidence {
  return {
    request: makeRequest(line),
    response,
    failure: null,
    attempts: [],
    key: 'site-7',
    profile: 'Sandbox',
    claims: SITE_7,
    now: NOW,
    clockOffsetMs: null,
    window: null,
    traceHeaders: PRESETS[0]?.traceHeaders ?? [],
    catalog: builtInCatalog,
    ...rest,
  }
}

export function makeFailure(kind: Failure['kind'], code: string | null, mayHaveBeenSent = false): Failure {
  return { kind, code, message: `${code ?? kind} happened`, mayHaveBeenSent }
}

/** A failure in the standard envelope; one error for each message, or none. */
export function failed(code: number, message: string, errors: readonly string[] = [message]): object {
  return {
    status: { code, errorMessage: message },
    data: null,
    count: null,
    message,
    errors: errors.map((each) => ({ code, message: each })),
  }
}

/** A success in the envelope with a cursor. */
export function listed(data: readonly unknown[], rest: object = {}): object {
  return {
    status: { code: 0, errorMessage: '' },
    data,
    count: data.length,
    message: '',
    errors: [],
    nextPageParameter: null,
    prevPageParameter: null,
    ...rest,
  }
}
