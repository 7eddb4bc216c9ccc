import { MOST_PAGES, PAGES_END_TEXTS } from '../contract/pages.ts'
import { plural } from '../contract/words.ts'
import { toCsv } from '../formats/csv.ts'
import { recordsOf } from '../formats/records.ts'
import type { History } from '../history/history.ts'
import type { OperationOutput } from '../operations/list.ts'
import { pagesDeliver } from '../operations/pages.ts'
import { catalogFrom, headerOf, numberOf, parse, withQuery } from './arguments.ts'
import { withTool } from './context.ts'
import { exitCodeOf } from './exitCode.ts'
import { notKept, openKeptHistory } from './historyFile.ts'
import { CommandError, EXIT, type Io } from './io.ts'
import { checkTogether, openOrigin, SEND_OPTIONS } from './origin.ts'
import { explanation } from './print.ts'
import { tellingParts } from './telling.ts'

const { data: _data, idempotent: _idempotent, json: _json, 'secret-to': _secretTo, ...SENDING } = SEND_OPTIONS
const OPTIONS = { ...SENDING, format: { type: 'string' }, most: { type: 'string' } } as const

type Found = OperationOutput<'pages:deliver'>

/** Gets all pages of a list, and writes their records. */
export async function pages(args: string[], io: Io): Promise<number> {
  const { values, positionals } = parse(args, OPTIONS)
  const [path, extra] = positionals
  if (path === undefined || extra !== undefined)
    throw new CommandError('pages takes the path of one list. Example: pages /api/external/staffs')
  const { format = 'csv' } = values
  if (format !== 'csv' && format !== 'jsonl')
    throw new CommandError(`--format is csv or jsonl, not "${format}".`)
  checkTogether(values)
  const most = values.most === undefined ? MOST_PAGES : numberOf(values.most, '--most', MOST_PAGES)
  const catalog = await catalogFrom(values.catalog)
  const origin = await openOrigin(values, io, null)
  let history: History | null = null
  try {
    if (values.keep) history = await openKeptHistory(io)
    const telling = tellingParts({ io, isQuiet: false, secret: origin.secret, ...origin.token })
    const found = await withTool(io, { catalog, history, ...telling }, (context) =>
      pagesDeliver.run(context, {
        profile: origin.profile,
        key: origin.key,
        ...origin.token,
        target: withQuery(path, values.query ?? []),
        headers: (values.header ?? []).map(headerOf),
        most,
      }),
    )
    const code = tell(found, format, io)
    return history && !(await history.close()) ? notKept(io) : code
  } finally {
    await history?.close()
    await origin.close()
  }
}

function tell({ pages: whole, end, failed }: Found, format: 'csv' | 'jsonl', io: Io): number {
  const records = whole.flatMap((page) => recordsOf(page) ?? [])
  io.stdout(format === 'csv' ? toCsv(records) : whole.map((page) => `${JSON.stringify(page)}\n`).join(''))
  io.stderr(
    `${plural(records.length, 'record')} on ${plural(whole.length, 'page')}. ${PAGES_END_TEXTS[end]}`.trim() +
      '\n',
  )
  if (failed) {
    io.stderr(explanation(failed, io.columns))
    return exitCodeOf(failed)
  }
  return end === 'last' ? EXIT.success : EXIT.noAnswer
}
