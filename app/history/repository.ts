import type { Exchange } from '../contract/exchange.ts'
import type { Notice } from '../contract/notice.ts'
import { changeTo, NOTHING, type Annotations } from './annotations.ts'
import { createDiskRoom, freeBytesAt } from './diskRoom.ts'
import { openDisk } from './diskOpening.ts'
import type { AnnotationChange, PutOptions } from './history.ts'
import { waitingJournals } from './leftJournals.ts'
import { unreadable } from './reading.ts'
import { notBroughtIn, savedAgain, unsaved } from './repositoryNotices.ts'
import { openStore, openStoreForReading, TOP, type Place, type Store, type StoreOptions } from './store.ts'

/** Keeps exchanges on the disk while that works and in memory while it does not, and says which. */
export interface Repository extends Omit<Store, 'put' | 'has' | 'destroy' | 'annotationsOf' | 'close'> {
  put(exchanges: readonly Exchange[], options: PutOptions): 'disk' | 'memory'
  /** Moves what is in memory to the disk, if that works again. */
  saveWaiting(): void
  /** Returns whether all that was put is on the disk. */
  close(): boolean
}

export interface RepositoryOptions {
  file: string
  writer: string
  onNotice: (notice: Notice) => void
  now?: () => number
  /** Ms that never run backwards. */
  monotonic?: () => number
  open?: (options: StoreOptions) => Store
  /** Free bytes of the disk; null where that cannot be told. */
  free?: () => number | null
}

/** After a failure the disk is left alone for this long: a locked file costs seconds each time. */
const PAUSE_MS = 10_000

export function openRepository(options: RepositoryOptions): Repository {
  const { file, writer, onNotice, now = Date.now, open = openStore } = options
  const { monotonic = () => performance.now(), free = () => freeBytesAt(file) } = options
  const room = createDiskRoom({ file, free, monotonic, onNotice })
  const disk = openDisk({ file, writer, onNotice, now, monotonic, open })
  const spare = createSpare(() => openStore({ file: ':memory:', writer, now }))
  if (disk === null) return inMemory(spare.store())
  let pausedUntil = 0
  let isTold = false

  /** The disk works again: what was kept in memory meanwhile follows. */
  function moveWaiting(to: Store): void {
    if (spare.ids.size === 0) return
    spare.moveTo(to)
    isTold = false
    onNotice(savedAgain(file))
  }

  /** @returns whether it is on the disk; with nothing to put, what waits goes there alone */
  function putOnDisk(to: Store, exchanges: readonly Exchange[], isDurable: boolean): boolean {
    if (monotonic() < pausedUntil) return false
    try {
      // What came earlier goes first: lists are in order of arrival.
      moveWaiting(to)
      to.put(exchanges, isDurable)
      return true
    } catch (error) {
      pausedUntil = monotonic() + PAUSE_MS
      if (!isTold) onNotice(unsaved(file, error))
      isTold = true
      return false
    }
  }

  return {
    ...disk,
    put(all, { durable }) {
      const exchanges = room.fitting(all)
      if (putOnDisk(disk, exchanges, durable)) return 'disk'
      spare.put(exchanges, disk)
      return 'memory'
    },
    saveWaiting() {
      if (spare.ids.size > 0) putOnDisk(disk, [], true)
    },
    ...readingBoth(disk, spare),
    annotate: (change) => (spare.ids.has(change.id) ? spare.store() : disk).annotate(change),
    pin(ids, pinned) {
      const inMemory = ids.filter((id) => spare.ids.has(id))
      if (inMemory.length === 0) return disk.pin(ids, pinned)
      const rest = ids.filter((id) => !spare.ids.has(id))
      return spare.store().pin(inMemory, pinned) + (rest.length === 0 ? 0 : disk.pin(rest, pinned))
    },
    remove(ids, removal) {
      // The disk may hold an earlier state of it, and a removal is to be undone: both ask that it goes there first.
      if (ids.some((id) => spare.ids.has(id))) moveWaiting(disk)
      return disk.remove(ids, removal)
    },
    close() {
      try {
        moveWaiting(disk)
      } catch {
        // It has been said before that they last only as long as this session.
      }
      const isSaved = spare.ids.size === 0
      disk.close()
      spare.close()
      return isSaved
    },
  }
}

