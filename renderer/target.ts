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
  const isOwn = isAt(parsed, profile) || (profile.id === SANDBOX_PROFILE && LOOPBACK.has(parsed.hostname))
  return isOwn ? parsed.pathname + parsed.search : url
}

function isAt(url: URL, { baseUrl }: Pick<Profile, 'baseUrl'>): boolean {
  return URL.canParse(baseUrl) && new URL(baseUrl).origin === url.origin
}

/** The profile whose API a URL belongs to; of several the first. */
export function profileAt<P extends Pick<Profile, 'baseUrl'>>(url: string, profiles: readonly P[]): P | null {
  return (URL.canParse(url) ? profiles.find((profile) => isAt(new URL(url), profile)) : undefined) ?? null
}

/**
 * What is worth its room in a dense list: path and query without the part that all of the API's paths share;
 * for another host, the host too.
 */
export function shortTarget(url: string, profile: Pick<Profile, 'id' | 'baseUrl'> | null): string {
  const target = targetOf(url, profile)
  return target.startsWith('/')
    ? target.replace(/^\/api(?:\/external)?(?=\/)/, '')
    : target.replace(/^https?:\/\//, '')
}
