/** The part of the platform's `URL` class that is used here; Node, Electron and a page all have it. */
declare const URL: {
  canParse(url: string): boolean
  new (url: string): { readonly origin: string; readonly hostname: string }
}

/** The parts of a URL, or of a request target that has no scheme and host, as they are written (RFC 3986, appendix B). */
export interface UrlParts {
  /** Lower case; null for a path alone. */
  scheme: string | null
  /** User name, host and port; empty for a path alone. */
  authority: string
  path: string
  /** Without the question mark; null where there is none. */
  query: string | null
}

// A backslash ends the host too: the `URL` class, by which requests are sent, takes it for a slash.
const PARTS = /^(?:([a-z][a-z\d+.-]{0,30}):\/\/([^/?#\\]*))?([^?#]*)(?:\?([^#]*))?/i

/** Takes any text. The fragment is left out, since it is never sent. */
export function splitUrl(url: string): UrlParts {
  const [, scheme = null, authority = '', path = '', query = null] = PARTS.exec(url) ?? []
  return { scheme: scheme?.toLowerCase() ?? null, authority, path, query }
}

/** What is said of a target with a fragment, which is never sent; null where there is none. */
export function fragmentNote(target: string): string | null {
  if (!target.includes('#')) return null
  return 'Postern does not send the # in the target, nor the text behind it. Write %23 for a # in a value.'
}

/** Path and query as a request line carries them: with a slash at the beginning, and as they are written. */
export function requestPath(url: string): string {
  const { path, query } = splitUrl(url)
  return (path.startsWith('/') ? path : `/${path}`) + (query === null ? '' : `?${query}`)
}

/**
 * A request path below a base URL, which may have a path of its own. Segments that end the one and begin the other are the
 * same ones: `https://host/gateway/api` and `/api/sites` are `https://host/gateway/api/sites`.
 */
export function joinUrl(baseUrl: string, path: string): string {
  const base = baseUrl.replace(/\/+$/, '')
  const below = splitUrl(base).path.split('/').slice(1)
  const { path: wanted } = splitUrl(path)
  const shared = below.findIndex((_, index) => `${wanted}/`.startsWith(`/${below.slice(index).join('/')}/`))
  return base + (shared < 0 ? path : path.slice(`/${below.slice(shared).join('/')}`.length))
}

/** The request path of a URL relative to the path of a base URL; null where it is not below it. Hosts are not compared. */
export function pathBelow(url: string, baseUrl: string): string | null {
  const path = requestPath(url)
  const base = splitUrl(baseUrl).path.replace(/\/+$/, '')
  if (!path.startsWith(base)) return null
  const below = path.slice(base.length)
  if (below.startsWith('/')) return below
  return below === '' || below.startsWith('?') ? `/${below}` : null
}

/** Scheme, host and port of an http or https URL, as the `URL` class writes them; null for a path, and for what names no host. */
export function originOf(url: string): string | null {
  const { scheme, authority } = splitUrl(url)
  if (scheme !== 'http' && scheme !== 'https') return null
  const start = `${scheme}://${authority}`
  return URL.canParse(start) ? new URL(start).origin : null
}

const LOOPBACK =
  /^(?:127\.\d+\.\d+\.\d+|(?:[^.]+\.)*localhost\.?|\[::1\]|\[::ffff:7f[\da-f]{2}:[\da-f]{1,4}\])$/

/**
 * Whether a host, with or without port, or an origin is this computer itself: 127.0.0.0/8, ::1 and its IPv4-mapped forms, and
 * localhost with its subdomains (RFC 6761, section 6.3), also with the dot of the DNS root. 0.0.0.0 means every interface,
 * and is none.
 */
export function isLoopback(hostOrOrigin: string): boolean {
  const { scheme, authority } = splitUrl(hostOrOrigin)
  const host = scheme === null ? hostOrOrigin : authority
  const isBareIpv6 = /^[^[]*:[^[]*:/.test(host)
  const url = `http://${isBareIpv6 ? `[${host}]` : host}`
  return URL.canParse(url) && LOOPBACK.test(new URL(url).hostname)
}

/** Percent-decoded; as it is where it is not validly encoded. */
export function percentDecoded(text: string): string {
  if (!text.includes('%')) return text
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** A name or a value of a query: percent-decoded, and a plus sign is a space. */
export function queryDecoded(text: string): string {
  return percentDecoded(text.replaceAll('+', ' '))
}

/** A request target for comparing it with routes. */
export interface Target {
  /** Lower-case host with its port; null for a bare path. */
  host: string | null
  /** Starts with a slash, as written. */
  path: string
  /** Names and values decoded, in order. */
  query: [name: string, value: string][]
}

/** What is longer, or has more parameters, is cut: no endpoint takes it. */
const LONGEST_TARGET = 20_000
const MOST_PARAMETERS = 500

/** Takes any text, and no longer than its length needs. */
export function splitTarget(pathOrUrl: string): Target {
  const { scheme, authority, path, query } = splitUrl(pathOrUrl.slice(0, LONGEST_TARGET))
  return {
    host: scheme === null ? null : authority.slice(authority.lastIndexOf('@') + 1).toLowerCase(),
    path: path.startsWith('/') ? path : `/${path}`,
    query: query === null ? [] : readQuery(query),
  }
}

function readQuery(query: string): [string, string][] {
  return query
    .split('&', MOST_PARAMETERS)
    .filter((pair) => pair !== '')
    .map((pair) => {
      const equals = pair.indexOf('=')
      return equals < 0
        ? [queryDecoded(pair), '']
        : [queryDecoded(pair.slice(0, equals)), queryDecoded(pair.slice(equals + 1))]
    })
}
