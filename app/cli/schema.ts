import { z } from 'zod'
import { exchangeSchema } from '../contract/exchange.ts'
import { historyPageSchema } from '../contract/summary.ts'
import { parse } from './arguments.ts'
import { CommandError, EXIT, type Io } from './io.ts'

const UNITS = 'Times are ISO 8601 in UTC, durations milliseconds, sizes bytes.'

const DOCUMENTS = {
  exchange: {
    title: 'Exchange document of Postern, version 1',
    description: `A request and all its attempts, up to the final answer and its explanation. ${UNITS}`,
    model: exchangeSchema,
  },
  history: {
    title: 'Page of the history of Postern',
    description: `Exchanges without bodies, headers and texts, the newest first. ${UNITS}`,
    model: historyPageSchema,
  },
}

/** Prints the shape of what `--json` prints, for those who read it with other tools. */
export function schema(args: string[], io: Io): Promise<number> {
  const { positionals } = parse(args, {})
  const [name = 'exchange', extra] = positionals
  if (extra !== undefined) throw new CommandError(`"${extra}" is one word too many. See --help.`)
  if (!isDocument(name))
    throw new CommandError(
      `There are schemas of ${Object.keys(DOCUMENTS).join(' and ')}, and none of "${name}".`,
    )
  const { model, ...about } = DOCUMENTS[name]
  io.stdout(`${JSON.stringify({ ...about, ...jsonSchemaOf(model) }, null, 2)}\n`)
  return Promise.resolve(EXIT.success)
}

function isDocument(name: string): name is keyof typeof DOCUMENTS {
  return Object.hasOwn(DOCUMENTS, name)
}

function jsonSchemaOf(model: z.ZodType): object {
  return z.toJSONSchema(model, {
    override: ({ jsonSchema }) => {
      // The standard knows no such format, and strict readers refuse what they do not know. The pattern says it all.
      if (jsonSchema.format === 'ulid') delete jsonSchema.format
    },
  })
}
