import { SANDBOX_PROFILE } from '../../../app/contract/names.ts'
import { originIn } from '../../../app/contract/origin.ts'
import type { Profile } from '../../../app/contract/profile.ts'

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]'])

/**
 * What to put into the composer so that it asks again for a recorded URL: the path alone when it belongs to
 * the profile, so that the key goes along, else the whole URL. The sandbox listens on another port each time.
 */
export function targetOf(url: string, profile: Pick<Profile, 'id' | 'baseUrl'> | null): string {
  if (!URL.canParse(url) || profile === null) return url
  const parsed = new URL(url)
  const isOwn =
    originIn(url) === originIn(profile.baseUrl) ||
    (profile.id === SANDBOX_PROFILE && LOOPBACK.has(parsed.hostname))
  return isOwn ? parsed.pathname + parsed.search : url
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
