import { STATUS_CODES } from 'node:http'

export type ReplyHeaders = Readonly<Record<string, string>>

/** An answer before it is written to the socket. Parts are written one after the other, as the reader keeps up. */
export interface Reply {
  readonly status: number
  readonly headers: ReplyHeaders
  readonly body: string | Iterable<string>
}

/** Thrown by an endpoint that cannot answer with data; carries the answer that it gives instead. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly reply: Reply

  constructor(reply: Reply) {
    super(`Refused with ${reply.status}`)
    this.reply = reply
  }
}

const JSON_TYPE = 'application/json; charset=utf-8'

export function json(status: number, body: unknown, headers: ReplyHeaders = {}): Reply {
  return { status, headers: { 'Content-Type': JSON_TYPE, ...headers }, body: JSON.stringify(body) }
}

export const GENERIC_CODE = 100

/** Service codes that mirror their HTTP status; every other failure is generic (guide, "Status codes inside the envelope"). */
const MIRRORED = new Set([401, 403, 404])

export function codeFor(status: number): number {
  return MIRRORED.has(status) ? status : GENERIC_CODE
}

/** The guide's failure envelope. The first message is repeated where the guide repeats it. */
export function failure(
  status: number,
  code: number,
  messages: readonly [string, ...string[]],
  headers: ReplyHeaders = {},
): Reply {
  const [message] = messages
  return json(
    status,
    {
      status: { code, errorMessage: message },
      data: null,
      count: null,
      message,
      errors: messages.map((text) => ({ code, message: text })),
    },
    headers,
  )
}

/** How a gateway in front of the service answers by itself: its own body, not the API's envelope. */
export function gateway(status: number, message: string, headers: ReplyHeaders = {}): Reply {
  return json(status, { statusCode: status, message }, headers)
}

/** Problem details (RFC 9457), as a web framework answers a bad request before the endpoint runs. */
export function problemDetails(
  status: number,
  errors: Readonly<Record<string, string[]>>,
  traceId: string,
): Reply {
  return json(
    status,
    {
      type: 'about:blank',
      title: STATUS_CODES[status] ?? 'Error',
      status,
      detail: 'The request was turned away before the service read it.',
      errors,
      traceId,
    },
    { 'Content-Type': 'application/problem+json; charset=utf-8' },
  )
}

/** The guide's 500: it sends the reader to support, and tells nothing of the inside. */
export function unexpected(): Reply {
  return failure(500, GENERIC_CODE, ['An unexpected error occurred. Contact support with the trace ID.'])
}

/** A defect of the sandbox itself is answered like any service's, and shown to whoever runs it. */
export function replyToError(error: unknown): Reply {
  if (error instanceof Refusal) return error.reply
  process.emitWarning(error instanceof Error ? error : String(error))
  return unexpected()
}
