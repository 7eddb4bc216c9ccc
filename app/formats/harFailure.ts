import type { Failure, FailureKind } from '../contract/exchange.ts'
import type { ParsedHarEntry } from './harSchema.ts'

/** What browsers and programs write where no response came; the first that fits counts. */
const FAILURES: ReadonlyArray<[sign: RegExp, kind: FailureKind, code: string, mayHaveBeenSent: boolean]> = [
  [/ERR_ABORTED|NS_BINDING_ABORTED|NS_ERROR_ABORT\b|cancell?ed|aborted by/i, 'cancelled', 'CANCELLED', true],
  [
    /ERR_NAME_NOT_RESOLVED|NS_ERROR_UNKNOWN_HOST|ENOTFOUND|ERR_ICANN_NAME_COLLISION/i,
    'dns',
    'ENOTFOUND',
    false,
  ],
  [/ERR_DNS_|ERR_NAME_RESOLUTION|EAI_AGAIN/i, 'dns', 'EAI_AGAIN', false],
  [
    /ERR_(?:PROXY|TUNNEL|SOCKS|MANDATORY_PROXY)|NS_ERROR_(?:UNKNOWN_)?PROXY/i,
    'refused',
    'PROXY_FAILED',
    false,
  ],
  [/CONNECTION_REFUSED|ECONNREFUSED/i, 'refused', 'ECONNREFUSED', false],
  [/ERR_INTERNET_DISCONNECTED|NS_ERROR_OFFLINE|ENETDOWN/i, 'refused', 'ENETDOWN', false],
  [/ERR_ADDRESS_UNREACHABLE|EHOSTUNREACH|ENETUNREACH/i, 'refused', 'EHOSTUNREACH', false],
  [/ERR_CONNECTION_TIMED_OUT/i, 'timeout', 'ETIMEDOUT', false],
  [/TIMED_OUT|NET_TIMEOUT|ETIMEDOUT|timeout/i, 'timeout', 'ETIMEDOUT', true],
  [/CERT_DATE_INVALID|EXPIRED_CERTIFICATE|CERT_HAS_EXPIRED/i, 'tls', 'CERT_HAS_EXPIRED', false],
  [/CERT_COMMON_NAME_INVALID|BAD_CERT_DOMAIN|ALTNAME_INVALID/i, 'tls', 'ERR_TLS_CERT_ALTNAME_INVALID', false],
  [/CERT_AUTHORITY_INVALID|UNKNOWN_ISSUER|UNABLE_TO_/i, 'tls', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', false],
  [/CERT_REVOKED|REVOKED_CERTIFICATE/i, 'tls', 'CERT_REVOKED', false],
  [/ERR_CERT_|ERR_BAD_SSL_CLIENT_AUTH_CERT|SEC_ERROR|MOZILLA_PKIX/i, 'tls', 'CERT_REJECTED', false],
  [/ERR_SSL_|SSL_ERROR|EPROTO/i, 'tls', 'EPROTO', false],
  [/TOO_MANY_REDIRECTS|REDIRECT_LOOP/i, 'redirect', 'TOO_MANY_REDIRECTS', true],
  [
    /ERR_BLOCKED_BY|ERR_UNSAFE_PORT|ERR_DISALLOWED_URL_SCHEME|NS_ERROR_(?:CONTENT_BLOCKED|DOM_BAD_URI)/i,
    'refused',
    'BROWSER_BLOCKED',
    false,
  ],
  [
    /CONNECTION_(?:RESET|CLOSED|ABORTED|FAILED)|EMPTY_RESPONSE|NET_(?:RESET|INTERRUPT)|ECONNRESET|NETWORK_CHANGED|ERR_(?:HTTP2|QUIC|INCOMPLETE|CONTENT_LENGTH|SOCKET)|PARTIAL_TRANSFER|socket hang up/i,
    'reset',
    'ECONNRESET',
    true,
  ],
]

/** Why an entry has no response, by what the program wrote; else that the file holds none. */
export function noAnswerIn(entry: ParsedHarEntry, excerpt: (text: string, most: number) => string): Failure {
  const { response } = entry
  const told = [response?._error, entry._error, response?.comment].find((text) => text) ?? ''
  const [, kind, code, mayHaveBeenSent] = FAILURES.find(([sign]) => sign.test(told.slice(0, 500))) ?? [
    null,
    'bad-response' as const,
    'NO_RESPONSE_IN_HAR',
    true,
  ]
  const reason = told === '' ? '' : `: ${excerpt(told, 200)}`
  return { kind, code, message: `The HAR file holds no response to this request${reason}.`, mayHaveBeenSent }
}
