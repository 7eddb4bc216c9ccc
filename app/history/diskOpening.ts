import type { Notice } from '../contract/notice.ts'
import { putDatabaseAside } from './database.ts'
import { DamagedError, NewerError } from './inspection.ts'
import { bringInJournals } from './leftJournals.ts'
import { damaged, newer, unavailable } from './repositoryNotices.ts'
import type { Store, StoreOptions } from './store.ts'

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
    if (error instanceof DamagedError) return openAfresh(options, error)
    onNotice(error instanceof NewerError ? newer(file, error) : unavailable(file, error))
    return null
  }
}

function openAfresh(options: DiskOptions, damage: DamagedError): Store | null {
  const { file, now, onNotice } = options
  try {
    const aside = putDatabaseAside(file, new Date(now()))
    const store = openWithJournals(options)
    onNotice(damaged(file, aside, damage))
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
