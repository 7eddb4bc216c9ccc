import { z } from 'zod'
import { PosternError } from '../contract/errors.ts'
import type { Exchange } from '../contract/exchange.ts'
import {
  EXPORT_FORMATS,
  isRequestFormat,
  REQUEST_FORMATS,
  type ExportFormat,
} from '../contract/exportFormats.ts'
import { exportedSchema, type Exported } from '../contract/exported.ts'
import { splitAtMarks } from '../contract/recorded.ts'
import type { Context, WindowContext } from './context.ts'
import { commandLineOperation, windowOperation } from './operation.ts'

const ENDINGS = { csv: 'csv', har: 'har', jsonl: 'jsonl', bundle: 'md', postern: 'postern' }

function endingOf(format: ExportFormat): string {
  return isRequestFormat(format) ? REQUEST_FORMATS[format].ending : ENDINGS[format]
}

/** Of many exchanges so many are shown before the rest is written. */
const SHOWN = 3
const MOST_CHARACTERS = 200_000
/** What a command or a program has in the place of a secret; the line that explains it is no such place. */
const PLACEHOLDER = /\$\{POSTERN_|(?<!Replace )\bYOUR_(?:TOKEN|KEY|SUBSCRIPTION_KEY|COOKIE|SECRET_\d+)\b/g

const wanted = z.strictObject({ of: exportedSchema, format: z.enum(EXPORT_FORMATS) })
const count = z.int().nonnegative()

export const exportPreview = windowOperation({
  name: 'export:preview',
  kind: 'read',
  summary: 'show what an export would write',
  input: wanted,
  output: z.strictObject({
    /** Of one exchange all, of many the first. */
    text: z.string(),
    count,
    /** How many the text shows. */
    shown: count,
    /** Of the whole, estimated from those that are shown. */
    bytes: count,
    /** How many places of the text are blanked. */
    blanked: count,
  }),
  // It was redacted when it was written, and redacted once more a placeholder behind Bearer would go too.
  isAsTyped: true,
  async run(context, { of, format }) {
    const isOne = 'id' in of
    const { ids, count } = await firstOf(context, of)
    const some = await existing(context, ids)
    const text = await context.writeExport(format, some)
    if (isOne) context.previewed = { id: of.id, format, text }
    return {
      text: isOne ? text : text.slice(0, MOST_CHARACTERS),
      count,
      shown: some.length,
      bytes: Math.round((bytesOf(text) / some.length) * count),
      blanked: blankedIn(text, format),
    }
  },
})

/**
 * The place is chosen in a dialog of the system's. The output is the file's name; null when none was chosen. One
 * exchange has been written by then; of many `job:changed` tells how far the writing has come.
 */
export const exportSave = windowOperation({
  name: 'export:save',
  kind: 'write',
  summary: 'write exchanges to a file that the user selects in a dialog of the system',
  input: wanted,
  output: z.string().nullable(),
  async run(context, { of, format }) {
    const { dialogs, exports, jobs } = context
    if ('id' in of)
      return dialogs.saveText(`postern-${of.id}.${endingOf(format)}`, await textOfOne(context, of.id, format))
    jobs.refuseSecond('export')
    const { count } = await firstOf(context, of)
    const file = await dialogs.chooseNewFile(`postern-${count}-exchanges.${endingOf(format)}`)
    if (file === null) return null
    exports.begin(of, count, { path: file.path, format })
    return file.name
  },
})

export const exportWrite = commandLineOperation({
  name: 'export:write',
  kind: 'read',
  summary: 'write exchanges to standard output, the oldest first',
  input: z.strictObject({ ids: z.array(z.ulid()), format: z.enum(EXPORT_FORMATS) }),
  /** False when it was stopped before the last. */
  output: z.strictObject({ isWhole: z.boolean() }),
  run: async ({ history, write }, { ids, format }) => ({
    isWhole: await write(format, exchangesOf(history, ids)),
  }),
})

/** What the user has seen last: this, and not a later state of it, is what is saved. */
async function textOfOne(context: WindowContext, id: string, format: ExportFormat): Promise<string> {
  const { previewed } = context
  if (previewed?.id === id && previewed.format === format) return previewed.text
  return context.writeExport(format, await existing(context, [id]))
}

/** One after the other, so that any number of them needs the memory of one. What was deleted meanwhile is left out. */
async function* exchangesOf(history: Context['history'], ids: readonly string[]): AsyncGenerator<Exchange> {
  for (const id of ids) {
    const exchange = await history.get(id)
    if (exchange) yield exchange
  }
}

/** How many are meant, and the first that are shown, in the order in which they came into the history. */
async function firstOf({ history }: Context, of: Exported): Promise<{ ids: string[]; count: number }> {
  if ('id' in of) return { ids: [of.id], count: 1 }
  if ('query' in of) return history.oldest({ query: of.query, limit: SHOWN })
  return { ids: of.ids.toReversed().slice(0, SHOWN), count: of.ids.length }
}

/** @throws PosternError not-found when none of them is in the history any more */
async function existing({ history }: Context, ids: readonly string[]): Promise<Exchange[]> {
  const exchanges: Exchange[] = []
  for (const id of ids) {
    const exchange = await history.get(id)
    if (exchange !== null) exchanges.push(exchange)
  }
  if (exchanges.length > 0) return exchanges
  throw new PosternError(
    'not-found',
    ids.length === 1 ? 'This exchange is no longer in the history.' : 'Nothing of this is in the history.',
    'Export another one.',
  )
}

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length
}

function blankedIn(text: string, format: ExportFormat): number {
  const placeholders = isRequestFormat(format) ? (text.match(PLACEHOLDER)?.length ?? 0) : 0
  return splitAtMarks(text).length - 1 + placeholders
}
