import type { Claims } from '../../../app/contract/token.ts'

const MOST_IDS = 3

/** What a key may see, in a few words, such as `public · customers 7, 12`. */
export function claimsText({ keyType, companyIds, customerIds, siteIds }: Claims): string {
  const ids = (noun: string, list: readonly string[] | null) =>
    list === null || list.length === 0
      ? []
      : [`${noun} ${list.slice(0, MOST_IDS).join(', ')}${list.length > MOST_IDS ? ', …' : ''}`]
  return [
    ...(keyType === null ? [] : [keyType]),
    ...ids('company', companyIds),
    ...ids('customers', customerIds),
    ...ids('sites', siteIds),
  ].join(' · ')
}
