import type { Profile } from './profile.ts'

const USUAL_PORT: Record<string, string> = { https: ':443', http: ':80' }

/** Scheme, host and port of an address, written as the sender records them; null for a path alone. */
export function originIn(url: string): string | null {
  const [, scheme, host] = /^(https?):\/\/([^/?#]+)/.exec(url.slice(0, MOST).toLowerCase()) ?? []
  if (scheme === undefined || host === undefined) return null
  const port = USUAL_PORT[scheme] ?? ''
  return `${scheme}://${host.endsWith(port) ? host.slice(0, -port.length) : host}`
}

/** No host is longer. */
const MOST = 400

/** The profile whose API a URL belongs to; of several the first. */
export function profileAt<P extends Pick<Profile, 'baseUrl'>>(url: string, profiles: readonly P[]): P | null {
  const origin = originIn(url)
  return profiles.find(({ baseUrl }) => origin !== null && originIn(baseUrl) === origin) ?? null
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
