import { originOf } from '../../../app/contract/url.ts'
import type { Profile } from '../../../app/contract/profile.ts'
import { call } from '../../api/bridge.ts'

const MOST_READ = 500
const MOST_SHOWN = 4

/** Hosts that the newest exchanges and the offered keys went to, and no profile has yet. */
export async function knownAddresses(profiles: readonly Profile[]): Promise<string[]> {
  const own = new Set(profiles.map(({ baseUrl }) => originOf(baseUrl)))
  try {
    const { items } = await call('history:list', { before: null, limit: MOST_READ })
    const offers = await call('import:offers', undefined)
    const origins = [...offers.map(({ origin }) => origin), ...items.map(({ url }) => originOf(url))]
    return [...new Set(origins)]
      .filter((origin): origin is string => origin !== null && !own.has(origin))
      .slice(0, MOST_SHOWN)
  } catch {
    // A suggestion less.
    return []
  }
}
