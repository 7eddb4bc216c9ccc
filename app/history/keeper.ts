import type { HistoryPage } from '../contract/calls.ts'
import type { Exchange } from '../contract/exchange.ts'
import type { Notice } from '../contract/notice.ts'
import { reasonOf } from '../files/aside.ts'
import { changeOf, type Change } from './change.ts'
import { putDatabaseAside } from './database.ts'
import { DamagedError, NewerError } from './inspection.ts'
import { openStore, type ListQuery, type Store, type StoreOptions } from './store.ts'

/** How an attempt to write went, as far as the sender of the changes must know. */
export interface PutReply {
  /** `memory`: the next change of these exchanges must be whole, so that it can go to the disk. */
  kept: 'disk' | 'memory'
  /** Exchanges whose beginning is not where it is needed: they are to be sent again, whole. */
  refused: string[]
}

/** Keeps exchanges on the disk while that works and in memory while it does not, and says which. */
export interface Keeper {
  put(changes: readonly Change[]): PutReply
  get(id: string): Exchange | null
  list(query: ListQuery): HistoryPage
  close(): void
}

export interface KeeperOptions {
  file: string
  writer: string
  onNotice: (notice: Notice) => void
  now?: () => number
  open?: (options: StoreOptions) => Store
}

/** After a failure the disk is left alone for this long: a locked file costs seconds each time. */
const PAUSE_MS = 10_000

export function openKeeper({
  file,
  writer,
  onNotice,
  now = Date.now,
  open = openStore,
}: KeeperOptions): Keeper {
  const spare = openStore({ file: ':memory:', writer, now })
  /** Exchanges that are in memory and must still go to the disk. */
  const waiting = new Set<string>()
  const disk = openDisk()
  let pausedUntil = 0
  let isTold = false

  return {
    put(changes) {
      if (disk !== null && now() >= pausedUntil) {
        try {
          const refused = new Set(putOnDisk(disk, changes))
          for (const { id } of changes) if (!refused.has(id)) waiting.delete(id)
          moveWaiting(disk)
          return { kept: 'disk', refused: [...refused] }
        } catch (error) {
          pausedUntil = now() + PAUSE_MS
          tellUnsaved(error)
        }
      }
      const whole = changes.filter((change) => change.whole)
      spare.put(whole)
      for (const { id } of whole) waiting.add(id)
      return { kept: 'memory', refused: changes.filter((change) => !change.whole).map(({ id }) => id) }
    },

    get: (id) => spare.get(id) ?? disk?.get(id) ?? null,

    list(query) {
      const inMemory = spare.list(query)
      if (disk === null) return inMemory
      const onDisk = disk.list(query)
      if (waiting.size === 0) return onDisk
      const older = onDisk.items.filter(({ id }) => !waiting.has(id))
      const all = [...inMemory.items, ...older].sort((a, b) => (a.id < b.id ? 1 : -1))
      const items = all.slice(0, query.limit)
      const isMore = all.length > items.length || inMemory.next !== null || onDisk.next !== null
      const twice = [...waiting].filter((id) => disk.has(id)).length
      return {
        items,
        next: isMore ? (items.at(-1)?.id ?? null) : null,
        total: onDisk.total + inMemory.total - twice,
      }
    },

    close() {
      try {
        if (disk !== null && waiting.size > 0) moveWaiting(disk)
      } catch {
        // It has been said before that they last only as long as this session.
      } finally {
        disk?.close()
        spare.close()
      }
    },
  }

  /** Changes of an exchange that is in memory go to the disk only when they are whole: the disk lacks some. */
  function putOnDisk(store: Store, changes: readonly Change[]): string[] {
    const refused = changes.filter(({ id, whole }) => !whole && waiting.has(id)).map(({ id }) => id)
    return [...refused, ...store.put(changes.filter(({ id }) => !refused.includes(id)))]
  }

  /** The disk works again: what was kept in memory meanwhile follows. */
  function moveWaiting(store: Store): void {
    if (waiting.size === 0) {
      return
    }
    const exchanges = [...waiting].map((id) => spare.get(id)).filter((exchange) => exchange !== null)
    store.put(exchanges.map((exchange) => changeOf(exchange, null).change))
    spare.remove([...waiting])
    waiting.clear()
    isTold = false
    onNotice({
      id: 'history-unsaved',
      severity: 'info',
      title: 'The history is being saved again',
      detail: `Everything that was kept in memory meanwhile is now in ${file}.`,
      remedy: null,
    })
  }

  function openDisk(): Store | null {
    try {
      return open({ file, writer, now })
    } catch (error) {
      if (error instanceof DamagedError) return openAfresh(error)
      onNotice(error instanceof NewerError ? newer(file, error) : unavailable(file, error))
      return null
    }
  }

  function openAfresh(damage: DamagedError): Store | null {
    try {
      const aside = putDatabaseAside(file, new Date(now()))
      const store = open({ file, writer, now })
      onNotice({
        id: 'history-damaged',
        severity: 'warning',
        title: 'The history was damaged',
        detail: `${file} cannot be used: ${damage.message}. It now lies in ${aside}, untouched, and a new history was begun.`,
        remedy: 'To rescue what is in it, open that file with the recovery command of the sqlite3 tool.',
      })
      return store
    } catch (error) {
      onNotice(unavailable(file, error))
      return null
    }
  }

  function tellUnsaved(error: unknown): void {
    if (isTold) return
    isTold = true
    onNotice({
      id: 'history-unsaved',
      severity: 'warning',
      title: 'The history is not being saved',
      detail: `Writing to ${file} failed: ${reasonOf(error)}. New exchanges are kept in memory; what was saved before can still be read.`,
      remedy:
        'Make room on the disk, or end the program that locks the file. Saving goes on by itself with a later request.',
    })
  }
}

function newer(file: string, error: NewerError): Notice {
  return {
    id: 'history-unavailable',
    severity: 'warning',
    title: 'The history comes from a newer version',
    detail: `${file} was written by a newer Postern: ${error.message}. It was left untouched; this session's exchanges are kept in memory only.`,
    remedy: 'Install the newer version again, or move the file elsewhere to begin a new history.',
  }
}

function unavailable(file: string, error: unknown): Notice {
  return {
    id: 'history-unavailable',
    severity: 'warning',
    title: 'The history cannot be opened',
    detail: `${file} cannot be opened: ${reasonOf(error)}. This session's exchanges are kept in memory only.`,
    remedy: 'Make the folder readable and writable for your user, then start Postern again.',
  }
}
