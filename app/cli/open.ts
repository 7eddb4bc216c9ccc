import { builtInCatalog } from '../catalog/catalog.ts'
import { LARGEST_FILE_MB } from '../contract/posternFile.ts'
import { plural } from '../contract/words.ts'
import { reasonOf } from '../files/quarantine.ts'
import { readText } from '../files/readText.ts'
import { posternFileRead } from '../operations/posternFile.ts'
import { parse } from './arguments.ts'
import { withTool } from './context.ts'
import { CommandError, EXIT, type Io } from './io.ts'
import { explanation } from './print.ts'

/** Shows what another Postern wrote. Nothing of it is sent or kept. */
export async function open(args: string[], io: Io): Promise<number> {
  const { values, positionals } = parse(args, { json: { type: 'boolean' } })
  const [name, extra] = positionals
  if (name === undefined || extra !== undefined)
    throw new CommandError('open takes one file. Example: open failure.postern')
  const text = await textOf(name, io)
  return withTool(io, { catalog: builtInCatalog }, async (context) => {
    const file = await posternFileRead.run(context, { text })
    if (values.json) {
      io.stdout(`${JSON.stringify(file, null, 2)}\n`)
      return EXIT.success
    }
    io.stdout(
      `${plural(file.exchanges.length, 'exchange')}, written by Postern ${file.by} at ${file.made}. ` +
        'Postern cannot check who wrote it, and keeps nothing of it.\n',
    )
    for (const exchange of file.exchanges) {
      const { method, url } = exchange.request
      io.stdout(`\n${exchange.startedAt}  ${method} ${url}\n\n${explanation(exchange, io.columns)}`)
    }
    return EXIT.success
  })
}

async function textOf(name: string, io: Io): Promise<string> {
  if (name === '-') return new TextDecoder().decode(await io.stdin())
  try {
    return await readText(name, LARGEST_FILE_MB)
  } catch (error) {
    throw new CommandError(`Postern could not read ${name}: ${reasonOf(error)}.`)
  }
}
