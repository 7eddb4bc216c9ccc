import {
  closeSync,
  ftruncateSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { z } from 'zod'
import { exchangeSchema, type Exchange } from '../contract/exchange.ts'
import { describeWriter, isAlive, type Writer } from './writer.ts'

/**
 * What has been put into the history and is still on its way into the database, as lines of a file. A line outlives the
 * process once it is written, as a commit does, and costs a request hardly anything to wait for.
 */
export interface Journal {
  /** Throws what the system says when the disk refuses. */
  append(line: string): void
  /** All that was appended is in the database. */
  clear(): void
  /** Ends it; what is still in it is left for whoever opens the history next. */
  close(): void
}

/** The journal of one writer: its first line says who writes, so that others can tell whether it still lives. */
export function openJournal(historyFile: string, token: string, now: number): Journal {
  const path = `${historyFile}${MARK}${token}`
  let fd: number | null = null
  let isEmpty = true

  return {
    append(line) {
      if (fd === null) {
        fd = openSync(path, 'a', 0o600)
        writeSync(fd, `${JSON.stringify(describeWriter(token, now))}\n`)
      }
      isEmpty = false
      writeSync(fd, `${line}\n`)
    },
    clear() {
      if (fd === null || isEmpty) return
      ftruncateSync(fd)
      writeSync(fd, `${JSON.stringify(describeWriter(token, now))}\n`)
      isEmpty = true
    },
    close() {
      if (fd === null) return
      closeSync(fd)
      fd = null
      if (isEmpty) rmSync(path, { force: true })
      else renameSync(path, `${path}${LEFT}`)
    },
  }
}

const MARK = '-journal-'
/** Ends the name of a journal whose writer has given it up, though the process may go on. */
const LEFT = '.left'

const writerSchema = z.object({
  token: z.string(),
  pid: z.number(),
  process: z.string().nullable(),
  since: z.number(),
})

export interface Orphan {
  token: string
  /** Every state that was put, oldest first. */
  exchanges: Exchange[]
  /** To be called when they are in the database. */
  remove(): void
}

/** The journals of writers that live no more: they died before the database had everything. */
export function orphanedJournals(historyFile: string, now: number): Orphan[] {
  const folder = dirname(historyFile)
  const beginning = `${basename(historyFile)}${MARK}`
  return namesIn(folder)
    .filter((name) => name.startsWith(beginning))
    .flatMap((name) => {
      const path = join(folder, name)
      const [head, ...lines] = readFileSync(path, 'utf8').split('\n')
      const writer = writerOf(head)
      // Without its first line a journal has just been made or emptied, perhaps by somebody who lives.
      if (!writer || (!name.endsWith(LEFT) && isAlive(writer, now))) return []
      const remove = () => {
        rmSync(path, { force: true })
      }
      return [{ token: writer.token, exchanges: lines.flatMap(exchangesOf), remove }]
    })
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function writerOf(line: string | undefined): Writer | null {
  const writer = writerSchema.safeParse(parsed(line ?? ''))
  return writer.success ? writer.data : null
}

/** The last line may have been cut by the death of its writer; it had not been confirmed then. */
function exchangesOf(line: string): Exchange[] {
  const exchange = exchangeSchema.safeParse(parsed(line))
  return exchange.success ? [exchange.data] : []
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return null
  }
}
