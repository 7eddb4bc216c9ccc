import { shallowRef, type Ref, type ShallowRef } from 'vue'
import type { OperationInput } from '../../../app/operations/list.ts'
import type { ExchangeSummary, HistoryPage } from '../../../app/contract/summary.ts'
import { settle, type Async } from '../../api/async.ts'
import { createHeldRows } from './heldRows.ts'
import { mergePage, renewTop } from './summaries.ts'

const PAGE_SIZE = 200
/** The most that one call gives. */
const LARGEST_PAGE = 1000

type PageWanted = Pick<OperationInput<'history:list'>, 'before' | 'limit'>

/** A list of exchanges that is read page by page, the newest first. */
export interface PagedList {
  readonly items: ShallowRef<readonly ExchangeSummary[]>
  readonly listing: ShallowRef<Async<true>>
  /** Where the next, older page begins; null at the end. */
  readonly next: ShallowRef<string | null>
  /** The last page that was read; null before the first. */
  readonly page: ShallowRef<HistoryPage | null>
  /** How many new exchanges wait above the rows of a list that is held. */
  readonly waiting: Readonly<Ref<number>>
  /** Reads from the beginning; what is shown stays until then. */
  begin(): Promise<void>
  loadMore(): Promise<void>
  /** Reads what is left, as long as that is wanted. */
  loadAll(isWanted: () => boolean): Promise<void>
  /** Reads the newest page again, for what others have changed. */
  refresh(): Promise<void>
  /**
   * Takes in one exchange as it is now. While new rows are shown the oldest go, so that each event costs the same
   * however many came before.
   * @returns whether it is new
   */
  put(summary: ExchangeSummary): boolean
  /** Takes out what no longer belongs there; a list that is held keeps its rows until then. */
  drop(ids: readonly string[]): void
  /** While it is held new exchanges wait, so that no row moves under who reads them. */
  hold(isHeld: boolean): void
  isWaiting(id: string): boolean
  /** Shows what waits, whether it is held or not. */
  takeIn(): void
  /** Empties it; what is being read is dropped. */
  clear(): void
}

/** `read` gives one page of the list as it is to be now. */
export function createPagedList(read: (page: PageWanted) => Promise<HistoryPage>): PagedList {
  const listing = shallowRef<Async<true>>({ state: 'idle' })
  const page = shallowRef<HistoryPage | null>(null)
  const rows = createHeldRows()
  const { items, next } = rows
  /** A page that was asked for before the list began anew is dropped. */
  let turn = 0
  /** What came since a page was asked for, which may have been read before; null while none is asked for. */
  let since: Map<string, ExchangeSummary> | null = null

  /** The page that is being read. */
  let reading = Promise.resolve()

  function load(before: string | null, take: (found: HistoryPage) => void, limit = PAGE_SIZE): Promise<void> {
    reading = readPage(before, limit, take)
    return reading
  }

  async function readPage(
    before: string | null,
    limit: number,
    take: (found: HistoryPage) => void,
  ): Promise<void> {
    turn += 1
    const mine = turn
    const arrived = new Map<string, ExchangeSummary>()
    since = arrived
    const found = await settle(read({ before, limit }))
    if (mine !== turn) return
    since = null
    if (found.state === 'failed') {
      listing.value = found
      return
    }
    page.value = found.value
    take(found.value)
    for (const summary of arrived.values()) rows.put(summary)
    listing.value = { state: 'ready', value: true }
  }

  async function loadMore(limit = PAGE_SIZE): Promise<void> {
    const before = next.value
    if (before === null || listing.value.state !== 'ready') return
    listing.value = { state: 'loading' }
    await load(
      before,
      (found) => {
        next.value = found.next
        items.value = mergePage(items.value, found.items)
      },
      limit,
    )
  }

  return {
    items,
    listing,
    next,
    page,
    waiting: rows.waiting,
    async begin() {
      listing.value = { state: 'loading' }
      await load(null, (found) => {
        next.value = found.next
        rows.show(found.items)
      })
    },
    loadMore: () => loadMore(),
    async loadAll(isWanted) {
      await reading
      while (next.value !== null && isWanted() && listing.value.state === 'ready')
        await loadMore(LARGEST_PAGE)
    },
    refresh: () =>
      load(null, (found) => {
        const renewed = renewTop(rows.all(), found.items)
        if (renewed === null) next.value = found.next
        rows.show(renewed ?? found.items)
      }),
    put(summary) {
      since?.set(summary.id, summary)
      return rows.put(summary)
    },
    drop: rows.drop,
    hold: rows.hold,
    isWaiting: rows.isWaiting,
    takeIn: rows.takeIn,
    clear() {
      turn += 1
      since = null
      rows.clear()
      page.value = null
      listing.value = { state: 'idle' }
    },
  }
}
