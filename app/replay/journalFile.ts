import { mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { itemSchema, recordSchema, type ReplayJournal, type ReplayRecord } from './journal.ts'

const SUFFIX = '.replay.jsonl'
const changeSchema = z.strictObject({ index: z.int().nonnegative(), item: itemSchema })

/**
 * Keeps a replay in a file of its own: its record in the first line, then a line for each step. A step is one short
 * write, however long the replay is, and a line that was torn by a crash does not spoil those before it.
 */
export async function createJournalFile(folder: string, record: ReplayRecord): Promise<ReplayJournal> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
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

export interface Unfinished {
  records: ReplayRecord[]
  /** Names of files that could not be read; they are left where they are. */
  damaged: string[]
}

/** The replays that have not ended, oldest first. */
export async function readUnfinished(folder: string): Promise<Unfinished> {
  const names = await readdir(folder).catch(() => [])
  const result: Unfinished = { records: [], damaged: [] }
  for (const name of names.filter((candidate) => candidate.endsWith(SUFFIX)).sort()) {
    const record = recordOf(await readFile(join(folder, name), 'utf8').catch(() => ''))
    if (record && `${record.id}${SUFFIX}` === name) result.records.push(record)
    else result.damaged.push(name)
  }
  return result
}

function recordOf(text: string): ReplayRecord | null {
  const [head = '', ...lines] = text.split('\n')
  const record = recordSchema.safeParse(valueOf(head))
  if (!record.success) return null
  const { data } = record
  for (const line of lines) {
    const change = changeSchema.safeParse(valueOf(line))
    if (change.success && change.data.index < data.items.length)
      data.items[change.data.index] = change.data.item
  }
  return data
}

/** Null for a line that is empty or torn. */
function valueOf(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return null
  }
}
