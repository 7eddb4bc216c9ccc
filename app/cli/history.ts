import type { ExchangeSummary } from '../contract/summary.ts'
import { numberOf, parse } from './arguments.ts'
import { openExistingHistory } from './historyFile.ts'
import { EXIT, type Io } from './io.ts'
import { printable } from './print.ts'

const USUAL_LIMIT = 20
const MOST = 1000

export async function history(args: string[], io: Io): Promise<number> {
  const { values, positionals } = parse(args, { limit: { type: 'string' }, json: { type: 'boolean' } })
  const limit = values.limit === undefined ? USUAL_LIMIT : numberOf(values.limit, '--limit', MOST)
  const kept = await openExistingHistory(io)
  try {
    const page = await kept.list({ query: positionals.join(' '), before: null, limit })
    if (values.json) {
      io.stdout(`${JSON.stringify(page, null, 2)}\n`)
      return EXIT.success
    }
    io.stdout(page.items.map(line).join(''))
    if (page.items.length === 0) io.stderr('Nothing matches.\n')
    else if (page.next !== null) io.stderr(`There are more; --limit shows up to ${MOST}.\n`)
    return EXIT.success
  } finally {
    await kept.close()
  }
}

function line(row: ExchangeSummary): string {
  const { id, startedAt, status, code, failure, outcome, method, url, headline } = row
  const answer = status === null ? (failure ?? outcome ?? 'under way') : String(status)
  const withCode = code === null || code === 0 ? answer : `${answer}/${code}`
  const path = url.replace(/^https?:\/\/[^/?#]*/i, '') || '/'
  const when = startedAt.slice(0, 19).replace('T', ' ')
  const text = `${id}  ${when}  ${withCode.padEnd(8)}  ${method} ${path}`
  return `${printable(headline === null ? text : `${text}  – ${headline}`)}\n`
}
