import { PRESETS } from '../contract/presets.ts'
import type { Profile } from '../contract/profile.ts'
import { splitTarget } from '../contract/url.ts'

/** The profiles of the API's regions: each has keys, tokens and records of its own. */
const REGIONS = PRESETS.filter(({ baseUrl }) => baseUrl.startsWith('https://')).map((profile) => ({
  profile,
  host: splitTarget(profile.baseUrl).host ?? '',
  domain: profile.baseUrl.split('gateway-api.')[1] ?? profile.baseUrl,
}))

/** `AU` and `UK`, as a text may name a region. */
const SHORT: Readonly<Record<string, RegExp>> = {
  'guardhouse-au': /\b(?:au|australian?)\b/i,
  'guardhouse-uk': /\b(?:uk|united kingdom)\b/i,
}

/** The region that a request went to; undefined for any other host. */
export function regionAt(host: string | null): Profile | undefined {
  return REGIONS.find((each) => each.host === host)?.profile
}

/** A region that a text names, by its domain or its short name, other than the given one. */
export function otherRegionIn(text: string, here: Profile | undefined): Profile | undefined {
  return REGIONS.find(
    ({ profile, domain }) =>
      profile !== here &&
      (new RegExp(String.raw`\b${domain.replaceAll('.', String.raw`\.`)}(?![\w.-])`, 'i').test(text) ||
        SHORT[profile.id]?.test(text)),
  )?.profile
}
