import type { Notice } from '../contract/notice.ts'
import { changeOf, type Change } from './change.ts'
import { putDatabaseAside } from './database.ts'
import { DamagedError, NewerError } from './inspection.ts'
import { createChangeWriter, type PutReply } from './changeWriter.ts'
import { orphanedJournals } from './journal.ts'
import { damaged, leftBehind, newer, savedAgain, unavailable, unsaved } from './repositoryNotices.ts'
import { changeTo, UNMARKED, type AnnotationChange, type Annotations } from './annotations.ts'
import { openStore, TOP, type Place, type Store, type StoreOptions } from './store.ts'

/** Keeps exchanges on the disk while that works and in memory while it does not, and says which. */
export interface Repository extends Omit<Store, 'put' | 'has' | 'destroy' | 'marksOf'> {
  put(changes: readonly Change[]): PutReply
}

interface Part<T> {
  found: T[]
  position: number | null
}
type Look<T> = (store: Store, place: Place, isOver: () => boolean) => Part<T>

export interface RepositoryOptions {
  file: string
  writer: string
  onNotice: (notice: Notice) => void
  now?: () => number
  /** Ms that never run backwards. */
  monotonic?: () => number
  open?: (options: StoreOptions) => Store
}

/** After a failure the disk is left alone for this long: a locked file costs seconds each time. */
const PAUSE_MS = 10_000

