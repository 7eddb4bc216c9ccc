import type { Claims } from '../../../app/contract/token.ts'
import { formFor, listed } from '../../../app/contract/words.ts'

const MOST_IDS = 3
/** In a column there is room for more. */
const MOST_IN_COLUMN = 8

export const CLAIM_COLUMNS = ['KeyType', 'Company', 'Customers', 'Sites'] as const

/** What stands in each of the columns. */
export function columnsOf({ keyType, companyIds, customerIds, siteIds }: Claims): string[] {
  const ids = (list: readonly string[] | null) => (list === null ? 'any' : idsText(list))
  return [keyType ?? 'any', ids(companyIds), ids(customerIds), ids(siteIds)]
}

function idsText(list: readonly string[]): string {
  return list.length > MOST_IN_COLUMN ? listed(list, MOST_IN_COLUMN) : list.join(', ')
}

/** What a key may see, in a few words, such as `public · customers 7, 12`. */
export function claimsText({ keyType, companyIds, customerIds, siteIds }: Claims): string {
  const ids = (noun: string, list: readonly string[] | null) =>
    list === null || list.length === 0
      ? []
      : [`${noun} ${list.slice(0, MOST_IDS).join(', ')}${list.length > MOST_IDS ? ', …' : ''}`]
  return [
    ...(keyType === null ? [] : [keyType]),
    ...ids(formFor(companyIds?.length ?? 0, 'company', 'companies'), companyIds),
    ...ids(formFor(customerIds?.length ?? 0, 'customer'), customerIds),
    ...ids(formFor(siteIds?.length ?? 0, 'site'), siteIds),
  ].join(' · ')
}
