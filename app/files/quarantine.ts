import { codeOf, hasCode, messageOf } from '../contract/thrown.ts'
import { closeSync, existsSync, openSync, renameSync, unlinkSync } from 'node:fs'
import { basename, dirname, extname, join } from 'node:path'

/** `20261122-140812`: a UTC time that may stand in a file name and sorts by itself. */
function timeForFileName(now: Date): string {
  return now.toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-')
}

/**
 * A name beside `file` that nothing has yet, such as `settings.damaged-20261122-140812.json`.
 * The name is taken by an empty file, so that nobody else gets it in the meantime.
 */
function takeNameBeside(file: string, label: string): string {
  const ending = extname(file)
  const stem = join(dirname(file), `${basename(file, ending)}.${label}`)
  for (let count = 1; ; count += 1) {
    const name = count === 1 ? `${stem}${ending}` : `${stem}-${count}${ending}`
    try {
      closeSync(openSync(name, 'wx', 0o600))
      return name
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw error
    }
  }
}

/**
 * Puts a file aside under another name, and its companions (`-wal`, say) with it. Nothing is deleted or overwritten.
 * Returns where the file lies now; throws what the file system throws.
 */
export function putAside(file: string, label: string, now: Date, companions: readonly string[] = []): string {
  const name = takeNameBeside(file, `${label}-${timeForFileName(now)}`)
  try {
    renameSync(file, name)
  } catch (error) {
    unlinkSync(name)
    throw error
  }
  for (const companion of companions) {
    if (existsSync(file + companion)) renameSync(file + companion, name + companion)
  }
  return name
}

/** What the system says of a failure, in words for people; the bare message where we know no better. */
export function reasonOf(error: unknown): string {
  return REASONS[codeOf(error) ?? ''] ?? messageOf(error)
}

const REASONS: Partial<Record<string, string>> = {
  ENOENT: 'it is not there, or its folder is not',
  EACCES: 'this user lacks the right to do so',
  EPERM: 'this user lacks the right to do so',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota has no room left',
  EEXIST: 'a part of the path is a file and not a folder',
  ENOTDIR: 'a part of the path is a file and not a folder',
  EISDIR: 'a folder has the name of the file',
  EMFILE: 'too many files are open',
  EIO: 'the disk reports an error',
}