export function openRepository({
  file,
  writer,
  onNotice,
  now = Date.now,
  monotonic = () => performance.now(),
  open = openStore,
}: RepositoryOptions): Repository {
  /** Made when it is first needed: on most days it never is. */
  let spare: Store | null = null
  /** Exchanges that are in memory and must still go to the disk. */
  const waiting = new Set<string>()
  const disk = openDisk()
  const main = disk ?? memory()
  let pausedUntil = 0
  let isTold = false

  return {
    put(changes) {
      if (disk !== null && monotonic() >= pausedUntil) {
        try {
          // What came earlier goes first: lists are in order of arrival.
          moveWaiting(disk)
          const refused = disk.put(changes)
          return { kept: 'disk', refused }
        } catch (error) {
          pausedUntil = monotonic() + PAUSE_MS
          tellUnsaved(error)
        }
      }
      const whole = changes.filter((change) => change.whole)
      const coming = whole.map(({ id }) => id).filter((id) => !waiting.has(id))
      memory().put(whole, marksOnDisk(coming))
      for (const id of coming) waiting.add(id)
      return { kept: 'memory', refused: changes.filter((change) => !change.whole).map(({ id }) => id) }
    },

    get: (id) => spare?.get(id) ?? disk?.get(id) ?? null,

    known: (ids) => [...new Set([...(spare?.known(ids) ?? []), ...(disk?.known(ids) ?? [])])],

    list(place, isOver) {
      const { found, position } = throughBoth(place, isOver, (store, part, ends) => {
        const { items, marks, position } = store.list(part, ends)
        return { found: items.map((item) => ({ id: item.id, item, mark: marks[item.id] })), position }
      })
      const marks: Annotations = {}
      for (const { id, mark } of found) if (mark) marks[id] = mark
      return { items: found.map(({ item }) => item), marks, position }
    },

    find(place, isOver) {
      const { found, position } = throughBoth(place, isOver, (store, part, ends) => {
        const { ids, position } = store.find(part, ends)
        return { found: ids.map((id) => ({ id })), position }
      })
      return { ids: found.map(({ id }) => id), position }
    },

    total() {
      if (disk === null) return main.total()
      const twice = [...waiting].filter((id) => disk.has(id)).length
      return disk.total() + (waiting.size === 0 ? 0 : memory().total() - twice)
    },

    othersVersion: () => main.othersVersion(),

    quickCount: (query) => (waiting.size === 0 || disk === null ? main.quickCount(query) : null),

    mark: (change) => (spare?.has(change.id) ? spare : main).mark(change),

    pin(ids, pinned) {
      if (spare === null || disk === null) return main.pin(ids, pinned)
      const inMemory = ids.filter((id) => spare?.has(id))
      const rest = ids.filter((id) => !inMemory.includes(id))
      return spare.pin(inMemory, pinned) + (rest.length === 0 ? 0 : disk.pin(rest, pinned))
    },

    remove(ids, removal) {
      // The disk may hold an earlier state of it, and a removal is to be undone: both ask that it goes there first.
      if (disk !== null && ids.some((id) => waiting.has(id))) moveWaiting(disk)
      return main.remove(ids, removal)
    },

    restoreSome: (removal) => main.restoreSome(removal),
    problems: main.problems,
    pace: (since) => main.pace(since),
    housekeeping: main.housekeeping,
    knownValues: () => main.knownValues(),

    close() {
      try {
        if (disk !== null && waiting.size > 0) moveWaiting(disk)
      } catch {
        // It has been said before that they last only as long as this session.
      } finally {
        disk?.close()
        spare?.close()
      }
    },
  }

  function memory(): Store {
    spare ??= openStore({ file: ':memory:', writer, now })
    return spare
  }

  /** What is in memory came later than what is on the disk, and so comes first. */
  function throughBoth<T extends { id: string }>(
    place: Place,
    isOver: () => boolean,
    look: Look<T>,
  ): Part<T> {
    if (disk === null || waiting.size === 0) return look(main, place, isOver)
    const isInMemory = place.position === null && (place.before === null || waiting.has(place.before))
    const newest = isInMemory ? look(memory(), place, () => false).found : []
    if (newest.length >= place.limit) return { found: newest, position: TOP }
    const position = isInMemory ? TOP : place.position
    const rest = look(disk, { ...place, position, limit: place.limit - newest.length }, isOver)
    return { found: [...newest, ...rest.found.filter(({ id }) => !waiting.has(id))], position: rest.position }
  }

  /** What was put on an exchange before it came into memory goes with it. */
  function marksOnDisk(ids: readonly string[]): AnnotationChange[] {
    try {
      return Object.entries(disk?.marksOf(ids) ?? {}).map(([id, mark]) => changeTo(id, mark))
    } catch {
      // A disk that cannot even be read says so to whoever asks for something.
      return []
    }
  }

  /** The disk works again: what was kept in memory meanwhile follows. */
  function moveWaiting(store: Store): void {
    if (waiting.size === 0) return
    const kept = memory()
    const ids = [...waiting]
    const exchanges = ids.map((id) => kept.get(id)).filter((exchange) => exchange !== null)
    const marks = kept.marksOf(ids)
    store.put(
      exchanges.map((exchange) => changeOf(exchange, null).change),
      ids.map((id) => changeTo(id, marks[id] ?? UNMARKED)),
    )
    kept.destroy(ids)
    waiting.clear()
    isTold = false
    onNotice(savedAgain(file))
  }

  function openDisk(): Store | null {
    try {
      bringIn()
      return open({ file, writer, now })
    } catch (error) {
      if (error instanceof DamagedError) return openAfresh(error)
      onNotice(error instanceof NewerError ? newer(file, error) : unavailable(file, error))
      return null
    }
  }

  /**
   * What those who died had put into their journals. In their name, so that it ends as interrupted. Trouble with a
   * journal costs no more than that one; trouble with the history itself is thrown.
   */
  function bringIn(): void {
    const tell = (path: string, error: unknown) => onNotice(leftBehind(path, error))
    for (const { path, token, exchanges, remove } of orphanedJournals(file, now(), tell)) {
      try {
        // Most of those who are killed had nothing on its way, and opening the database takes its time.
        if (exchanges.length === 0) {
          remove()
          continue
        }
        const store = open({ file, writer: token, now })
        try {
          // An end that was too large for the journal has gone to the database alone.
          const missing = exchanges.filter(({ id, endedAt }) => endedAt !== null || !store.get(id)?.endedAt)
          createChangeWriter({ put: (changes) => ({ kept: 'disk', refused: store.put(changes) }) })(missing)
        } finally {
          store.close()
        }
        remove()
      } catch (error) {
        if (error instanceof DamagedError || error instanceof NewerError) throw error
        tell(path, error)
      }
    }
  }

  function openAfresh(damage: DamagedError): Store | null {
    try {
      const aside = putDatabaseAside(file, new Date(now()))
      bringIn()
      const store = open({ file, writer, now })
      onNotice(damaged(file, aside, damage))
      return store
    } catch (error) {
      onNotice(unavailable(file, error))
      return null
    }
  }

  function tellUnsaved(error: unknown): void {
    if (isTold) return
    isTold = true
    onNotice(unsaved(file, error))
  }
}
