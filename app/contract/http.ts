const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Whether a request changes nothing, however often it is sent (RFC 9110 section 9.2.1). */
export function isSafeMethod(method: string): boolean {
  return SAFE_METHODS.has(method)
}

/** Whether a text can be a method or the name of a header (RFC 9110 section 5.6.2). */
export function isHttpToken(text: string): boolean {
  return /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/.test(text)
}

const CONNECTION_HEADERS =
  /^(?::.*|connection|content-length|expect|host|keep-alive|proxy-authorization|proxy-connection|te|trailer|transfer-encoding|upgrade)$/i

/**
 * Whether a field belongs to one connection (RFC 9110 section 7.6.1), says how a body is framed, or is what HTTP/2 writes
 * in place of the request line (RFC 9113 section 8.3): whoever sends the request anew sets it anew.
 */
export function belongsToConnection(name: string): boolean {
  return CONNECTION_HEADERS.test(name)
}
