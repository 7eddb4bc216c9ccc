import { isUrlOf } from '../../../app/contract/origin.ts'
import type { Profile } from '../../../app/contract/profile.ts'
import { pathBelow } from '../../../app/contract/url.ts'

/**
 * What to put into the composer so that it asks again for a recorded URL: the path alone when it belongs to
 * the profile, so that the key goes along, else the whole URL. `sentWith` is the key that it was sent with.
 */
export function targetOf(
  url: string,
  profile: Pick<Profile, 'id' | 'baseUrl'> | null,
  sentWith: string | null = null,
): string {
  return profile !== null && isUrlOf(url, profile, sentWith) ? (pathBelow(url, profile.baseUrl) ?? url) : url
}

/**
 * What is worth its room in a dense list: path and query without the part that all of the API's paths share;
 * for another host, the host too.
 */
export function shortTarget(
  url: string,
  profile: Pick<Profile, 'id' | 'baseUrl'> | null,
  sentWith: string | null = null,
): string {
  const target = targetOf(url, profile, sentWith)
  return target.startsWith('/')
    ? target.replace(/^\/api(?:\/external)?(?=\/)/, '')
    : target.replace(/^https?:\/\//, '')
}
