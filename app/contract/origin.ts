import { SANDBOX_PROFILE } from './names.ts'
import type { Profile } from './profile.ts'
import { isLoopback, originOf } from './url.ts'

/** The origin that a target, a path or a whole URL, leads to from a base URL; null where it cannot be told. */
export function targetOrigin(target: string, baseUrl: string): string | null {
  const text = target.trim()
  return originOf(text.startsWith('/') ? baseUrl : text)
}

/** The profile whose API a URL belongs to; of several the first. */
export function profileAt<P extends Pick<Profile, 'baseUrl'>>(url: string, profiles: readonly P[]): P | null {
  const origin = originOf(url)
  return profiles.find(({ baseUrl }) => origin !== null && originOf(baseUrl) === origin) ?? null
}

/**
 * Whether a URL is one of the profile's API. `sentWith` is the key of a recorded exchange: the sandbox has another port
 * after every start, and a key of its own went nowhere else.
 */
export function isUrlOf(
  url: string,
  { id, baseUrl }: Pick<Profile, 'id' | 'baseUrl'>,
  sentWith: string | null = null,
): boolean {
  const origin = originOf(url)
  if (origin === null) return false
  return origin === originOf(baseUrl) || (id === SANDBOX_PROFILE && sentWith !== null && isLoopback(origin))
}

/**
 * The profile for which a recorded request is sent again: its own, else the one whose API it asks. What was brought in
 * has none of its own.
 */
export function profileAgain<P extends Pick<Profile, 'id' | 'baseUrl'>>(
  { profile, url }: { profile: string | null; url: string },
  profiles: readonly P[],
): P | null {
  return profiles.find(({ id }) => id === profile) ?? profileAt(url, profiles)
}
