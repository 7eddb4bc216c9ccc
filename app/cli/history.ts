import { builtInCatalog } from '../catalog/catalog.ts'
import { historyList } from '../operations/history.ts'
import type { ExchangeSummary } from '../contract/summary.ts'
import { numberOf, parse } from './arguments.ts'
import { withTool } from './context.ts'
import { withHistory } from './historyFile.ts'
import { EXIT, type Io } from './io.ts'

const USUAL_LIMIT = 20
const MOST = 1000

export function history(args: string[], io: Io): Promise<number> {
  const { values, positionals } = parse(args, { limit: { type: 'string' }, json: { type: 'boolean' } })
  const limit = values.limit === undefined ? USUAL_LIMIT : numberOf(values.limit, '--limit', MOST)
  return withHistory(io, 'read', (kept) =>
    withTool(io, { catalog: builtInCatalog, history: kept }, async (context) => {
      const page = await historyList.run(context, { query: positionals.join(' '), before: null, limit })
      if (values.json) {
        io.stdout(`${JSON.stringify(page, null, 2)}\n`)
        return EXIT.success
      }
      io.stdout(page.items.map(line).join(''))
      if (page.items.length === 0) io.stderr('Nothing matches.\n')
      else if (page.next !== null) io.stderr(`There are more. --limit shows up to ${MOST}.\n`)
      return EXIT.success
    }),
  )
}

function line(row: ExchangeSummary): string {
  const { id, startedAt, status, code, failure, outcome, method, url, headline } = row
  const answer = status === null ? (failure ?? outcome ?? 'in progress') : String(status)
  const withCode = code === null || code === 0 ? answer : `${answer}/${code}`
  const path = url.replace(/^https?:\/\/[^/?#]*/i, '') || '/'
  // In UTC, as exports have it, and as a query takes it.
  const when = `${startedAt.slice(0, 19)}Z`
  const text = `${id}  ${when}  ${withCode.padEnd(8)}  ${method} ${path}`
  return `${headline === null ? text : `${text}  – ${headline}`}\n`
}
