import { parseJson } from '../contract/values.ts'
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { z } from 'zod'
import { exchangeSchema, type Exchange } from '../contract/exchange.ts'
import { cleanFingerprint } from '../diagnosis/fingerprint.ts'
import type { Notice } from '../contract/notice.ts'
import { hasCode } from '../contract/thrown.ts'
import { putAside } from '../files/quarantine.ts'
import { DamagedError, ForeignError, NewerError, OlderError } from './fileErrors.ts'
import { leftBehind, partlyRead } from './repositoryNotices.ts'
import type { Store, StoreOptions } from './store.ts'
import { isAlive } from './writer.ts'

/*
 * Earlier versions wrote what they put into the history to a file beside it first, `history.db-journal-` and the token of
 * the writer: one line that says who writes, then an exchange a line. What such a version left is read here; nothing
 * writes these files any more.
 */
const BEGINNING = '-journal-'
/** Ends the name of a file that its writer has given up, though the process may go on. */
const GIVEN_UP = '.left'
const ASIDE = 'damaged'

const writerSchema = z.object({
  token: z.string(),
  pid: z.number(),
  process: z.string().nullable(),
  since: z.number(),
})

const OF_THE_HISTORY = [DamagedError, OlderError, NewerError, ForeignError]

interface Journal {
  token: string
  /** Every state that was put, oldest first. */
  exchanges: Exchange[]
  /** Whole lines that are no exchange of this version. */
  unreadable: number
}

/**
 * Brings in what writers left that live no more. It is written in their names, so that what they had under way ends as
 * interrupted. Trouble with one file costs no more than that one.
 * @throws what opening the history throws when the history itself is damaged, of another version or another program's
 */
export function bringInJournals(
  { file, now }: Pick<StoreOptions, 'file' | 'now'>,
  open: (options: StoreOptions) => Store,
  onNotice: (notice: Notice) => void,
): void {
  for (const path of journalsOf(file)) {
    try {
      const journal = readJournal(path, now())
      if (journal === null) continue
      // Most of those who were killed had nothing on its way, and opening the database takes its time.
      if (journal.exchanges.length > 0) bringIn(journal, open({ file, writer: journal.token, now }))
      if (journal.unreadable === 0) rmSync(path, { force: true })
      else onNotice(partlyRead(path, putAside(path, ASIDE, new Date(now())), journal.unreadable))
    } catch (error) {
      if (OF_THE_HISTORY.some((kind) => error instanceof kind)) throw error
      // Whoever ends meanwhile takes its file away.
      if (!hasCode(error, 'ENOENT')) onNotice(leftBehind(path, error))
    }
  }
}

/** Those that are to be brought in by the next one who writes. */
export function waitingJournals(file: string, now: number): string[] {
  return journalsOf(file).filter((path) => {
    try {
      return readJournal(path, now) !== null
    } catch {
      return true
    }
  })
}

function bringIn({ exchanges }: Journal, store: Store): void {
  try {
    const last = new Map(exchanges.map((exchange) => [exchange.id, exchange]))
    // An end that was too large for the file has gone to the database alone.
    const missing = [...last.values()].filter(
      ({ id, endedAt }) => endedAt !== null || !store.get(id)?.endedAt,
    )
    store.put(missing, true)
  } finally {
    store.close()
  }
}

function journalsOf(file: string): string[] {
  const folder = dirname(file)
  try {
    return readdirSync(folder)
      .filter((name) => name.startsWith(basename(file) + BEGINNING) && !name.includes(`.${ASIDE}-`))
      .map((name) => join(folder, name))
  } catch {
    return []
  }
}

/** Null for one whose writer may live, and for what is no journal. */
function readJournal(path: string, now: number): Journal | null {
  const [head = '', ...rest] = readFileSync(path, 'utf8').split('\n')
  // What stands behind the last line break had not been confirmed; most often it was cut by the death of its writer.
  const torn = exchangesOf(rest.slice(-1))
  const lines = rest.slice(0, -1).filter((line) => line !== '')
  const writer = writerSchema.safeParse(parseJson(head)).data
  if (writer && !path.endsWith(GIVEN_UP) && isAlive(writer, now)) return null
  const exchanges = exchangesOf(lines)
  // Without its first line it has just been made or emptied, perhaps by somebody who lives.
  if (!writer && lines.length === 0) return null
  const unreadable = lines.length - exchanges.length + (writer ? 0 : 1)
  return { token: writer?.token ?? basename(path), exchanges: [...exchanges, ...torn], unreadable }
}

function exchangesOf(lines: readonly string[]): Exchange[] {
  return lines.flatMap((line) => exchangeSchema.safeParse(parseJson(line)).data ?? []).map(cleaned)
}

/** As what the database itself kept. */
function cleaned(exchange: Exchange): Exchange {
  const { diagnosis } = exchange
  if (diagnosis === null) return exchange
  return { ...exchange, diagnosis: { ...diagnosis, fingerprint: cleanFingerprint(diagnosis.fingerprint) } }
}
