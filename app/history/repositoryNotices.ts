import { formatCount, listed, plural } from '../contract/words.ts'
import type { Notice } from '../contract/notice.ts'
import { reasonOf } from '../files/quarantine.ts'
import { LostError, type DamagedError, type NewerError } from './fileErrors.ts'

export function damaged(file: string, aside: string, damage: DamagedError): Notice {
  return {
    id: 'history-damaged',
    severity: 'warning',
    title: 'The history was damaged',
    detail: `${file} cannot be used: ${damage.message}. It now lies in ${aside}, untouched, and a new history was begun.`,
    remedy: 'To rescue what is in it, open that file with the recovery command of the sqlite3 tool.',
  }
}

export function unsaved(file: string, error: unknown): Notice {
  return {
    id: 'history-unsaved',
    severity: 'warning',
    title: 'The history is not being saved',
    detail: `Writing to ${file} failed: ${reasonOf(error)}. New exchanges are kept in memory; what was saved before can still be read.`,
    remedy:
      error instanceof LostError
        ? 'Put the folder back where it was, or start Postern again to begin a new history there.'
        : 'Make room on the disk, or end the program that locks the file. Saving goes on by itself with a later request.',
  }
}

export function savedAgain(file: string): Notice {
  return {
    id: 'history-unsaved',
    severity: 'info',
    title: 'The history is being saved again',
    detail: `Everything that was kept in memory meanwhile is now in ${file}.`,
    remedy: null,
  }
}

const ROOM = 'history-room'
const megabytes = (bytes: number) => `${formatCount(Math.floor(bytes / 1e6))} MB`

export function roomLow(file: string, free: number): Notice {
  return {
    id: ROOM,
    severity: 'warning',
    title: 'The disk is nearly full',
    detail: `${megabytes(free)} are free on the disk of ${file}. Below 100 MB Postern keeps no bodies of responses.`,
    remedy: 'Make room on the disk.',
  }
}

export function roomUsedUp(file: string, free: number): Notice {
  return {
    id: ROOM,
    severity: 'warning',
    title: 'Postern keeps no bodies of responses now',
    detail: `${megabytes(free)} are free on the disk of ${file}. Postern keeps new exchanges without the bodies of their responses.`,
    remedy: 'Make room on the disk. Postern then keeps bodies again.',
  }
}

export function roomAgain(file: string): Notice {
  return {
    id: ROOM,
    severity: 'info',
    title: 'The disk has room again',
    detail: `Postern keeps new exchanges whole in ${file}.`,
    remedy: null,
  }
}

export function newer(file: string, error: NewerError): Notice {
  return {
    id: 'history-unavailable',
    severity: 'warning',
    title: 'The history comes from a newer version',
    detail: `${file} was written by a newer Postern: ${error.message}. It was left untouched; this session's exchanges are kept in memory only.`,
    remedy: 'Install the newer version again, or move the file elsewhere to begin a new history.',
  }
}

/** Nothing of this kind was ever released. */
export function older(file: string, aside: string): Notice {
  return {
    id: 'history-older',
    severity: 'warning',
    title: 'The history comes from an early version',
    detail: `${file} was written by an early Postern, whose histories this one does not read. It now lies in ${aside}, untouched, and a new history was begun.`,
    remedy: 'To see what is in it, open that file with the version that wrote it.',
  }
}

export function foreign(file: string): Notice {
  return {
    id: 'history-unavailable',
    severity: 'warning',
    title: 'The history cannot be opened',
    detail: `${file} is a database of another program. It was left untouched; this session's exchanges are kept in memory only.`,
    remedy:
      'Move the file elsewhere, or choose another data folder with POSTERN_DATA, then start Postern again.',
  }
}

export function unavailable(file: string, error: unknown): Notice {
  return {
    id: 'history-unavailable',
    severity: 'warning',
    title: 'The history cannot be opened',
    detail: `${file} cannot be opened: ${reasonOf(error)}. This session's exchanges are kept in memory only.`,
    remedy: 'Make the folder readable and writable for your user, then start Postern again.',
  }
}

export function unwritable(file: string, error: unknown): Notice {
  return {
    id: 'history-unavailable',
    severity: 'warning',
    title: 'The history can only be read',
    detail: `Postern cannot write ${file}: ${reasonOf(error)}. It keeps this session's exchanges in memory only.`,
    remedy: 'Make the folder writable for your user, then start Postern again.',
  }
}

/** What an earlier run had confirmed in its journal did not come into the history. */
export function leftBehind(path: string, error: unknown): Notice {
  return {
    id: `history-left-behind ${path}`,
    severity: 'warning',
    title: 'Something of an earlier run is not in the history yet',
    detail: `It lies in ${path}, which cannot be brought in: ${reasonOf(error)}. New exchanges are kept as always.`,
    remedy: 'Make the file readable and writable for your user; it is looked at with every start.',
  }
}

/** Whoever only reads brings nothing in. */
export function notBroughtIn(paths: readonly string[]): Notice {
  return {
    id: 'history-waiting',
    severity: 'warning',
    title: 'Something of an earlier run is not in the history yet',
    detail: `It is in ${listed(paths)}.`,
    remedy: 'Start the app. It reads the file in.',
  }
}

/** A part of what an earlier run had confirmed is lost to this version. */
export function partlyRead(path: string, aside: string, unreadable: number): Notice {
  const entries = plural(unreadable, 'entry', 'entries')
  return {
    id: `history-partly-read ${path}`,
    severity: 'warning',
    title: 'Not all of an earlier run could be read',
    detail: `${entries} of ${path} cannot be read: the file is damaged, or was written by a newer version. The others are in the history. The file now lies in ${aside}, untouched.`,
    remedy: 'Open that file in a text editor to see what is in it: each line is one exchange, as JSON.',
  }
}

export function restarted(reason: string, isOnDisk: boolean): Notice {
  const rest = isOnDisk
    ? 'What it had confirmed is saved.'
    : 'What it had in memory, because the disk refused it, is lost.'
  return {
    id: 'history-restarted',
    severity: 'warning',
    title: 'The history had to be restarted',
    detail: `The thread that keeps it ended unexpectedly: ${reason}. ${rest}`,
    remedy: null,
  }
}
