import type { Exchange } from '../contract/exchange.ts'
import { finalStatus } from '../contract/outcome.ts'
import type { Redacted } from '../contract/redacted.ts'
import { formatCount, plural } from '../contract/words.ts'
import { code, prose, table } from './markdown.ts'

interface Group {
  count: number
  status: string
  route: string
  headline: string
  first: string
  last: string
  /** Of the first exchange that has one. */
  traceId: string | null
}

/** Groups that are listed, the largest first. */
const MOST_LISTED = 100

/** What a bundle of many exchanges holds: those that ended alike are one row. */
export function createBundleSummary() {
  const groups = new Map<string, Group>()
  let total = 0

  return {
    add(exchange: Redacted<Exchange>): void {
      total += 1
      const { request, diagnosis, startedAt, attempts } = exchange
      const status = String(
        finalStatus(exchange) ?? attempts.at(-1)?.failure?.kind ?? exchange.outcome ?? '–',
      )
      const route = `${request.method} ${request.route}`
      const mark = JSON.stringify([status, route, diagnosis?.fingerprint ?? ''])
      const group = groups.get(mark)
      if (group) {
        group.count += 1
        group.last = startedAt
        group.traceId ??= diagnosis?.traceId ?? null
        return
      }
      const headline = diagnosis?.headline ?? ''
      const traceId = diagnosis?.traceId ?? null
      groups.set(mark, { count: 1, status, route, headline, first: startedAt, last: startedAt, traceId })
    },

    /** Empty for a single exchange, which says all itself. */
    text(): string {
      if (total < 2) return ''
      const largest = [...groups.values()].sort((one, other) => other.count - one.count)
      const rows = largest
        .slice(0, MOST_LISTED)
        .map(({ count, status, route, headline, first, last, traceId }) => [
          formatCount(count),
          status,
          code(route),
          prose(headline),
          first,
          last,
          traceId === null ? '' : code(traceId),
        ])
      const head = ['Times', 'Status', 'Route', 'First headline', 'First', 'Last', 'Trace ID']
      const more = largest.length - rows.length
      const rest = more > 0 ? `\nThe list leaves out ${plural(more, 'more kind')}.\n` : ''
      return `# Summary of ${formatCount(total)} exchanges\n\n${table(head, rows)}${rest}`
    },
  }
}
