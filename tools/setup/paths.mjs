import { homedir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The project's folder. */
export const root = fileURLToPath(new URL('../../', import.meta.url))

/**
 * The folder outside the work tree in which every checkout of this machine finds the prepared runtime.
 * @param {NodeJS.ProcessEnv} [env]
 */
export function cacheFolder(env = process.env) {
  return env['POSTERN_CACHE'] || join(env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'postern')
}
