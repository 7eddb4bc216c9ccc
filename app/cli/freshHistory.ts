import { statSync } from 'node:fs'
import { join } from 'node:path'
import { createSerial } from '../files/mutex.ts'
import type { History } from '../history/history.ts'
import { dataFolderOf } from './dataFolder.ts'
import { openExistingHistory } from './historyFile.ts'
import type { Io } from './io.ts'

/** The history for a program that runs long and only reads. */
export interface FreshHistory {
  /** Lends the history as it is now, to one piece of work at a time. */
  read<T>(work: (history: History) => Promise<T>): Promise<T>
  close(): Promise<void>
}

const FILES = ['history.db', 'history.db-wal', 'history.db-shm', 'history.db-journal']

/**
 * Whoever only reads takes the files for what they were at the opening. So the history is opened anew once they have changed,
 * and what was read from files that changed meanwhile is read once more.
 */
export function openFreshHistory(io: Io): FreshHistory {
  const serial = createSerial()
  let opened: { history: History; state: string } | null = null

  function state(): string {
    return JSON.stringify(
      FILES.map((name) => {
        const stats = statSync(join(dataFolderOf(io), name), { throwIfNoEntry: false })
        return stats ? [stats.ino, stats.size, stats.mtimeMs] : null
      }),
    )
  }
  async function current(): Promise<History> {
    if (opened?.state === state()) return opened.history
    await drop().catch(() => undefined)
    const before = state()
    const history = await openExistingHistory(io, 'read')
    opened = { history, state: before }
    return history
  }
  async function drop(): Promise<void> {
    const old = opened
    opened = null
    await old?.history.close()
  }
  async function lend<T>(work: (history: History) => Promise<T>): Promise<T> {
    const result = await work(await current())
    // It rejects where others have changed what counted as unchangeable.
    if (opened?.state !== state()) await drop()
    return result
  }
  return {
    read: (work) =>
      serial.run(['history'], () =>
        lend(work).catch(async (error: unknown) => {
          const isStale = opened === null || opened.state !== state()
          if (!isStale) throw error
          await drop().catch(() => undefined)
          return lend(work)
        }),
      ),
    close: () => serial.run(['history'], () => drop().catch(() => undefined)),
  }
}
