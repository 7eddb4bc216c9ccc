import { isAbsolute, join, relative } from 'node:path'

export const SCHEME = 'postern-app'
export const PAGE_ORIGIN = `${SCHEME}://window`

/** Nothing from elsewhere, nothing inline: the page is made only of its own files. */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self' data:",
  "connect-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ')

/**
 * The file below `root` that a URL of the page's scheme means; null when it means anything else.
 * Decoded once, as the loader would: a second layer of encoding stays part of the name.
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
