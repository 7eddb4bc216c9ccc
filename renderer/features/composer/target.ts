import { isUrlOf, profileAgain, targetOrigin } from '../../../app/contract/origin.ts'
import type { Profile } from '../../../app/contract/profile.ts'
import { originOf, pathBelow } from '../../../app/contract/url.ts'

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

/** Whether what is typed as a target leads to the host of the profile. */
export function isOfProfile(target: string, { baseUrl }: Pick<Profile, 'baseUrl'>): boolean {
  const origin = targetOrigin(target, baseUrl)
  return origin !== null && origin === originOf(baseUrl)
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
  return target.startsWith('/') ? withoutPrefix(target) : target.replace(/^https?:\/\//, '')
}

/** All of the API's paths share it. */
function withoutPrefix(path: string): string {
  return path.replace(/^\/api(?:\/external)?(?=\/)/, '')
}

/**
 * Where a recorded request went, by the name of the profile or else by its host, and the path that was asked for there.
 * What a file has brought belongs to the profile whose host it names.
 */
export function placeOf(
  { profile: id, url, key }: { readonly profile: string; readonly url: string; readonly key: string | null },
  profiles: readonly Pick<Profile, 'id' | 'name' | 'baseUrl'>[],
): { readonly place: string; readonly path: string } {
  const profile = profileAgain({ profile: id, url }, profiles)
  const target = targetOf(url, profile, key)
  if (profile && target.startsWith('/')) return { place: profile.name, path: withoutPrefix(target) }
  if (!URL.canParse(url)) return { place: '', path: url }
  const { host, origin } = new URL(url)
  return { place: host, path: withoutPrefix(url.slice(url.indexOf(origin) + origin.length) || '/') }
}

/** Where these requests went. URLs are taken apart once for each host: there may be thousands. */
export function placesOf(
  recorded: readonly Parameters<typeof placeOf>[0][],
  profiles: Parameters<typeof placeOf>[1],
): ReadonlySet<string> {
  const hosts = new Map(
    recorded.map((each) => {
      const host = each.url.slice(0, each.url.indexOf('/', 'https://'.length))
      return [`${each.profile} ${each.key ?? ''} ${host}`, each]
    }),
  )
  return new Set([...hosts.values()].map((each) => placeOf(each, profiles).place))
}

const MOST_KEPT = 12

/** A path in two: where it does not fit, the first is cut at its end. The second has the id that tells rows apart. */
export function halvesOf(path: string): [head: string, tail: string] {
  const last = path.slice(Math.max(path.search(/[/?&=][^/?&=]*$/), 0))
  const isId = /\d/.test(last) && last.length <= MOST_KEPT
  const at = path.length - (isId ? last.length : MOST_KEPT)
  return at <= 0 ? [path, ''] : [path.slice(0, at), path.slice(at)]
}
