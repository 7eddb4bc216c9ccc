import { codeOf } from '../contract/thrown.ts'
import type { Failure, FailureKind } from '../contract/exchange.ts'

/** A failure that this app itself decides on, such as a time-out, with the kind it is recorded as. */
export class DeliveryError extends Error {
  override readonly name = 'DeliveryError'
  readonly kind: FailureKind
  readonly code: string

  constructor(kind: FailureKind, code: string, message: string) {
    super(message)
    this.kind = kind
    this.code = code
  }
}

const KINDS: Record<string, FailureKind> = {
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  EAI_FAIL: 'dns',
  EAI_NODATA: 'dns',
  EAI_NONAME: 'dns',
  ECONNREFUSED: 'refused',
  EHOSTUNREACH: 'refused',
  EHOSTDOWN: 'refused',
  ENETUNREACH: 'refused',
  ENETDOWN: 'refused',
  EADDRNOTAVAIL: 'refused',
  EACCES: 'refused',
  EPERM: 'refused',
  ECONNRESET: 'reset',
  ECONNABORTED: 'reset',
  EPIPE: 'reset',
  ERR_STREAM_PREMATURE_CLOSE: 'reset',
  ETIMEDOUT: 'timeout',
  ESOCKETTIMEDOUT: 'timeout',
  EPROTO: 'tls',
  HPE_HEADER_OVERFLOW: 'too-large',
}

/** OpenSSL's and Node's names for a certificate or a handshake that is not accepted. */
const TLS =
  /^(CERT_|ERR_TLS_|ERR_SSL_|ERR_OSSL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_|HOSTNAME_MISMATCH|CRL_|ERROR_IN_)/

/** The kind of a low-level error, by its code. What nobody has classified counts as an unreadable answer. */
export function kindOf(code: string): FailureKind {
  const known = Object.hasOwn(KINDS, code) ? KINDS[code] : undefined
  return known ?? (TLS.test(code) ? 'tls' : 'bad-response')
}

/** The beginning of a text of somebody else's. Secrets are taken out before it is cut, since nobody would know half of one. */
export type Excerpt = (text: string, most: number) => string

/** Turns whatever was thrown into the failure that is recorded. */
export function failureOf(error: unknown, mayHaveBeenSent: boolean, excerpt: Excerpt): Failure {
  const cause = rootOf(error)
  const code = codeOf(cause)
  const message = cause instanceof Error && cause.message !== '' ? cause.message : 'The connection failed.'
  const kind = cause instanceof DeliveryError ? cause.kind : kindOf(code ?? '')
  // The alert comes after the handshake, and still instead of an answer (RFC 8446 section 4.4.2.4).
  const isUnread = code === 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED'
  return { kind, code, message: excerpt(message, 500), mayHaveBeenSent: mayHaveBeenSent && !isUnread }
}

const PROXY_FAILURES: Partial<Record<FailureKind, [code: string, what: string]>> = {
  dns: ['PROXY_NOT_FOUND', 'has an unknown host name'],
  refused: ['PROXY_REFUSED', 'refused the connection'],
  timeout: ['PROXY_TIMEOUT', 'gave no connection in time'],
  tls: ['PROXY_TLS', 'and Postern agreed on no secure connection'],
  reset: ['PROXY_CLOSED', 'closed the connection'],
}

/** What went wrong before a proxy gave a connection, told of the proxy: the host behind it was not even asked. */
export function proxyError({ host }: URL, error: unknown): DeliveryError {
  const cause = rootOf(error)
  if (cause instanceof DeliveryError && cause.code.startsWith('PROXY_')) return cause
  const code = codeOf(cause)
  const kind = cause instanceof DeliveryError ? cause.kind : kindOf(code ?? '')
  const [ours, what] = PROXY_FAILURES[kind] ?? ['PROXY_FAILED', 'gave no connection']
  const detail = code === null ? '' : ` (${code})`
  return new DeliveryError(kind, ours, `The proxy ${host} ${what}${detail}.`)
}

/** The error below axios's own, and one of those that were met when several addresses were tried. */
function rootOf(error: unknown): unknown {
  if (error instanceof DeliveryError) return error
  if (error instanceof AggregateError && error.errors.length > 0) return rootOf(error.errors[0])
  if (error instanceof Error && error.cause instanceof Error) return rootOf(error.cause)
  return error
}

export function timedOut(message: string): DeliveryError {
  return new DeliveryError('timeout', 'ETIMEDOUT', message)
}
