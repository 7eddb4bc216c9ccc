import { createHash } from 'node:crypto'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from '../setup/paths.mjs'

/** Whatever a build is made from. */
const SOURCES = [
  'app',
  'renderer',
  'tools/build',
  'vite.config.ts',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
]

/**
 * A short text that changes when any source does. It reads sizes and times of change, not contents.
 * @param {string} [folder]
 * @param {string[]} [sources] files and folders below it
 */
export async function sourceMark(folder = root, sources = SOURCES) {
  const files = (await Promise.all(sources.map((source) => listFiles(join(folder, source))))).flat().sort()
  const lines = await Promise.all(
    files.map(async (file) => {
      const { size, mtimeMs } = await stat(file)
      return `${file} ${size} ${mtimeMs}`
    }),
  )
  return createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, 24)
}

/**
 * @param {string} path of a file or folder; one that is not there counts as empty
 * @returns {Promise<string[]>}
 */
async function listFiles(path) {
  const found = await stat(path).catch(() => null)
  if (!found) return []
  if (found.isFile()) return [path]
  const entries = await readdir(path, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
}
