import { readdir } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * The benchmarks of a folder whose own names hold one of those that are wanted; all of them when none is.
 * @param {string} folder
 * @param {string[]} wanted
 * @returns {Promise<string[]>}
 */
export async function benchFiles(folder, wanted) {
  const names = await readdir(folder).catch(() => [])
  return names
    .filter((name) => name.endsWith('.bench.ts'))
    .filter((name) => wanted.length === 0 || wanted.some((part) => name.includes(part)))
    .sort()
    .map((name) => join(folder, name))
}
