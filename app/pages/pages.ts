import type { Exchange } from '../contract/exchange.ts'
import { nextPageUrl } from '../contract/nextPage.ts'
import type { PagesEnd } from '../contract/pages.ts'
import { isBlanked } from '../contract/recorded.ts'

export interface PagesResult {
  /** Those that succeeded, in order. */
  pages: Exchange[]
  end: PagesEnd
  /** The one that failed; null where none did. */
  failed: Exchange | null
}

interface PagesOptions {
  /** The first page; null sends one. */
  first: Exchange | null
  /** Sends a GET through the sender, which keeps the rate window, and gives the exchange when it has ended. */
  send(target: string): Promise<Exchange>
  target: string
  /** No list is followed further than this. */
  most: number
  isCancelled(): boolean
  /** Resolves when it may go on: at once, unless somebody has paused it. */
  mayGoOn?(): Promise<void>
  onPage(page: Exchange, count: number): void
}

/**
 * Follows a list from page to page by what each response says of the next one (the API's reference, "paging"), until it
 * names none. What names a page that was asked for before is not followed: it would never end.
 */
export async function fetchPages(options: PagesOptions): Promise<PagesResult> {
  const { send, most, isCancelled, mayGoOn = () => Promise.resolve(), onPage } = options
  const pages: Exchange[] = []
  const asked = new Set<string>()
  const ended = (end: PagesEnd, failed: Exchange | null = null) => ({ pages, end, failed })
  let { first, target } = options
  for (;;) {
    await mayGoOn()
    if (isCancelled()) return ended('cancelled')
    const page = first ?? (await send(target))
    first = null
    if (page.outcome !== 'success') return ended(isCancelled() ? 'cancelled' : 'failed', page)
    pages.push(page)
    asked.add(page.request.url)
    onPage(page, pages.length)
    const next = nextPageUrl(page)
    if (next === null) return ended('last')
    if (isBlanked(next)) return ended('redacted')
    if (asked.has(next)) return ended('circle')
    if (pages.length >= most) return ended('most')
    target = next
  }
}
