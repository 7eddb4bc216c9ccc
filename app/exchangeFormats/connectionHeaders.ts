/**
 * Fields that belong to one connection (RFC 9110 section 7.6.1), that say how a body is framed, or that HTTP/2 writes
 * in place of the request line (RFC 9113 section 8.3): whoever sends the request anew sets them anew.
 */
const NAMES =
  /^(?::.*|connection|content-length|expect|host|keep-alive|proxy-authorization|proxy-connection|te|trailer|transfer-encoding|upgrade)$/i

export function belongsToConnection(name: string): boolean {
  return NAMES.test(name)
}

/** Whether a text can be the name of a header (RFC 9110 section 5.1). */
export function isHeaderName(name: string): boolean {
  return /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/.test(name)
}
