import { systemClock } from '../clock.ts'
import type { Exchange } from '../contract/exchange.ts'
import { toCurl } from '../exchangeFormats/curlExport.ts'
import { toHar } from '../exchangeFormats/harExport.ts'
import { toJsonLine } from '../exchangeFormats/jsonLines.ts'
import { createRedactor, type Redactor } from '../exchangeFormats/redaction.ts'
import { toSupportBundle } from '../exchangeFormats/supportBundle.ts'
import { numberOf, parse } from './arguments.ts'
import { exchangesOf, findMeant, openExistingHistory } from './historyFile.ts'
import { CommandError, EXIT, type Io } from './io.ts'

type Exchanges = AsyncIterable<Exchange>
type Format = (exchanges: Exchanges, redactor: Redactor, io: Io) => AsyncIterable<string>

const FORMATS: Record<string, Format> = {
  curl: (exchanges, redactor) => each(exchanges, '\n', (exchange) => toCurl(exchange, redactor)),
  har: (exchanges, redactor, io) => toHar(exchanges, redactor, { name: 'Postern', version: io.version }),
  jsonl: (exchanges, redactor) => each(exchanges, '', (exchange) => toJsonLine(exchange, redactor)),
  bundle: (exchanges, redactor, io) =>
    each(exchanges, '\n---\n\n', (exchange) =>
      toSupportBundle(exchange, redactor, {
        version: io.version,
        runtime: `Node ${process.versions.node}`,
        platform: `${io.platform} ${process.arch}`,
        now: systemClock.now(),
      }),
    ),
}

const MOST = 1_000_000
const USUAL_LIMIT = 10_000

export async function exportExchanges(args: string[], io: Io): Promise<number> {
  const { values, positionals } = parse(args, { format: { type: 'string' }, limit: { type: 'string' } })
  const name = values.format ?? ''
  const format = Object.hasOwn(FORMATS, name) ? FORMATS[name] : undefined
  if (!format) throw new CommandError(`--format is one of ${Object.keys(FORMATS).join(', ')}, not "${name}".`)
  const limit = values.limit === undefined ? USUAL_LIMIT : numberOf(values.limit, '--limit', MOST)
  const history = await openExistingHistory(io)
  try {
    const { ids, isAll } = await findMeant(history, positionals, limit)
    if (!isAll)
      io.stderr(`More than ${limit} match; the newest ${limit} are exported. --limit N takes more.\n`)
    // What the history holds was redacted when it was kept; what looks like a secret is looked for once more.
    for await (const piece of format(
      exchangesOf(history, ids),
      createRedactor(() => []),
      io,
    )) {
      io.stdout(piece)
      await io.drained?.()
      if (io.signal.aborted) return EXIT.noAnswer
    }
    return EXIT.success
  } finally {
    await history.close()
  }
}

async function* each(
  exchanges: Exchanges,
  between: string,
  text: (exchange: Exchange) => string,
): AsyncGenerator<string> {
  let separator = ''
  for await (const exchange of exchanges) {
    yield separator + text(exchange)
    separator = between
  }
}
