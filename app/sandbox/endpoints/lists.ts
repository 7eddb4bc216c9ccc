import type { Answer } from '../envelopes.ts'
import { takePage, type PageRequest } from '../paging.ts'
import type { Reader } from '../parameters.ts'
import type { Entry } from '../records/entry.ts'
import { isVisible } from '../scope.ts'
import type { Call } from './endpoint.ts'

const DEFAULT_LIMIT = 20
const MAX_LIMIT = 200

/** The paging parameters that every list takes (the API's reference, "paging"). */
export function readPage(query: Reader): PageRequest {
  // Only shown beside the id in a cursor; the id alone decides.
  query.text('referenceName')
  return {
    referenceId: query.integer('referenceId', { min: 0 }),
    direction: query.oneOf('direction', ['next', 'prev']) ?? 'next',
    limit: query.integer('limit', { max: MAX_LIMIT }) ?? DEFAULT_LIMIT,
  }
}

/** One page of what the key may see and the filter lets through. */
export function answerPage<T extends Entry>(
  call: Call,
  entries: readonly T[],
  page: PageRequest,
  isWanted: (entry: T) => boolean,
): Answer {
  const wanted = entries.filter((entry) => isVisible(call.scope, entry) && isWanted(entry))
  const { items, list } = takePage(wanted, page, call.path)
  return { data: items.map((entry) => call.changes.bodyOf(entry)), list }
}

/** Whether any of the texts holds what was searched for, in whatever case; no search finds everything. */
export function contains(search: string | null, ...texts: readonly string[]): boolean {
  return search === null || texts.some((text) => text.toLowerCase().includes(search.toLowerCase()))
}

/** The longest range of dates that a list looks through. */
export function readRange(query: Reader, maxDays: number): { from: number | null; to: number | null } {
  const from = query.time('startDate')
  const to = endOf(query)
  if (from !== null && to !== null && from > to) query.complain('startDate', 'must not be after endDate')
  const isTooLong = from !== null && to !== null && to - from > maxDays * DAY_MS
  if (isTooLong) query.complain('endDate', `must not be more than ${maxDays} days after startDate`)
  return { from, to }
}

const DAY_MS = 86_400_000

/** The range is inclusive: an end that is a date alone means the whole of that day. */
function endOf(query: Reader): number | null {
  const at = query.time('endDate')
  const isDateAlone = query.text('endDate')?.length === 'YYYY-MM-DD'.length
  return at !== null && isDateAlone ? at + DAY_MS - 1 : at
}
