import { PRESETS } from '../contract/presets.ts'
import type { Profile } from '../contract/profile.ts'
import { splitTarget } from '../contract/url.ts'

/** How a text may name a region in short. */
const SHORT: Readonly<Record<string, string>> = {
  'guardhouse-au': 'au|australian?',
  'guardhouse-uk': 'uk|united kingdom',
}

/** The profiles of the API's regions: each has keys, tokens and records of its own. */
const REGIONS = PRESETS.filter(({ baseUrl }) => baseUrl.startsWith('https://')).map((profile) => {
  const domain = (profile.baseUrl.split('gateway-api.')[1] ?? profile.baseUrl).replaceAll('.', String.raw`\.`)
  const names = String.raw`\b(?:${domain}(?![\w-]|\.\w)|(?:${SHORT[profile.id] ?? domain})\b)`
  return { profile, host: splitTarget(profile.baseUrl).host, isNamed: new RegExp(names, 'i') }
})

/** The region that a request went to; undefined for any other host. */
export function regionAt(host: string | null): Profile | undefined {
  return REGIONS.find((each) => each.host === host)?.profile
}

/** A region that a text names, by its domain or its short name, other than the given one. */
export function otherRegionIn(text: string, here: Profile): Profile | undefined {
  return REGIONS.find(({ profile, isNamed }) => profile !== here && isNamed.test(text))?.profile
}
