import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const PACKAGE = /^\0?(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//

/**
 * Lays the licences of all packages that a bundle has taken in beside it: they ask to be handed on.
 * @param {string} fileName
 * @returns {import('vite').Plugin}
 */
export function licences(fileName) {
  return {
    name: 'licences',
    apply: 'build',
    async writeBundle({ dir = '' }) {
      const folders = [...this.getModuleIds()].map((id) => PACKAGE.exec(id.replaceAll('\\', '/'))?.[1] ?? '')
      const texts = await Promise.all([...new Set(folders)].filter(Boolean).sort().map(licenceOf))
      await writeFile(join(dir, fileName), `${texts.join(`\n\n${'─'.repeat(80)}\n\n`)}\n`)
    },
  }
}

/**
 * @param {string} folder of a package
 */
async function licenceOf(folder) {
  const { name, version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))
  const file = (await readdir(folder)).find((each) => /^licen[cs]e(?:\.|$)/i.test(each))
  const text = file ? (await readFile(join(folder, file), 'utf8')).trim() : `Licence: ${license}`
  return `${name} ${version}\n\n${text}`
}
