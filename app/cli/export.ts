import { systemClock } from '../clock.ts'
import { EXPORT_FORMATS } from '../contract/exportFormats.ts'
import { createRedactor } from '../recorder/redact.ts'
import { written } from '../formats/writers.ts'
import { numberOf, parse } from './arguments.ts'
import { exchangesOf, findMeant, openExistingHistory } from './historyFile.ts'
import { CommandError, EXIT, type Io } from './io.ts'

const MOST = 1_000_000
const USUAL_LIMIT = 10_000

export async function exportExchanges(args: string[], io: Io): Promise<number> {
  const { values, positionals } = parse(args, { format: { type: 'string' }, limit: { type: 'string' } })
  const name = values.format ?? ''
  const format = EXPORT_FORMATS.find((known) => known === name)
  if (!format) throw new CommandError(`--format is one of ${EXPORT_FORMATS.join(', ')}, not "${name}".`)
  const limit = values.limit === undefined ? USUAL_LIMIT : numberOf(values.limit, '--limit', MOST)
  const history = await openExistingHistory(io)
  try {
    const { ids, isAll } = await findMeant(history, positionals, limit)
    if (!isAll)
      io.stderr(`More than ${limit} match; the newest ${limit} are exported. --limit N takes more.\n`)
    // What the history holds was redacted when it was kept; what looks like a secret is looked for once more.
    const around = {
      version: io.version,
      runtime: `Node ${process.versions.node}`,
      platform: `${io.platform} ${process.arch}`,
      now: systemClock.now(),
    }
    const redactor = createRedactor(() => [])
    for await (const piece of written(format, exchangesOf(history, ids), redactor, around)) {
      io.stdout(piece)
      await io.drained?.()
      if (io.signal.aborted) return EXIT.noAnswer
    }
    return EXIT.success
  } finally {
    await history.close()
  }
}