/** For one who only reads. @throws PosternError history-unavailable */
export function openRepositoryForReading(options: RepositoryOptions): Repository {
  const { file, writer, onNotice, now = Date.now } = options
  try {
    const store = openStoreForReading({ file, writer, now })
    const waiting = waitingJournals(file, now())
    if (waiting.length > 0) onNotice(notBroughtIn(waiting))
    return {
      ...inMemory(store),
      close() {
        store.close()
        return true
      },
    }
  } catch (error) {
    throw unreadable(file, error)
  }
}

/** For a session in which there is no disk at all. */
function inMemory(store: Store): Repository {
  return {
    ...store,
    put(exchanges) {
      store.put(exchanges, false)
      return 'memory'
    },
    saveWaiting: () => undefined,
    close() {
      store.close()
      return false
    },
  }
}

interface Spare {
  /** Exchanges that are in memory and must still go to the disk. */
  ids: ReadonlySet<string>
  /** Made when it is first needed: on most days it never is. */
  store(): Store
  /** What was put on an exchange before it came into memory goes with it. */
  put(exchanges: readonly Exchange[], disk: Store): void
  moveTo(disk: Store): void
  close(): void
}

function createSpare(open: () => Store): Spare {
  const ids = new Set<string>()
  let store: Store | null = null
  const opened = () => (store ??= open())

  return {
    ids,
    store: opened,
    put(exchanges, disk) {
      const coming = exchanges.map(({ id }) => id).filter((id) => !ids.has(id))
      opened().put(exchanges, false, annotationsOn(disk, coming))
      for (const id of coming) ids.add(id)
    },
    moveTo(disk) {
      const all = [...ids]
      const exchanges = all.map((id) => opened().get(id)).filter((exchange) => exchange !== null)
      const annotations = opened().annotationsOf(all)
      disk.put(
        exchanges,
        true,
        all.map((id) => changeTo(id, annotations[id] ?? NOTHING)),
      )
      opened().destroy(all)
      ids.clear()
    },
    close() {
      store?.close()
    },
  }
}

function annotationsOn(disk: Store, ids: readonly string[]): AnnotationChange[] {
  try {
    return Object.entries(disk.annotationsOf(ids)).map(([id, annotation]) => changeTo(id, annotation))
  } catch {
    // A disk that cannot even be read says so to whoever asks for something.
    return []
  }
}

interface Part<T> {
  found: T[]
  position: number | null
}
type Look<T> = (store: Store, place: Place, isOver: () => boolean) => Part<T>

/** What is in memory came later than what is on the disk, and so comes first. */
function readingBoth(disk: Store, spare: Spare) {
  function throughBoth<T extends { id: string }>(
    place: Place,
    isOver: () => boolean,
    look: Look<T>,
  ): Part<T> {
    if (spare.ids.size === 0) return look(disk, place, isOver)
    const isInMemory = place.position === null && (place.before === null || spare.ids.has(place.before))
    const newest = isInMemory ? look(spare.store(), place, () => false).found : []
    if (newest.length >= place.limit) return { found: newest, position: TOP }
    const position = isInMemory ? TOP : place.position
    const rest = look(disk, { ...place, position, limit: place.limit - newest.length }, isOver)
    return {
      found: [...newest, ...rest.found.filter(({ id }) => !spare.ids.has(id))],
      position: rest.position,
    }
  }

  return {
    get: (id) => (spare.ids.has(id) ? spare.store() : disk).get(id),
    known(ids) {
      const inMemory = ids.filter((id) => spare.ids.has(id))
      return [...new Set([...inMemory, ...disk.known(ids)])]
    },
    list(place, isOver) {
      const { found, position } = throughBoth(place, isOver, (store, part, ends) => {
        const { items, annotations, position } = store.list(part, ends)
        return { found: items.map((item) => ({ id: item.id, item, put: annotations[item.id] })), position }
      })
      const annotations: Annotations = {}
      for (const { id, put } of found) if (put) annotations[id] = put
      return { items: found.map(({ item }) => item), annotations, position }
    },
    find(place, isOver) {
      const { found, position } = throughBoth(place, isOver, (store, part, ends) => {
        const { ids, position } = store.find(part, ends)
        return { found: ids.map((id) => ({ id })), position }
      })
      return { ids: found.map(({ id }) => id), position }
    },
    total: () => disk.total() + [...spare.ids].filter((id) => !disk.has(id)).length,
    quickCount: (query) => (spare.ids.size === 0 ? disk.quickCount(query) : null),
  } satisfies Partial<Repository>
}
