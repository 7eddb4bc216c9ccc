import type { HistoryPage } from '../contract/summary.ts'
import { PosternError } from '../contract/errors.ts'
import type { ExchangeSummary } from '../contract/summary.ts'
import { parseQuery } from '../query/parse.ts'
import type { Query } from '../query/query.ts'
import type { Annotations } from './annotations.ts'
import type { Found, Listed, Place } from './store.ts'
import type { WorkerClient } from './workerClient.ts'

export interface ListQuery {
  /** In the query language; null or left out for all. */
  query?: string | null | undefined
  /** Only exchanges that came before this one; null begins with the newest. */
  before: string | null
  limit: number
}

/** What a search finds. Its work is done in short parts, between which the history stays free for others. */
export interface Lookup {
  list(query: ListQuery): Promise<HistoryPage>
  /** Ids of what matches, in the order of the list: what arrived last comes first. `isAll` is false when there are more than `limit`. */
  ids(query: { query: string | null; limit: number }): Promise<{ ids: string[]; isAll: boolean }>
  /** Counts up to `limit` unless it is known at a look. */
  count(query: { query: string | null; limit: number }): Promise<{ count: number; isExact: boolean }>
}

/** Ids that one part brings at most. */
const PART = 1000

export function createLookup(current: () => Promise<WorkerClient>, now: () => number): Lookup {
  return {
    async list({ query: text, before, limit }) {
      const query = readQuery(text ?? '', now())
      const line = await current()
      const counts = await line.ask('counts', query)
      const items: ExchangeSummary[] = []
      const marks: Annotations = {}
      let position: number | null = null
      do {
        // One more than a page, to know whether another follows.
        const place: Place = { query, before, position, limit: limit + 1 - items.length }
        const part: Listed = await line.ask('list', place)
        items.push(...part.items)
        Object.assign(marks, part.marks)
        position = part.position
      } while (items.length <= limit && position !== null)
      const page = items.slice(0, limit)
      const isLast = items.length <= limit
      return {
        items: page,
        next: isLast ? null : (page.at(-1)?.id ?? null),
        total: counts.total,
        matching: counts.matching ?? (isLast && before === null ? page.length : null),
        marks,
      }
    },

    async ids({ query, limit }) {
      const ids: string[] = []
      for await (const part of parts(query, limit + 1)) ids.push(...part)
      return { ids: ids.slice(0, limit), isAll: ids.length <= limit }
    },

    async count({ query, limit }) {
      const { matching } = await (await current()).ask('counts', readQuery(query ?? '', now()))
      if (matching !== null) return { count: matching, isExact: true }
      let count = 0
      for await (const part of parts(query, limit + 1)) count += part.length
      return { count: Math.min(count, limit), isExact: count <= limit }
    },
  }

  async function* parts(text: string | null, limit: number): AsyncGenerator<string[]> {
    const query = readQuery(text ?? '', now())
    let left = limit
    let position: number | null = null
    do {
      const line = await current()
      const place: Place = { query, before: null, position, limit: Math.min(PART, left) }
      const part: Found = await line.ask('find', place)
      left -= part.ids.length
      position = part.position
      yield part.ids
    } while (left > 0 && position !== null)
  }
}

/** Throws a PosternError `bad-input` that says where the query is wrong. */
export function readQuery(text: string, now: number): Query {
  const { query, errors } = parseQuery(text, now)
  const [first] = errors
  if (!first) return query
  throw new PosternError('bad-input', first.message, `Write it like this: ${first.example}`)
}
