import { statSync } from 'node:fs'
import { join } from 'node:path'
import type { Notice } from '../contract/notice.ts'
import type { History } from '../history/history.ts'
import { openHistory, type HistoryOptions, type OpenHistory } from '../history/openHistory.ts'
import { findInHistory } from '../operations/find.ts'
import { dataFolderOf } from './dataFolder.ts'
import { CommandError, EXIT, type Io } from './io.ts'

/** Opens the history of the data folder, which the app may have open too; makes it if need be. */
export function openKeptHistory(
  io: Io,
  how: Pick<HistoryOptions, 'isReadOnly' | 'goesLast'> = {},
): Promise<OpenHistory> {
  return openHistory({
    ...how,
    file: join(dataFolderOf(io), 'history.db'),
    worker: io.historyWorker,
    onNotice: (notice) => io.stderr(noticeText(notice)),
  })
}

/**
 * The same where there must be one: a folder that was misspelt must not be made.
 * @param kind `read` changes nothing in the folder, and fails with a PosternError where the history cannot be read
 */
export function openExistingHistory(io: Io, kind: 'read' | 'write'): Promise<History> {
  const without = missingHistory(io)
  if (without !== null) throw new CommandError(without)
  return openKeptHistory(io, { isReadOnly: kind === 'read' })
}

/** Says that there is no history, and what to do; null where there is one. */
export function missingHistory(io: Io): string | null {
  const file = join(dataFolderOf(io), 'history.db')
  const stats = statSync(file, { throwIfNoEntry: false })
  if (stats && (!stats.isFile() || stats.size > 0)) return null
  return `There is no history at ${file}. Send something with --keep or from the app, or set POSTERN_DATA to the right folder.`
}

export function noticeText({ title, detail, remedy }: Notice): string {
  return `${title}. ${detail}${remedy === null ? '' : ` ${remedy}`}\n`
}

/** Opens the history for the length of one piece of work, whose exit code counts if all that was changed is kept. */
export async function withHistory(
  io: Io,
  kind: 'read' | 'write',
  work: (history: History) => Promise<number>,
): Promise<number> {
  const history = await openExistingHistory(io, kind)
  try {
    const code = await work(history)
    return (await history.close()) ? code : notKept(io)
  } finally {
    await history.close()
  }
}

/** Why, a notice has said before. */
export function notKept(io: Io): number {
  io.stderr('Not saved: Postern could not write the history.\n')
  return EXIT.history
}

/**
 * Reads `ID|QUERY`: one id, or a query whose words may come as several arguments.
 * @returns ids, the oldest first; `isAll` is false when more match than the limit lets through
 */
export async function findMeant(
  history: History,
  words: readonly string[],
  limit: number,
): Promise<{ ids: string[]; isAll: boolean }> {
  const text = words.join(' ').trim()
  if (text === '') throw new CommandError('Give an id or a query, for example outcome:failed. See --help.')
  const found = await findInHistory(history, text, limit)
  if (found.ids.length > 0) return found
  throw new CommandError(
    /^[0-9A-HJKMNP-TV-Z]{26}$/i.test(text)
      ? `There is no exchange ${text.toUpperCase()} in the history.`
      : `Nothing in the history matches: ${text}`,
  )
}
