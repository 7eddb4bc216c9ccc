import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from './paths.mjs'
import { npmCommand, run } from './run.mjs'
import { say, SetupError } from './say.mjs'

/**
 * @typedef {object} LockedPackage
 * @property {string} [version]
 * @property {boolean} [optional]
 * @property {boolean} [devOptional]
 * @property {boolean} [link]
 */

/** @typedef {{ packages?: Record<string, LockedPackage> }} Lockfile */

/**
 * Why the installed packages are not those of the lockfile, or null if they are. npm writes its record of what it
 * installed (`node_modules/.package-lock.json`) last, so an interrupted installation has none.
 * @param {Lockfile} lockfile
 * @param {Lockfile | null} installed
 * @returns {string | null}
 */
export function staleness(lockfile, installed) {
  if (!installed) return 'There are no dependencies yet'
  for (const [path, wanted] of Object.entries(lockfile.packages ?? {})) {
    if (path === '' || wanted.link) continue
    const found = installed.packages?.[path]
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)
    if (!found) {
      // Optional packages are often for another platform.
      if (wanted.optional || wanted.devOptional) continue
      return `${name} is not installed`
    }
    if (found.version !== wanted.version)
      return `${name} is ${found.version}, and should be ${wanted.version}`
  }
  return null
}

/** Installs the dependencies if they are missing or differ from the lockfile. */
export async function ensureDependencies() {
  ensureNodeVersion(process.versions.node)
  const lockfile = await readJson(join(root, 'package-lock.json'))
  if (!lockfile) {
    throw new SetupError(
      'package-lock.json is missing or damaged.',
      'Restore it: git checkout package-lock.json',
    )
  }
  const reason = staleness(lockfile, await readJson(join(root, 'node_modules', '.package-lock.json')))
  if (!reason) return
  say(`${reason}: installing the dependencies (npm ci)…`)
  const [command, args] = npmCommand(['ci', '--no-fund', '--no-audit', '--loglevel=error'])
  const { code } = await run(command, args, { cwd: root, show: true })
  if (code !== 0) {
    throw new SetupError(
      `npm ci failed with exit code ${code}. Its own message is above.`,
      'check the network and the registry setting of npm (npm ping), then start again.',
    )
  }
}

/**
 * @param {string} version such as `20.19.0`
 */
export function ensureNodeVersion(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major > 20 || (major === 20 && minor >= 19)) return
  throw new SetupError(
    `Postern needs Node 20.19 or newer. This is ${version}.`,
    'install a newer Node, then start again.',
  )
}

/**
 * @param {string} file
 * @returns {Promise<Lockfile | null>} null if the file is missing or is not JSON
 */
async function readJson(file) {
  try {
    return JSON.parse(await readFile(file, 'utf8'))
  } catch {
    return null
  }
}
