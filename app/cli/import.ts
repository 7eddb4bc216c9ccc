import { statSync } from 'node:fs'
import { systemClock } from '../clock.ts'
import { PRESETS } from '../contract/presets.ts'
import type { OpenHistory } from '../history/openHistory.ts'
import { importHar, type HarOrder } from '../threads/importHar.ts'
import { plural } from '../contract/words.ts'
import { parse } from './arguments.ts'
import { notKept, openKeptHistory } from './historyFile.ts'
import type { ImportDocument } from './importDocument.ts'
import { CommandError, EXIT, type Io } from './io.ts'
import { keptCatalog, openKeptSettings } from './settingsFile.ts'

type ImportedFile = ImportDocument['files'][number]
type Source = Pick<HarOrder, 'source' | 'savedAt'>

/** Characters of a body that are kept, as in the app. */
const BODY_CAP = 20 * 1024 * 1024

/** Brings HAR files into the history of the data folder. All files are there before the first is read. */
export async function importFiles(args: string[], io: Io): Promise<number> {
  const { values, positionals: names } = parse(args, { json: { type: 'boolean' } })
  if (names.length === 0)
    throw new CommandError('Give a HAR file, for example failing.har, or - for standard input. See --help.')
  if (names.filter((name) => name === '-').length > 1)
    throw new CommandError('Postern can read standard input once. Give - once.')
  const sources = new Map<string, Source>()
  for (const name of names) sources.set(name, await sourceOf(name, io))
  const order = await harOrder(io)

  const history = await openKeptHistory(io)
  const files: ImportedFile[] = []
  try {
    for (const [file, source] of sources) {
      const imported = await importOne(file, { ...order, ...source }, history, io)
      if (io.signal.aborted) break
      files.push(imported)
      if (!values.json) io.stdout(textOf(imported))
    }
    if (values.json) io.stdout(`${JSON.stringify({ version: 1, files } satisfies ImportDocument, null, 2)}\n`)
    if (!(await history.close())) return notKept(io)
  } finally {
    await history.close()
  }
  if (io.signal.aborted) {
    io.stderr('Cancelled. Postern keeps the exchanges that it read before.\n')
    return EXIT.noAnswer
  }
  return files.some(({ error }) => error !== null) ? EXIT.wrongCommand : EXIT.success
}

async function sourceOf(name: string, io: Io): Promise<Source> {
  if (name === '-')
    return { source: { text: new TextDecoder().decode(await io.stdin()) }, savedAt: systemClock.now() }
  const stats = statSync(name, { throwIfNoEntry: false })
  if (!stats) throw new CommandError(`There is no file ${name}. Give the path of a HAR file.`)
  if (!stats.isFile()) throw new CommandError(`${name} is not a file. Give the path of a HAR file.`)
  return { source: { path: name }, savedAt: Math.round(stats.mtimeMs) }
}

/** What is to be known of a file before it is read: the profiles name headers that hold secrets and trace IDs. */
export async function harOrder(io: Io): Promise<Omit<HarOrder, 'source' | 'savedAt'>> {
  const settings = await openKeptSettings(io)
  const profiles = [...PRESETS, ...settings.get().profiles]
  return {
    catalog: await keptCatalog(settings, io),
    traceHeaders: [...new Set(profiles.flatMap(({ traceHeaders }) => traceHeaders))],
    secrets: [],
    headers: [...new Set(profiles.map(({ subscriptionHeader }) => subscriptionHeader))],
    bodyCap: BODY_CAP,
  }
}

async function importOne(file: string, order: HarOrder, history: OpenHistory, io: Io): Promise<ImportedFile> {
  const call = { signal: io.signal, progress: () => undefined }
  const { imported, known, unreadable, problems, end } = await importHar(order, await history.port(), call)
  const error = typeof end === 'object' ? `${end.message} ${end.remedy}` : null
  return { file, new: imported, known, skipped: unreadable, problems, error }
}

function textOf({ file, new: added, known, skipped, problems, error }: ImportedFile): string {
  const name = file === '-' ? 'Standard input' : file
  const reasons = problems.map(({ entry, message }) => `  Entry ${entry}: ${message}\n`)
  const more = skipped - problems.length
  return [
    `${name}: ${added} new, ${known} known, ${skipped} skipped\n`,
    ...reasons,
    ...(more > 0 ? [`  Postern skipped ${plural(more, 'more entry', 'more entries')}.\n`] : []),
    ...(error === null ? [] : [`  ${error}\n`]),
  ].join('')
}
