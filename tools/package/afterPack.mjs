import { rm } from 'node:fs/promises'
import { join } from 'node:path'

/** What a prepared runtime holds for its own use; a plain one from Electron's makers has only the first two. */
const LEFTOVERS = ['resources/default_app.asar', 'version', 'prepared.json']

/**
 * Called by electron-builder once the app lies in its folder, before the fuses are set.
 * @param {{ appOutDir: string }} context
 */
export default async function afterPack({ appOutDir }) {
  for (const name of LEFTOVERS) await rm(join(appOutDir, name), { force: true })
}
