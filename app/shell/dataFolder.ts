import { messageOf } from '../contract/thrown.ts'
import { app } from 'electron'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Notice } from '../contract/notice.ts'
import { makeFolder } from '../files/folder.ts'

export interface DataFolder {
  path: string
  /** Set when the wanted folder cannot be written and a temporary one is used instead. */
  notice: Notice | null
}

/**
 * Decides where the data lies: in `POSTERN_DATA`, or in Electron's `userData`. The single-instance lock belongs to that
 * folder, so this must run before the lock is requested.
 */
export function prepareDataFolder(): DataFolder {
  const wanted = wantedFolder()
  const problem = tryWriting(wanted)
  // A temporary folder that can be written is there: else the app would not have come so far.
  const path = problem === null ? wanted : mkdtempSync(join(tmpdir(), 'postern-'))
  app.setPath('userData', path)
  return { path, notice: problem === null ? null : notWritable(wanted, path, problem) }
}

function wantedFolder(): string {
  if (process.env.POSTERN_DATA) return resolve(process.env.POSTERN_DATA)
  try {
    return app.getPath('userData')
  } catch {
    // Electron makes the folder when it is asked for its path, and tells only that it could not.
    return resolve(process.env.XDG_CONFIG_HOME || join(homedir(), '.config'), app.getName())
  }
}

function tryWriting(folder: string): string | null {
  const probe = join(folder, `.probe-${process.pid}`)
  try {
    makeFolder(folder)
    // A whole block, because an empty file can be made even on a full disk.
    writeFileSync(probe, 'x'.repeat(4096))
    rmSync(probe)
    return null
  } catch (error) {
    return messageOf(error)
  }
}

function notWritable(wanted: string, instead: string, problem: string): Notice {
  return {
    id: 'data-folder-not-writable',
    severity: 'warning',
    title: 'Postern uses a temporary folder for this session',
    detail: `Postern cannot write to ${wanted} (${problem}) and leaves it unchanged. This session is in ${instead}.`,
    remedy: 'Make the folder writable or free some space, then start Postern again.',
  }
}
