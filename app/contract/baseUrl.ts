import { isLoopback, splitUrl } from './url.ts'

const HOST = /^(?:\[[\da-f:.]+\]|[a-z\d](?:[a-z\d._-]*[a-z\d])?\.?)(?::\d{1,5})?$/i
/** Hosts of a network of one's own seldom have TLS (RFC 1918). */
const PRIVATE = /^(?:10|127|192\.168|172\.(?:1[6-9]|2\d|3[01]))\.[\d.]+(?::\d+)?$/
/** What every path of the API begins with: it is no part of a base URL. */
const OF_THE_API = /\/api\/(?:external|token)(?:\/.*)?$/i

/**
 * The base URL that somebody means who typed something close to one: without a scheme, with a user, a query or the path of an
 * endpoint. Null where nothing is to be mended, or nobody can tell.
 */
export function mendedBaseUrl(typed: string): string | null {
  const text = typed.trim()
  const [, scheme, rest = ''] = /^(?:(https?):[/\\]{0,3})?(.*)$/i.exec(text) ?? []
  if (scheme === undefined && /^[a-z][a-z\d+.-]*:\/\//i.test(text)) return null
  const [start = ''] = rest.split(/[?#]/)
  const [authority = '', ...segments] = start.split(/[/\\]/)
  const host = authority.slice(authority.lastIndexOf('@') + 1).toLowerCase()
  const isPlain = isLoopback(host) || PRIVATE.test(host)
  // Without a scheme, a port or a dot it may be the beginning of a word.
  if (!HOST.test(host) || (scheme === undefined && !isPlain && !/[.:]/.test(host))) return null
  const path = segments.map((segment) => `/${segment}`).join('')
  const kept = path.replace(OF_THE_API, '').replace(/\/+$/, '')
  const mended = `${scheme?.toLowerCase() ?? (isPlain ? 'http' : 'https')}://${host}${kept}`
  return mended === text.replace(/\/+$/, '') ? null : mended
}

/** How a path of the API is sent, where the base URL has a path of its own; null where it has none. */
export function pathOfBase(baseUrl: string): string | null {
  const { path } = splitUrl(baseUrl.trim())
  return path === '' || path === '/' ? null : path.replace(/\/+$/, '')
}
