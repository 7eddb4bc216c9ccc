import { SANDBOX_PROFILE } from '../app/contract/names.ts'
import type { Profile } from '../app/contract/profile.ts'

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]'])

/**
 * What to put into the composer so that it asks again for a recorded URL: the path alone when it belongs to
 * the profile, so that the key goes along, else the whole URL. The sandbox listens on another port each time.
 */
export function targetOf(url: string, profile: Pick<Profile, 'id' | 'baseUrl'> | null): string {
  if (!URL.canParse(url) || profile === null) return url
  const parsed = new URL(url)
  const isOwn =
    (URL.canParse(profile.baseUrl) && new URL(profile.baseUrl).origin === parsed.origin) ||
    (profile.id === SANDBOX_PROFILE && LOOPBACK.has(parsed.hostname))
  return isOwn ? parsed.pathname + parsed.search : url
}

/** Path and query of a URL without the part that all of the API's paths share, for dense lists. */
export function shortPath(url: string): string {
  if (!URL.canParse(url)) return url
  const { pathname, search } = new URL(url)
  return pathname.replace(/^\/api(?:\/external)?(?=\/)/, '') + search
}

/** Path and query of a URL; the text itself when it is none. */
export function fullPath(url: string): string {
  if (!URL.canParse(url)) return url
  const { pathname, search } = new URL(url)
  return pathname + search
}
