import { issueSentence } from '../contract/issueSentence.ts'
import { COMMAND_LINE_OPERATIONS } from '../operations/list.ts'
import { BadInput } from '../operations/operation.ts'
import { jsonOf, parse } from './arguments.ts'
import { withTool } from './context.ts'
import { withHistory } from './historyFile.ts'
import { CommandError, EXIT, type Io } from './io.ts'
import { keptCatalog, openKeptSettings } from './settingsFile.ts'

/** Carries out an operation by its own name, such as `history:usage`: JSON in, JSON out. */
export async function runOperation(name: string, args: string[], io: Io): Promise<number> {
  const operation = COMMAND_LINE_OPERATIONS.get(name)
  if (!operation) throw new CommandError(`There is no operation "${name}". postern schema lists them.`)
  const { positionals } = parse(args, {})
  const [given, extra] = positionals
  if (extra !== undefined)
    throw new CommandError(`"${extra}" is one word too many. The input is one JSON text.`)
  const input = given === undefined ? undefined : jsonOf(await textOf(given, io), 'The input')
  const settings = await openKeptSettings(io)
  const catalog = await keptCatalog(settings, io)
  return withHistory(io, operation.kind === 'read' ? 'read' : 'write', (history) =>
    withTool(io, { catalog, history, profiles: settings.profiles() }, async (context) => {
      try {
        const output = await operation.call(context, input)
        io.stdout(`${JSON.stringify(context.redactor.value(output ?? null), null, 2)}\n`)
        return EXIT.success
      } catch (error) {
        if (!(error instanceof BadInput)) throw error
        throw new CommandError(
          `The input is wrong. ${error.issues.map((issue) => `${issueSentence(issue)}.`).join(' ')} postern schema ${name} shows its form.`,
        )
      }
    }),
  )
}

async function textOf(given: string, io: Io): Promise<Uint8Array> {
  return given === '-' ? io.stdin() : new TextEncoder().encode(given)
}
