import type { Header } from '../contract/exchange.ts'

/** Fields of one connection (RFC 9110 section 7.6.1). Transfer-Encoding stays: it says how the body that follows is framed. */
const OF_THE_CONNECTION = /^(?:connection|keep-alive|te|upgrade|http2-settings|proxy-.*)$/i
const NEEDED = /^(?:host|content-length|transfer-encoding|trailer)$/i

/** Name and value alternate in Node's raw headers. */
export function pairsOf(raw: readonly string[]): Header[] {
  const pairs: Header[] = []
  for (let at = 0; at + 1 < raw.length; at += 2) pairs.push([raw[at] ?? '', raw[at + 1] ?? ''])
  return pairs
}

/** What goes on to the other side: order, case and doubles as they came, without what belongs to the connection. */
export function passedHeaders(headers: readonly Header[]): Header[] {
  const named = new Set(
    headers
      .filter(([name]) => name.toLowerCase() === 'connection')
      .flatMap(([, value]) =>
        value
          .toLowerCase()
          .split(',')
          .map((name) => name.trim()),
      ),
  )
  return headers.filter(
    ([name]) => NEEDED.test(name) || !(OF_THE_CONNECTION.test(name) || named.has(name.toLowerCase())),
  )
}

/** The headers of a request for the API, whose host they name. */
export function requestHeaders(headers: readonly Header[], host: string): Header[] {
  return passedHeaders(headers).map(([name, value]) => [name, name.toLowerCase() === 'host' ? host : value])
}

/** The headers of a response for the program: links to the API lead through the capture again. */
export function responseHeaders(headers: readonly Header[], api: string, own: string): Header[] {
  return passedHeaders(headers).map(([name, value]) => [
    name,
    /^(?:location|content-location|link)$/i.test(name) ? linksThrough(value, api, own) : value,
  ])
}

function linksThrough(value: string, api: string, own: string): string {
  // The API's address ends where a longer host name or port would go on.
  return value
    .split(api)
    .reduce((text, rest) => `${text}${/^(?:[/?#>,;\s]|$)/.test(rest) ? own : api}${rest}`)
}
