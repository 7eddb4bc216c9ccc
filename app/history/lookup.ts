import { PosternError } from '../contract/errors.ts'
import type { ExchangeSummary } from '../contract/summary.ts'
import { parseQuery } from '../query/parse.ts'
import type { Query } from '../query/query.ts'
import type { Annotations } from './annotations.ts'
import type { ListQuery } from './history.ts'
import type { Repository } from './repository.ts'
import type { Found, Listed } from './store.ts'

/** Longest part of a search. */
const SLICE_MS = 25
/** Ids that one part brings at most. */
const PART = 1000

type Wanted = { query: string | null; limit: number }

/** What a search finds. Its work is done in short parts, between which the thread answers others. */
export function createLookup(repository: Repository, now: () => number) {
  async function* parts({ query: text, limit }: Wanted): AsyncGenerator<string[]> {
    const query = readQuery(text ?? '', now())
    let left = limit
    let position: number | null = null
    do {
      const place = { query, before: null, position, limit: Math.min(PART, left) }
      const part: Found = repository.find(place, stopwatch())
      left -= part.ids.length
      position = part.position
      yield part.ids
      await yieldToOthers()
    } while (left > 0 && position !== null)
  }

  return {
    async list({ query: text, before, limit }: ListQuery) {
      const query = readQuery(text ?? '', now())
      const [total, matching] = [repository.total(), repository.quickCount(query)]
      const items: ExchangeSummary[] = []
      const marks: Annotations = {}
      let position: number | null = null
      do {
        // One more than a page, to know whether another follows.
        const place = { query, before, position, limit: limit + 1 - items.length }
        const part: Listed = repository.list(place, stopwatch())
        items.push(...part.items)
        Object.assign(marks, part.annotations)
        position = part.position
        if (position !== null) await yieldToOthers()
      } while (items.length <= limit && position !== null)
      const page = items.slice(0, limit)
      const isLast = items.length <= limit
      return {
        items: page,
        next: isLast ? null : (page.at(-1)?.id ?? null),
        total,
        matching: matching ?? (isLast && before === null ? page.length : null),
        marks,
      }
    },

    async ids({ query, limit }: Wanted) {
      const ids: string[] = []
      for await (const part of parts({ query, limit: limit + 1 })) ids.push(...part)
      return { ids: ids.slice(0, limit), isAll: ids.length <= limit }
    },

    async count({ query, limit }: Wanted) {
      const matching = repository.quickCount(readQuery(query ?? '', now()))
      if (matching !== null) return { count: matching, isExact: true }
      let count = 0
      for await (const part of parts({ query, limit: limit + 1 })) count += part.length
      return { count: Math.min(count, limit), isExact: count <= limit }
    },
  }
}

/** Lets what has been asked meanwhile come first. */
export function yieldToOthers(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

function stopwatch(): () => boolean {
  const end = performance.now() + SLICE_MS
  return () => performance.now() > end
}

/** @throws PosternError bad-input, which says where the query is wrong */
function readQuery(text: string, now: number): Query {
  const { query, errors } = parseQuery(text, now)
  const [first] = errors
  if (!first) return query
  throw new PosternError('bad-input', first.message, `Write it like this: ${first.example}`)
}
