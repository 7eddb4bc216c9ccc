import { computed, shallowRef, type Ref } from 'vue'
import { withBeginnings, type Beginnings } from '../../../app/query/beginnings.ts'
import { call } from '../../api/bridge.ts'
import type { PagedList } from './pagedList.ts'

const MOST_COUNTED = 10_000
/** With so few found, it may be that a word was meant to go on. */
const FEW = 20

interface Count {
  readonly count: number
  readonly isExact: boolean
}

/** How many exchanges match the query of a list. A count of an earlier query is dropped, and one that fails is told nowhere. */
export function createMatchCount(
  query: Readonly<Ref<string>>,
  { page, listing }: Pick<PagedList, 'page' | 'listing'>,
) {
  const counted = shallowRef<Count | null>(null)
  /** What words that only begin so would find, where that is more. */
  const beginnings = shallowRef<(Beginnings & Count) | null>(null)

  const matching = computed(() => {
    const atOnce = page.value?.matching
    return counted.value ?? (typeof atOnce === 'number' ? { count: atOnce, isExact: true } : null)
  })

  async function count(): Promise<void> {
    const asked = query.value
    if (asked === '' || listing.value.state !== 'ready') return
    const result = await countOf(asked)
    if (asked === query.value && result !== null) counted.value = result
  }

  async function countBeginnings(): Promise<void> {
    const asked = query.value
    const found = matching.value
    const wider = withBeginnings(asked)
    if (wider === null || found === null || found.count > FEW) return
    const result = await countOf(wider.query)
    if (asked === query.value && result !== null && result.count > found.count)
      beginnings.value = { ...wider, ...result }
  }

  function countOf(wanted: string): Promise<Count | null> {
    return call('history:count', { query: wanted, limit: MOST_COUNTED }).catch(() => null)
  }

  function clear(): void {
    counted.value = null
    beginnings.value = null
  }

  /** After a search, whose page may have told the count already. */
  async function countAnew(): Promise<void> {
    if (matching.value === null) await count()
    await countBeginnings()
  }

  return { matching, beginnings, clear, count, countAnew }
}
