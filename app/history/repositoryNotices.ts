import { formatCount, listed, plural } from '../contract/words.ts'
import type { Notice } from '../contract/notice.ts'
import { reasonOf } from '../files/quarantine.ts'
import { LostError, type DamagedError, type NewerError } from './fileErrors.ts'

export function damaged(file: string, aside: string, damage: DamagedError): Notice {
  return {
    id: 'history-damaged',
    severity: 'warning',
    title: 'Postern found damage in the history',
    detail: `Postern cannot use ${file}: ${damage.message}. The file is now in ${aside}, unchanged. Postern began a new history.`,
    remedy: 'To rescue what is in it, open that file with the recovery command of the sqlite3 tool.',
  }
}

export function unsaved(file: string, error: unknown): Notice {
  return {
    id: 'history-unsaved',
    severity: 'warning',
    title: 'Postern cannot save the history',
    detail: `Postern cannot write to ${file}: ${reasonOf(error)}. It keeps new exchanges in memory. Saved ones stay readable.`,
    remedy:
      error instanceof LostError
        ? 'Put the folder back where it was, or start Postern again to begin a new history there.'
        : 'Make room on the disk, or end the program that locks the file. Postern saves automatically with a later request.',
  }
}

export function savedAgain(file: string): Notice {
  return {
    id: 'history-unsaved',
    severity: 'info',
    title: 'Postern saves the history again',
    detail: `The exchanges from memory are now in ${file} too.`,
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
    detail: `The disk of ${file} has ${megabytes(free)} free. Below 100 MB, Postern keeps no bodies of responses.`,
    remedy: 'Make room on the disk.',
  }
}

export function roomUsedUp(file: string, free: number): Notice {
  return {
    id: ROOM,
    severity: 'warning',
    title: 'Postern keeps no bodies of responses now',
    detail: `The disk of ${file} has ${megabytes(free)} free. Postern keeps new exchanges without the bodies of their responses.`,
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
    detail: `A newer Postern wrote ${file}: ${error.message}. Postern leaves it unchanged and keeps this session's exchanges in memory only.`,
    remedy: 'Install the newer version again, or move the file elsewhere to begin a new history.',
  }
}

/** Nothing of this kind was ever released. */
export function older(file: string, aside: string): Notice {
  return {
    id: 'history-older',
    severity: 'warning',
    title: 'The history comes from an early version',
    detail: `An early Postern wrote ${file}, and this one cannot read it. The file is now in ${aside}, unchanged. Postern began a new history.`,
    remedy: 'To see what is in it, open that file with the version that wrote it.',
  }
}

export function foreign(file: string): Notice {
  return {
    id: 'history-unavailable',
    severity: 'warning',
    title: 'Postern cannot open the history',
    detail: `${file} is a database of another program. Postern leaves it unchanged and keeps this session's exchanges in memory only.`,
    remedy:
      'Move the file elsewhere, or choose another data folder with POSTERN_DATA, then start Postern again.',
  }
}

export function unavailable(file: string, error: unknown): Notice {
  return {
    id: 'history-unavailable',
    severity: 'warning',
    title: 'Postern cannot open the history',
    detail: `Postern cannot open ${file}: ${reasonOf(error)}. It keeps this session's exchanges in memory only.`,
    remedy: 'Make the folder readable and writable for your user, then start Postern again.',
  }
}

export function unwritable(file: string, error: unknown): Notice {
  return {
    id: 'history-unavailable',
    severity: 'warning',
    title: 'Postern can only read the history',
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
    detail: `Postern cannot import it from ${path}: ${reasonOf(error)}. It keeps new exchanges as always.`,
    remedy: 'Make the file readable and writable for your user. Postern reads it at the next start.',
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
    title: 'Postern could not read all of an earlier run',
    detail: `Postern cannot read ${entries} of ${path}, because of damage or of a newer version. The others are in the history. The file is now in ${aside}, unchanged.`,
    remedy: 'Open that file in a text editor to see what is in it: each line is one exchange, as JSON.',
  }
}

export function restarted(reason: string, isOnDisk: boolean): Notice {
  const rest = isOnDisk
    ? 'The exchanges that it confirmed are in the history.'
    : 'The exchanges in its memory are lost, because the disk refused them.'
  return {
    id: 'history-restarted',
    severity: 'warning',
    title: 'Postern restarted the history',
    detail: `The thread that keeps it ended unexpectedly: ${reason}. ${rest}`,
    remedy: null,
  }
}
