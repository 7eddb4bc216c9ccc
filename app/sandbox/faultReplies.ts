import { isObject, parseJson } from '../contract/values.ts'
import { success, type SuccessKind } from './envelopes.ts'
import type { Fault, FaultName } from './faults.ts'
import { codeFor, failure, gateway, problemDetails, type Reply, type ReplyHeaders } from './reply.ts'

/** What a fault answers in place of the endpoint. */
type MakeReply = (fault: Fault, traceId: string) => Reply

const REPLIES: Partial<Record<FaultName, MakeReply>> = {
  status: (fault) =>
    failure(
      fault.amount,
      codeFor(fault.amount),
      [statusMessage(fault.amount)],
      retryAfter(fault.retryAfterS),
    ),
  'expired-token': () =>
    failure(401, 401, ['The bearer token has expired.'], {
      'WWW-Authenticate': 'Bearer error="invalid_token"',
    }),
  'revoked-key': () =>
    failure(401, 401, ['The API key behind the bearer token is no longer valid.'], {
      'WWW-Authenticate': 'Bearer error="invalid_token"',
    }),
  'html-502': () => ({
    status: 502,
    headers: { 'Content-Type': 'text/html; charset=utf-8' },
    body: '<!doctype html>\n<html><head><title>502 Bad Gateway</title></head>\n<body><h1>Bad Gateway</h1><p>The proxy had no usable answer from the service behind it.</p></body></html>\n',
  }),
  'gateway-429': (fault) => {
    const seconds = fault.retryAfterS ?? 5
    return gateway(429, `Rate limit is exceeded. Try again in ${seconds} seconds.`, retryAfter(seconds))
  },
  'problem-details': (_, traceId) =>
    problemDetails(
      400,
      { referenceId: ['The value is not a whole number.'], limit: ['The value is not a whole number.'] },
      traceId,
    ),
  'unknown-code': (fault) =>
    failure(
      fault.status ?? 400,
      fault.amount,
      ['The roster period is closed for changes.'],
      retryAfter(fault.retryAfterS),
    ),
  huge: (fault) => ({
    status: 200,
    headers: { 'Content-Type': 'application/json; charset=utf-8' },
    body: hugeBody(fault.amount),
  }),
}

/** Null for a fault that lets the endpoint answer, or that gives no answer at all. */
export function replyOf(fault: Fault, traceId: string): Reply | null {
  return REPLIES[fault.name]?.(fault, traceId) ?? null
}

/** The same answer in an envelope of another kind. An endpoint without success answers as it would anyway. */
export function inWrongEnvelope(kind: SuccessKind, reply: Reply): Reply {
  if (reply.status >= 300 || typeof reply.body !== 'string') return reply
  const body: unknown = JSON.parse(reply.body)
  const data = typeof body === 'object' && body !== null && 'data' in body ? body.data : null
  return success(kind === 'live-operations' ? 'standard' : 'live-operations', { data })
}

/** The same response with a service code that says that it failed. A failure stays as it is. */
export function withCode(code: number, reply: Reply): Reply {
  const body = typeof reply.body === 'string' && reply.status < 300 ? parseJson(reply.body) : null
  if (!isObject(body)) return reply
  const message = `The sandbox was asked to fail with code ${code}.`
  const failed = isObject(body.status)
    ? {
        status: { code, errorMessage: message },
        data: null,
        count: null,
        message,
        errors: [{ code, message }],
      }
    : {
        isSuccess: false,
        statusMessage: message,
        status: code,
        data: [],
        errorMessages: [message],
        errorMessagesAsString: message,
      }
  return { ...reply, body: JSON.stringify({ ...body, ...failed }) }
}

function statusMessage(status: number): string {
  return status >= 500
    ? 'An unexpected error occurred. Contact support with the trace ID.'
    : `The sandbox was asked to answer with status ${status}.`
}

function retryAfter(seconds: number | null): ReplyHeaders {
  return seconds === null ? {} : { 'Retry-After': String(seconds) }
}

/** A valid standard envelope in parts of 64 KB, so that no more than one of them is in memory. */
function* hugeBody(bytes: number): Generator<string> {
  const row = JSON.stringify({ id: 1, note: 'x'.repeat(64 * 1024 - 24) })
  yield '{"status":{"code":0,"errorMessage":""},"data":['
  let sent = 0
  let rows = 0
  while (sent < bytes) {
    yield rows === 0 ? row : `,${row}`
    sent += row.length + 1
    rows += 1
  }
  yield `],"count":${rows},"message":"","errors":[]}`
}
