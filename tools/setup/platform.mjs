import { ensureSandbox, sandboxSwitches } from './chromiumSandbox.mjs'
import { lacksDisplay, openDisplay } from './display.mjs'
import { ensureLibraries } from './libraries.mjs'
import { ensureRuntime } from './runtime.mjs'

/**
 * @typedef {object} Platform
 * @property {string} electron path of the program
 * @property {string[]} switches that it needs on this machine
 * @property {NodeJS.ProcessEnv} env for programs that open windows
 * @property {() => void} close ends what was started
 */

/**
 * Everything that windows need: Electron, its libraries, and a display.
 * @param {{ displays?: number }} [options] how many virtual displays to start where there is no other
 * @returns {Promise<Platform>}
 */
export async function ensurePlatform({ displays = 1 } = {}) {
  const electron = await ensureRuntime()
  await ensureLibraries(electron, lacksDisplay())
  await ensureSandbox(electron)
  const display = await openDisplay(displays)
  return {
    electron,
    switches: [...sandboxSwitches(), ...display.switches],
    env: { ...process.env, ...display.env, POSTERN_ELECTRON: electron },
    close: display.close,
  }
}
