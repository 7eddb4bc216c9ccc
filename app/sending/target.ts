import { joinUrl, originOf, requestPath, splitUrl } from '../contract/url.ts'
import { PosternError } from '../contract/errors.ts'

/** Where a request goes. */
export interface Target {
  /** Origin, path and query, as they are sent; no fragment. */
  url: string
  origin: string
  /** What the request line carries: as the user wrote it where legal, percent-encoded where not. */
  path: string
  /** The path with its dot segments resolved, to compare with others. */
  pathname: string
}

/** Characters that RFC 3986 allows in a path or a query, and percent signs that start no triplet. */
const ILLEGAL = /[^A-Za-z0-9\-._~!$&'()*+,;=:@/?%]+|%(?![0-9A-Fa-f]{2})/g
// A target comes from people and from files, where these get in unseen.
// eslint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u001f\u007f]/

const LONGEST_SHOWN = 80

/**
 * Reads a path with its query, which is joined to the base URL, or a whole URL.
 * @throws PosternError bad-input
 */
export function readTarget(target: string, baseUrl: string): Target {
  const text = target.trim()
  if (CONTROL.test(text))
    throw badTarget('The URL holds a line break or another control character', 'Remove it.')
  if (text.startsWith('/')) return parse(joinUrl(baseUrl, text))
  if (/^https?:\/\//i.test(text)) return parse(text)
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1]
  if (scheme !== undefined) {
    throw badTarget(`Postern cannot send to a URL that starts with "${scheme}:"`, 'Use http or https.')
  }
  throw badTarget(
    // The beginning of a long one may be the beginning of a secret, which nobody would know.
    `${text.length > LONGEST_SHOWN ? 'It' : `"${text}"`} is neither a path nor a whole URL`,
    'Start with / for a path of the profile, or with http:// or https://.',
  )
}

function parse(address: string): Target {
  const { scheme, authority } = splitUrl(address)
  const origin = checkedOrigin(`${scheme}://${authority}`)
  const path = requestPath(address).replace(ILLEGAL, encode)
  const url = origin + path
  return { url, origin, path, pathname: pathnameOf(url, path) }
}

/** Few hosts are ever used, and each again and again. */
const MAX_ORIGINS = 100
const origins = new Map<string, string>()

/**
 * The origin of the beginning of an address.
 * @throws PosternError bad-input
 */
export function checkedOrigin(address: string): string {
  const known = origins.get(address)
  if (known !== undefined) return known
  const origin = originOf(address)
  if (origin === null) throw badTarget('The URL names no valid host', 'Check its beginning.')
  if (splitUrl(address).authority.includes('@')) {
    throw badTarget(
      'The URL holds a user name or a password',
      'Send it in an Authorization header, which Postern keeps out of the history.',
    )
  }
  if (origins.size >= MAX_ORIGINS) origins.clear()
  origins.set(address, origin)
  return origin
}

function pathnameOf(url: string, path: string): string {
  if (/\/(\.|%2e)/i.test(path)) return new URL(url).pathname
  const mark = path.indexOf('?')
  return mark < 0 ? path : path.slice(0, mark)
}

/** As `encodeURIComponent`, but a lone half of a surrogate pair does not throw. */
function encode(text: string): string {
  return encodeURIComponent(
    text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd'),
  )
}

function badTarget(message: string, remedy: string): PosternError {
  return new PosternError('bad-input', `${message}.`, remedy)
}
