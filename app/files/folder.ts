import { mkdirSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { isNetworkShare } from './networkShare.ts'

/**
 * Makes a folder and those above it, for the owner's eyes only. Node's own recursive call is not used: below a file
 * system that answers "no such entry" for every new name, such as `/proc`, it never ends.
 */
export function makeFolder(path: string): void {
  const folder = resolve(path)
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return
  const parent = dirname(folder)
  if (parent !== folder) makeFolder(parent)
  try {
    mkdirSync(folder, { mode: 0o700 })
  } catch (error) {
    // Another process may have made it meanwhile.
    if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw error
  }
}

/** Tells a folder from another that took its place; null where there is none. Numbers on network shares may change at any time. */
export function folderMark(path: string): number | null {
  try {
    const found = statSync(path)
    if (!found.isDirectory()) return null
    return isNetworkShare(path) ? 0 : found.ino
  } catch {
    return null
  }
}
