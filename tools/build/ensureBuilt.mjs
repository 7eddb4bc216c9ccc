import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from '../setup/paths.mjs'
import { say, SetupError } from '../setup/say.mjs'
import { sourceMark } from './sourceMark.mjs'
import { allParts, hasChunks, nodeConfig, nodeParts, rendererConfig } from './parts.mjs'

/** @typedef {import('./parts.mjs').Part} Part */

const out = join(root, 'out')
const stampFile = join(out, '.stamp')
/** Code that a part reads later. */
const CHUNK = /^([a-z]+)-.*\.js(?:\.map)?$/i

/**
 * Builds those parts whose sources have changed since they were last built.
 * @param {Part[]} [parts]
 * @param {{ force?: boolean }} [options]
 */
export async function ensureBuilt(parts = allParts, { force = false } = {}) {
  const mark = await sourceMark()
  const stamps = await readStamps()
  const stale = parts.filter((part) => force || stamps[part] !== mark || !existsSync(output(part)))
  if (stale.length === 0) return
  say(`Building ${stale.join(', ')}…`)
  await mkdir(out, { recursive: true })
  await removeLeftovers(stale)
  for (const part of stale) {
    await build(part)
    stamps[part] = mark
  }
  await writeFile(stampFile, JSON.stringify(stamps, null, 2))
}

/**
 * Removes what no part makes any more, so that it does not get into a package.
 * @param {Part[]} stale whose chunks go as well
 */
async function removeLeftovers(stale) {
  const kept = Object.entries(nodeParts).flatMap(([name, { file }]) => [
    file,
    `${file}.map`,
    `licences-${name}.txt`,
  ])
  for (const name of await readdir(out)) {
    const part = CHUNK.exec(name)?.[1] ?? ''
    const isKept = hasChunks(part)
      ? !stale.some((each) => each === part)
      : ['.stamp', 'renderer', ...kept].includes(name)
    if (!isKept) await rm(join(out, name), { recursive: true })
  }
}

/**
 * @param {Part} part
 */
function output(part) {
  return join(out, part === 'renderer' ? 'renderer/index.html' : nodeParts[part].file)
}

/**
 * @param {Part} part
 */
function entry(part) {
  return part === 'renderer' ? 'renderer/index.html' : nodeParts[part].entry
}

/**
 * @param {Part} part
 */
async function build(part) {
  if (!existsSync(join(root, entry(part)))) {
    throw new SetupError(
      `${entry(part)} is missing, so ${part} cannot be built.`,
      `restore it: git checkout ${entry(part)}`,
    )
  }
  // What is built is always what users get. Vite leaves an environment that has a name already, and that of the benches,
  // which run within its server, is "development". What we start afterwards is not "production".
  const environment = process.env['NODE_ENV']
  process.env['NODE_ENV'] = 'production'
  try {
    const vite = await import('vite')
    await vite.build(part === 'renderer' ? rendererConfig() : nodeConfig(part))
  } catch (error) {
    throw new SetupError(
      `Building ${part} failed: ${error instanceof Error ? error.message : String(error)}`,
      'fix the source that it names. npm run check may say more.',
    )
  } finally {
    if (environment === undefined) delete process.env['NODE_ENV']
    else process.env['NODE_ENV'] = environment
  }
}

/** @returns {Promise<Partial<Record<Part, string>>>} */
async function readStamps() {
  try {
    return JSON.parse(await readFile(stampFile, 'utf8'))
  } catch {
    return {}
  }
}
