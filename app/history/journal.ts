import {
  closeSync,
  ftruncateSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { z } from 'zod'
import { exchangeSchema, type Exchange } from '../contract/exchange.ts'
import { hasCode } from '../files/quarantine.ts'
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

/**
 * The journal of one writer: its first line says who writes, so that others can tell whether it still lives.
 * @param write writes all of the text, or throws; it may have written a part by then
 */
export function openJournal(
  historyFile: string,
  token: string,
  now: number,
  write: (fd: number, text: string) => void = writeFileSync,
): Journal {
  const path = `${historyFile}${MARK}${token}`
  let fd: number | null = null
  const head = `${JSON.stringify(describeWriter(token, now))}\n`
  const headSize = Buffer.byteLength(head)
  /** Bytes of whole lines. */
  let size = 0
  let isTorn = false

  return {
    append(line) {
      fd ??= openSync(path, 'a', 0o600)
      // A line that a full disk has cut would take the next one with it.
      if (isTorn) ftruncateSync(fd, size)
      isTorn = true
      const text = size === 0 ? `${head}${line}\n` : `${line}\n`
      write(fd, text)
      isTorn = false
      size += Buffer.byteLength(text)
    },
    clear() {
      if (fd === null || size <= headSize) return
      // The first line stays: without it nobody could tell that the file of a killed writer can go.
      ftruncateSync(fd, headSize)
      size = headSize
    },
    close() {
      if (fd === null) return
      closeSync(fd)
      fd = null
      if (size <= headSize) rmSync(path, { force: true })
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
  path: string
  token: string
  /** Every state that was put, oldest first. */
  exchanges: Exchange[]
  /** To be called when they are in the database. */
  remove(): void
}

/**
 * The journals of writers that live no more: they died before the database had everything.
 * @param onUnreadable hears of a journal that cannot be read, and why; nobody knows whose it is
 */
export function orphanedJournals(
  historyFile: string,
  now: number,
  onUnreadable: (path: string, error: unknown) => void,
): Orphan[] {
  const folder = dirname(historyFile)
  const beginning = `${basename(historyFile)}${MARK}`
  return namesIn(folder)
    .filter((name) => name.startsWith(beginning))
    .flatMap((name) => {
      const path = join(folder, name)
      try {
        const [head, ...lines] = readFileSync(path, 'utf8').split('\n')
        const writer = writerOf(head)
        // Without its first line a journal has just been made or emptied, perhaps by somebody who lives.
        if (!writer || (!name.endsWith(LEFT) && isAlive(writer, now))) return []
        const remove = () => {
          rmSync(path, { force: true })
        }
        return [{ path, token: writer.token, exchanges: lines.flatMap(exchangesOf), remove }]
      } catch (error) {
        // Whoever ends meanwhile takes its journal away.
        if (!hasCode(error, 'ENOENT')) onUnreadable(path, error)
        return []
      }
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
