import { shallowRef, type ShallowRef } from 'vue'
import type { OperationInput } from '../../../app/operations/list.ts'
import type { ExchangeSummary, HistoryPage } from '../../../app/contract/summary.ts'
import { toUiError, type Async } from '../../api/async.ts'
import { mergePage, renewTop, upsert } from './summaries.ts'

const PAGE_SIZE = 200
/** So many rows stay while new ones come above; older ones are read again when they are scrolled to. */
const MOST_FOLLOWED = 5 * PAGE_SIZE

type PageWanted = Pick<OperationInput<'history:list'>, 'before' | 'limit'>

/** A list of exchanges that is read page by page, the newest first. */
export interface PagedList {
  readonly items: ShallowRef<readonly ExchangeSummary[]>
  readonly listing: ShallowRef<Async<true>>
  /** Where the next, older page begins; null at the end. */
  readonly next: ShallowRef<string | null>
  /** The last page that was read; null before the first. */
  readonly page: ShallowRef<HistoryPage | null>
  /** Reads from the beginning; what is shown stays until then, or goes at once when `isOther`. */
  begin(): Promise<void>
  loadMore(): Promise<void>
  /** Reads the newest page again, for what others have changed. What is in view stays there. */
  refresh(): Promise<void>
  /**
   * Takes in one exchange as it is now.
   * @param isFollowed whether the newest rows are those in view: only then do the oldest go, so that each event costs the
   * same however many came before
   * @returns whether it is new
   */
  put(summary: ExchangeSummary, isFollowed: boolean): boolean
  /** Puts other items in the place of those that are shown. */
  replace(items: readonly ExchangeSummary[]): void
  /** Empties it; what is being read is dropped. */
  clear(): void
}

/** `read` gives one page of the list as it is to be now. */
export function createPagedList(read: (page: PageWanted) => Promise<HistoryPage>): PagedList {
  const items = shallowRef<readonly ExchangeSummary[]>([])
  const listing = shallowRef<Async<true>>({ state: 'idle' })
  const next = shallowRef<string | null>(null)
  const page = shallowRef<HistoryPage | null>(null)
  /** A page that was asked for before the list began anew is dropped. */
  let turn = 0
  /** What came since a page was asked for, which may have been read before; null while none is asked for. */
  let since: Map<string, ExchangeSummary> | null = null

  async function load(
    before: string | null,
    join: (found: HistoryPage) => readonly ExchangeSummary[],
  ): Promise<void> {
    turn += 1
    const mine = turn
    const arrived = new Map<string, ExchangeSummary>()
    since = arrived
    try {
      const found = await read({ before, limit: PAGE_SIZE })
      if (mine !== turn) return
      page.value = found
      items.value = [...arrived.values()].reduce(upsert, join(found))
      listing.value = { state: 'ready', value: true }
    } catch (error) {
      if (mine === turn) listing.value = { state: 'failed', trouble: toUiError(error) }
    } finally {
      if (mine === turn) since = null
    }
  }

  return {
    items,
    listing,
    next,
    page,
    async begin() {
      listing.value = { state: 'loading' }
      await load(null, (found) => {
        next.value = found.next
        return found.items
      })
    },
    async loadMore() {
      const before = next.value
      if (before === null || listing.value.state !== 'ready') return
      listing.value = { state: 'loading' }
      await load(before, (found) => {
        next.value = found.next
        return mergePage(items.value, found.items)
      })
    },
    refresh: () =>
      load(null, (found) => {
        const renewed = renewTop(items.value, found.items)
        if (renewed === null) next.value = found.next
        return renewed ?? found.items
      }),
    put(summary, isFollowed) {
      since?.set(summary.id, summary)
      // One that left with the oldest rows is not new. Ids rise with the time of a request.
      const oldest = items.value.at(-1)
      if (next.value !== null && oldest !== undefined && summary.id < oldest.id) return false
      const all = upsert(items.value, summary)
      const isNew = all.length > items.value.length
      const isTooLong = isFollowed && all.length > MOST_FOLLOWED + PAGE_SIZE
      items.value = isTooLong ? all.slice(0, MOST_FOLLOWED) : all
      if (isTooLong) next.value = items.value.at(-1)?.id ?? null
      return isNew
    },
    replace(other) {
      items.value = other
    },
    clear() {
      turn += 1
      since = null
      items.value = []
      next.value = null
      page.value = null
      listing.value = { state: 'idle' }
    },
  }
}
