import type { Notice } from '../contract/notice.ts'
import { putDatabaseAside } from './database.ts'
import { DamagedError, ForeignError, NewerError, OlderError } from './fileErrors.ts'
import { bringInJournals } from './leftJournals.ts'
import { damaged, foreign, newer, older, unavailable, unwritable } from './repositoryNotices.ts'
import { openStoreForReading, type Store, type StoreOptions } from './store.ts'

export interface DiskOptions extends StoreOptions {
  onNotice: (notice: Notice) => void
  open: (options: StoreOptions) => Store
}

/** Opens the database with all that was left for it; null, and a notice, when the session has to do without. */
export function openDisk(options: DiskOptions): Store | null {
  const { file, onNotice } = options
  try {
    return openWithJournals(options)
  } catch (error) {
    if (error instanceof DamagedError || error instanceof OlderError) return openAfresh(options, error)
    if (error instanceof NewerError) onNotice(newer(file, error))
    else if (error instanceof ForeignError) onNotice(foreign(file))
    else return openUnwritable(options, error)
    return null
  }
}

/** What cannot be written may still be read, such as a history on a read-only disk. */
function openUnwritable(options: DiskOptions, reason: unknown): Store | null {
  const { file, onNotice } = options
  try {
    const store = openStoreForReading(options)
    onNotice(unwritable(file, reason))
    return store
  } catch {
    onNotice(unavailable(file, reason))
    return null
  }
}

function openAfresh(options: DiskOptions, reason: DamagedError | OlderError): Store | null {
  const { file, now, onNotice } = options
  try {
    const isOlder = reason instanceof OlderError
    const aside = putDatabaseAside(file, isOlder ? 'older' : 'damaged', new Date(now()))
    const store = openWithJournals(options)
    onNotice(isOlder ? older(file, aside) : damaged(file, aside, reason))
    return store
  } catch (error) {
    onNotice(unavailable(file, error))
    return null
  }
}

function openWithJournals({ onNotice, open, ...own }: DiskOptions): Store {
  bringInJournals(own, open, onNotice)
  return open(own)
}
