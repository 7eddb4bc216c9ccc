import { versionOne } from './migrations/versionOne.ts'
import { versionTwo } from './migrations/versionTwo.ts'
import { versionThree } from './migrations/versionThree.ts'
import { versionFour } from './migrations/versionFour.ts'
import type { Migration } from './migrations/migration.ts'

/**
 * Every step from an empty database to the present one. A step that has been released is never changed.
 *
 * All columns are TEXT, INTEGER or REAL: libsql aborts the whole process when it returns a BLOB inside Electron.
 * Times are epoch ms.
 */
export const MIGRATIONS: readonly Migration[] = [versionOne, versionTwo, versionThree, versionFour]

export type { Migration }
