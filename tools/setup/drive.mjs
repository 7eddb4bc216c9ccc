import { fileURLToPath } from 'node:url'

/** What is loaded into the app ahead of its own code. */
export const untilDriven = fileURLToPath(new URL('untilDriven.cjs', import.meta.url))

/**
 * Starts an app to be driven by Playwright.
 * @param {string} program Electron, or what starts it
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @param {string} first a copy of what is loaded first, where the original cannot be read
 */
export async function drive(program, args, env, first = untilDriven) {
  // Only now: before the set-up there may be no playwright to import.
  const { _electron } = await import('playwright')
  return _electron.launch({
    executablePath: program,
    // Else Playwright switches Chromium's sandbox off, needed or not.
    chromiumSandbox: true,
    args: ['-r', first, ...args],
    env: Object.fromEntries(Object.entries(env).map(([name, value]) => [name, value ?? ''])),
  })
}
