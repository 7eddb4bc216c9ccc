/** A request that a text names. */
interface RequestMention {
  /** Such as `GET /api/external/sites`. */
  line: string
  at: number
}

/** A URL or a path, as a pattern. */
export const ADDRESS = String.raw`(?:https?:\/\/[^\s"'<>\`|\\]{3,2000}|\/[\w.~%-][^\s"'<>\`|\\]{0,2000})`

const WAYS: readonly RegExp[] = [
  // GET /x HTTP/1.1, "GET https://h/x", POST '/x'
  new RegExp(
    String.raw`\b(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\]?(?: request)?(?: for| to)?[:=]?\s{1,4}["'\`<(\[]?(${ADDRESS})`,
    'g',
  ),
  new RegExp(
    String.raw`\bmethod["']?\s{0,3}[:=]\s{0,3}["']?(get|post|put|patch|delete|head|options)\b[^]{0,400}?\b(?:url|uri|path)["']?\s{0,3}[:=]\s{0,3}["']?(${ADDRESS})`,
    'gi',
  ),
  new RegExp(
    String.raw`\b(?:url|uri)["']?\s{0,3}[:=]\s{0,3}["']?(${ADDRESS})["']?,?\s{0,40}["']?method["']?\s{0,3}[:=]\s{0,3}["']?(get|post|put|patch|delete)\b`,
    'gi',
  ),
]

/** Every request that a text names with its method, in the order of the text. */
export function requestsIn(text: string): RequestMention[] {
  const found: RequestMention[] = []
  for (const way of WAYS) {
    for (const { index, 1: first = '', 2: second = '' } of text.matchAll(way)) {
      const [method, address] = /^[a-z]+$/i.test(first) ? [first, second] : [second, first]
      found.push({ line: `${method.toUpperCase()} ${address.replace(/[),.;:\]}]+$/, '')}`, at: index })
    }
  }
  return found.sort((one, other) => one.at - other.at)
}

const HOST_OF_URL = /^https?:\/\/(?:[^\s/@"']{1,200}@)?([\w.-]{3,200}(?::\d{1,5})?)/i
const HOSTS: readonly RegExp[] = [
  /\b(?:ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|resolve host:?|lookup|host=|UnknownHostException:|connect to(?: host)?|Name or service not known \(|No such host is known\. \()\s{0,3}['"(]?([\w-]+(?:\.[\w-]+)+(?::\d{1,5})?)/i,
  /\bFailed to open TCP connection to ([\w.-]{3,200}:\d{1,5})/i,
]

/** Where errors of clients say that more can be read. */
const DOCUMENTATION =
  /^https?:\/\/(?:curl\.(?:se|haxx\.se)|aka\.ms|(?:learn|docs)\.microsoft\.com|developer\.mozilla\.org|nodejs\.org|docs\.\w+\.\w+|(?:www\.)?rfc-editor\.org|(?:tools|datatracker)\.ietf\.org)(?:\/|$)/i

/** The host that a text of a client is about; null where it names none. */
export function hostIn(text: string): string | null {
  const ofUrl = HOST_OF_URL.exec(addressIn(text) ?? '')?.[1]
  const host = ofUrl ?? HOSTS.map((way) => way.exec(text)?.[1]).find((each) => each !== undefined)
  return host?.replace(/[.:]$/, '') ?? null
}

/** The address of a request whose method is not told. */
export function addressIn(text: string): string | null {
  for (const [address] of text.matchAll(/\bhttps?:\/\/[^\s"'<>`|\\)\]},]{3,2000}/gi))
    if (!DOCUMENTATION.test(address)) return address.replace(/[.;:]+$/, '')
  return null
}
