import { extname, isAbsolute, join, relative } from 'node:path'

export const SCHEME = 'postern-app'
export const PAGE_ORIGIN = `${SCHEME}://window`

/** The page consists of its own files: nothing is loaded from elsewhere, and nothing is inline. */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self'",
  "connect-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ')

/** Media types by file ending; files with another ending are not served. */
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
}

export function typeOf(file: string): string | null {
  const ending = extname(file).toLowerCase()
  return Object.hasOwn(TYPES, ending) ? (TYPES[ending] ?? null) : null
}

/** Scheme and host of an address. Not `URL.origin`, which is "null" for schemes of our own. */
export function siteOf(address: string): string | null {
  if (!URL.canParse(address)) return null
  const { protocol, host } = new URL(address)
  return `${protocol}//${host}`
}

/**
 * The file below `root` that a URL of the page's scheme names; null for any other URL. The path is decoded once, as the
 * loader does: a second layer of encoding stays part of the name.
 */
export function fileFor(url: string, root: string): string | null {
  if (!URL.canParse(url)) return null
  const { protocol: scheme, host, pathname } = new URL(url)
  if (scheme !== `${SCHEME}:` || host !== 'window') return null
  let path: string
  try {
    path = decodeURIComponent(pathname)
  } catch {
    return null
  }
  if (path.includes('\0') || path.includes('\\')) return null
  const file = join(root, path === '/' ? 'index.html' : path)
  const inside = relative(root, file)
  return inside === '' || inside.startsWith('..') || isAbsolute(inside) ? null : file
}
