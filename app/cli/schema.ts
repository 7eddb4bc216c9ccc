import { listed } from '../contract/words.ts'
import { z } from 'zod'
import { reportSchema } from '../contract/check.ts'
import { earlierAttemptsSchema } from '../contract/earlierAttempt.ts'
import { exchangeSchema } from '../contract/exchange.ts'
import { historyPageSchema } from '../contract/summary.ts'
import { OPERATIONS } from '../operations/list.ts'
import { parse } from './arguments.ts'
import { importDocumentSchema } from './importDocument.ts'
import { CommandError, EXIT, type Io } from './io.ts'
import { replayDocumentSchema } from './replayDocument.ts'
import { verifyDocumentSchema } from './verifyDocument.ts'

const UNITS = 'Times are ISO 8601 in UTC, durations milliseconds, sizes bytes.'

const DOCUMENTS = {
  exchange: {
    title: 'Exchange document of Postern, version 1',
    description: `A request and all its attempts, up to the final response and its explanation. ${UNITS}`,
    model: exchangeSchema,
  },
  attempts: {
    title: 'Earlier attempts for postern explain --attempts',
    description: 'The attempts before a response, oldest first. Each has a status, a failure, or both.',
    model: earlierAttemptsSchema,
  },
  history: {
    title: 'Page of the history of Postern',
    description: `Exchanges without bodies, headers and texts, the newest first. ${UNITS}`,
    model: historyPageSchema,
  },
  import: {
    title: 'Import of Postern, version 1',
    description: `How many exchanges of each HAR file are in the history now. ${UNITS}`,
    model: importDocumentSchema,
  },
  replay: {
    title: 'Replay of Postern, version 1',
    description: `The requests of a replay and their results. A plan has no results. ${UNITS}`,
    model: replayDocumentSchema,
  },
  check: {
    title: 'Report of postern check, version 1',
    description: `Each rule of the API documentation, with the calls that broke it. ${UNITS}`,
    model: reportSchema,
  },
  verify: {
    title: 'Result of postern webhooks verify',
    description: 'The result of a signature check of one delivery, and the reason.',
    model: verifyDocumentSchema,
  },
}

/** Prints the shape of what `--json` prints, or of the input and the output of an operation. */
export function schema(args: string[], io: Io): Promise<number> {
  const { positionals } = parse(args, {})
  const [name = 'exchange', extra] = positionals
  if (extra !== undefined) throw new CommandError(`"${extra}" is one word too many. See --help.`)
  io.stdout(`${JSON.stringify(schemaNamed(name), null, 2)}\n`)
  return Promise.resolve(EXIT.success)
}

function schemaNamed(name: string): object {
  if (isDocument(name)) {
    const { model, ...about } = DOCUMENTS[name]
    return { ...about, ...jsonSchemaOf(model) }
  }
  const operation = OPERATIONS.get(name)
  if (operation) {
    const { kind, summary, input, output } = operation
    return { name, kind, summary, input: jsonSchemaOf(input), output: jsonSchemaOf(output) }
  }
  throw new CommandError(
    `There are schemas of ${listed(Object.keys(DOCUMENTS), Infinity)}, of the operations ${listed([...OPERATIONS.keys()], Infinity)}, and none of "${name}".`,
  )
}

function isDocument(name: string): name is keyof typeof DOCUMENTS {
  return Object.hasOwn(DOCUMENTS, name)
}

function jsonSchemaOf(model: z.ZodType): object {
  return z.toJSONSchema(model, {
    // Nothing, and bytes, have no form in JSON.
    unrepresentable: 'any',
    override: ({ jsonSchema }) => {
      // The standard knows no such format, and strict readers refuse what they do not know. The pattern says it all.
      if (jsonSchema.format === 'ulid') delete jsonSchema.format
    },
  })
}
