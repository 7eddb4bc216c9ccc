import { plural } from '../contract/words.ts'
import { parseJson } from '../contract/values.ts'
import { existsSync } from 'node:fs'
import { mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { putAside, reasonOf } from '../files/quarantine.ts'
import { afterDamage, itemSchema, recordSchema, type ReplayJournal, type ReplayRecord } from './journal.ts'

const SUFFIX = '.replay.jsonl'
const changeSchema = z.strictObject({ index: z.int().nonnegative(), item: itemSchema })

/**
 * Keeps a replay in a file of its own: its record in the first line, then a line for each step. A step is one short
 * write, however long the replay is, and a line that was torn by a crash does not spoil those before it.
 */
export async function createJournalFile(folder: string, record: ReplayRecord): Promise<ReplayJournal> {
  // Not those above it: a data folder that was moved must be free to come back.
  if (!existsSync(folder)) await mkdir(folder, { mode: 0o700 })
  const file = join(folder, `${record.id}${SUFFIX}`)
  // Whole or not at all: the same replay may go on from an earlier file.
  await writeFile(`${file}.new`, `${JSON.stringify(record)}\n`, { mode: 0o600 })
  await rename(`${file}.new`, file)
  const handle = await open(file, 'a')
  let last: Promise<void> = Promise.resolve()
  let closing: Promise<void> | null = null
  const append = (line: string) => {
    // One after the other; a failed write is told to its own caller alone.
    last = last.catch(() => undefined).then(() => handle.appendFile(line))
    return last
  }
  const close = () => (closing ??= last.catch(() => undefined).then(() => handle.close()))
  return {
    write: (index, item) => (closing ? Promise.resolve() : append(`${JSON.stringify({ index, item })}\n`)),
    async end() {
      await close()
      await rm(file, { force: true })
    },
    close,
  }
}

interface Unfinished {
  /** What can be read of damaged ones included. */
  records: ReplayRecord[]
  /** What was wrong with each damaged one, in sentences. */
  problems: string[]
}

/** The replays that have not ended, oldest first. A damaged journal is put aside, to make room for one of the same replay. */
export async function readUnfinished(folder: string, now: Date): Promise<Unfinished> {
  const names = await readdir(folder).catch(() => [])
  const result: Unfinished = { records: [], problems: [] }
  for (const name of names.filter((candidate) => candidate.endsWith(SUFFIX)).sort()) {
    const { record, isWhole } = readJournal(name, await readFile(join(folder, name), 'utf8').catch(() => ''))
    try {
      if (!isWhole)
        result.problems.push(asideText(name, putAside(join(folder, name), 'damaged', now), record))
      if (record) result.records.push(record)
    } catch (error) {
      result.problems.push(`Postern found damage in ${name} and cannot move it: ${reasonOf(error)}.`)
    }
  }
  return result
}

function asideText(name: string, aside: string, record: ReplayRecord | null): string {
  const rest = record
    ? `Postern keeps the readable part, ${plural(record.items.length, 'request')}.`
    : 'Postern can read nothing of it.'
  return `Postern found damage in ${name} and moved it to ${aside}. ${rest}`
}

type Step = z.infer<typeof changeSchema>

function readJournal(name: string, text: string): { record: ReplayRecord | null; isWhole: boolean } {
  const [head = '', ...lines] = text.split('\n')
  // Behind the last end of a line stands nothing, or a step that was torn by a crash and never confirmed.
  const torn = stepsOf(lines.splice(-1))
  const steps = stepsOf(lines)
  const known = recordSchema.safeParse(parseJson(head))
  const id = name.slice(0, -SUFFIX.length)
  if (!known.success || known.data.id !== id) return { record: fromSteps(id, steps), isWhole: false }
  const { data: record } = known
  for (const { index, item } of [...steps, ...torn])
    if (index < record.items.length) record.items[index] = item
  const isWhole = steps.length === lines.length
  return { record: isWhole ? record : afterDamage(record), isWhole }
}

function stepsOf(lines: readonly string[]): Step[] {
  return lines.flatMap((line) => {
    const step = changeSchema.safeParse(parseJson(line))
    return step.success ? [step.data] : []
  })
}

/** Without its first line a journal still tells of the requests that were begun, the last step of each. */
function fromSteps(id: string, steps: readonly Step[]): ReplayRecord | null {
  const items = new Map(steps.map(({ index, item }) => [index, { ...item, isSafe: false }]))
  if (items.size === 0) return null
  // The name of a journal is the time at which its replay began.
  const begun = new Date(Number(id))
  const startedAt = (Number.isNaN(begun.getTime()) ? new Date(0) : begun).toISOString()
  // With which keys it was sent is not known any more: nothing of it may be sent by itself.
  return afterDamage({ version: 1, id, startedAt, startAt: null, keys: [], items: [...items.values()] })
}
