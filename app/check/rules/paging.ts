import { nextPageUrl } from '../../contract/nextPage.ts'
import { splitTarget } from '../../contract/url.ts'
import { clip, isObject, parseJson } from '../../contract/values.ts'
import type { Call } from '../calls.ts'
import type { Trace } from '../trace.ts'
import type { CheckRule } from './rule.ts'

/** Parts of a query that name a page, and not the list. */
const OF_PAGE = new Set(['referenceid', 'referencename', 'direction', 'limit'])

interface Listed {
  call: Call
  /** Path and the parts of the query that select the list. */
  list: string
  /** The record that the page starts after; null for the first page. */
  reference: string | null
  isForward: boolean
}

function listedOf(call: Call): Listed | null {
  if (call.method !== 'GET' || call.isToken || !isList(call)) return null
  const { path, query } = splitTarget(call.url)
  const valueOf = (name: string) => query.find(([each]) => each.toLowerCase() === name)?.[1] ?? null
  const others = query.filter(([name]) => !OF_PAGE.has(name.toLowerCase())).map((pair) => pair.join('='))
  return {
    call,
    list: `${path}?${others.toSorted().join('&')}`,
    reference: valueOf('referenceid'),
    isForward: valueOf('direction') !== 'prev',
  }
}

/** A response of a list names pages, and what asks for a further page names a record. */
function isList({ exchange, url }: Call): boolean {
  return (exchange.envelope !== null && exchange.envelope.page !== null) || /[?&]referenceid=/i.test(url)
}

/** Calls for a list in the order in which they began, without those of which equal ones were in progress beside them. */
function listsIn({ chains }: Trace): Listed[] {
  return chains
    .filter(({ isAmbiguous }) => !isAmbiguous)
    .flatMap(({ calls }) => calls.flatMap((call) => listedOf(call) ?? []))
    .toSorted((a, b) => a.call.at - b.call.at)
}

export const failingPageFollowed: CheckRule = {
  name: 'failing-page-followed',
  severity: 'error',
  title: 'Follow no page that failed',
  says: 'On success, status.code is 0. Read status.code of a 200 before its data.',
  why: 'A page with another code has no records. A program that goes on from it loses them without notice.',
  change: 'Check that status.code is 0 before you read a page or ask for the next one.',
  sign: 'A call asks for the next page that a response with another code than 0 names.',
  needs: 'The API returns a page with a code other than 0 that names a next page.',
  seenBy: 'code-100-in-200',
  judge(trace, { saw, broke }) {
    /** The response that last named each page. */
    const namedBy = new Map<string, { at: number; code: number | null; isGood: boolean }[]>()
    for (const listed of listsIn(trace)) {
      const { call } = listed
      const named = namedBy.get(pageOf(call.url))?.findLast(({ at }) => at <= call.at)
      if (named && !named.isGood)
        broke(call, `Your program asked for the next page of a response with code ${named.code}.`)
      const { isLast, exchange } = call
      const code = isLast ? (exchange.envelope?.code ?? null) : null
      const next = isLast ? nextPageUrl(exchange) : null
      if (next === null) continue
      if (code !== null && code !== 0) saw(call)
      const page = pageOf(next)
      namedBy.set(page, [
        ...(namedBy.get(page) ?? []).slice(-MOST_NAMED),
        { at: call.endedAt, code, isGood: code === null || code === 0 },
      ])
    }
  },
}

const MOST_NAMED = 20

/** The same page, however its query is written. */
function pageOf(url: string): string {
  const { path, query } = splitTarget(url)
  const reference = query.find(([name]) => name.toLowerCase() === 'referenceid')
  const parts = query
    .filter(
      ([name]) =>
        reference === undefined || !['referencename', 'direction', 'limit'].includes(name.toLowerCase()),
    )
    .map((pair) => pair.join('='))
  return `${path}?${parts.toSorted().join('&')}`
}

export const pagingOff: CheckRule = {
  name: 'paging-off',
  severity: 'warning',
  title: 'Page by the id of the last item',
  says: 'The next page sends the id of the last item as referenceId.',
  why: 'Another id leaves records out, or brings some of them twice.',
  change:
    'Take nextPageParameter of the response unchanged, or the id of the last item, and stop where it is null.',
  sign: 'referenceId is no id of a last item, or the same page follows itself after a success.',
  needs: 'Your program reads the second page of a list.',
  seenBy: null,
  judge(trace, { saw, broke }) {
    const lists = new Map<string, { last: Listed | null; ids: Set<string>; unread: Call[] }>()
    for (const listed of listsIn(trace)) {
      const { call, list, reference, isForward } = listed
      const known = lists.get(list) ?? { last: null, ids: new Set<string>(), unread: [] }
      const { last, ids, unread } = known
      if (last && reference !== null && last.call.endedAt <= call.at) {
        saw(call)
        // Most lists have one page, whose items need no look.
        for (const each of unread.splice(0)) for (const id of lastIdsOf(each)) ids.add(id)
        const isTwice = last.reference === reference && last.isForward === isForward
        if (isTwice && last.call.kind === 'done')
          broke(call, 'Your program read the same page twice in a row.')
        else if (!isTwice && isForward && ids.size > 0 && !ids.has(reference))
          broke(call, `Your program sent referenceId ${clip(reference, 40)}, which is no id of a last item.`)
      }
      lists.set(list, { last: listed, ids, unread })
      unread.push(call)
    }
  },
}

/** What may be meant by the id of the last item: the page that the response names, and the plain fields of that item. */
function lastIdsOf({ attempt, exchange, isLast, kind }: Call): string[] {
  const { response } = attempt
  const next = isLast ? nextPageUrl(exchange) : null
  const named = next === null ? null : referenceIn(next)
  if (named !== null) return [named]
  if (kind !== 'done' || !response || response.truncated) return []
  const body = parseJson(response.body)
  const data = isObject(body) ? body.data : body
  const item: unknown = Array.isArray(data) ? data.at(-1) : null
  if (!isObject(item)) return []
  return Object.entries(item).flatMap(([name, value]) =>
    /id$/i.test(name) && (typeof value === 'number' || typeof value === 'string') ? [String(value)] : [],
  )
}

function referenceIn(url: string): string | null {
  return splitTarget(url).query.find(([name]) => name.toLowerCase() === 'referenceid')?.[1] ?? null
}
