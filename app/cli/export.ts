import { builtInCatalog } from '../catalog/catalog.ts'
import { EXPORT_FORMATS } from '../contract/exportFormats.ts'
import { exportWrite } from '../operations/exporting.ts'
import { numberOf, parse } from './arguments.ts'
import { withTool } from './context.ts'
import { findMeant, withHistory } from './historyFile.ts'
import { CommandError, EXIT, type Io } from './io.ts'

const MOST = 1_000_000
const USUAL_LIMIT = 10_000

export function exportExchanges(args: string[], io: Io): Promise<number> {
  const { values, positionals } = parse(args, { format: { type: 'string' }, limit: { type: 'string' } })
  const name = values.format ?? ''
  const format = EXPORT_FORMATS.find((known) => known === name)
  if (!format) throw new CommandError(`--format is one of ${EXPORT_FORMATS.join(', ')}, not "${name}".`)
  const limit = values.limit === undefined ? USUAL_LIMIT : numberOf(values.limit, '--limit', MOST)
  return withHistory(io, 'read', (history) =>
    withTool(io, { catalog: builtInCatalog, history }, async (context) => {
      const { ids, isAll } = await findMeant(history, positionals, limit)
      if (!isAll)
        io.stderr(`More than ${limit} match. Postern exports the newest ${limit}. --limit N takes more.\n`)
      const { isWhole } = await exportWrite.run(context, { ids, format })
      return isWhole ? EXIT.success : EXIT.noAnswer
    }),
  )
}
