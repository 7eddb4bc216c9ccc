import { fileURLToPath } from 'node:url'

const untilDriven = fileURLToPath(new URL('untilDriven.cjs', import.meta.url))

/**
 * Starts an app to be driven by Playwright.
 * @param {string} program Electron, or what starts it
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 */
export async function drive(program, args, env) {
  // Only now: before the set-up there may be no playwright to import.
  const { _electron } = await import('playwright')
  return _electron.launch({
    executablePath: program,
    // Else Playwright switches Chromium's sandbox off, needed or not.
    chromiumSandbox: true,
    args: ['-r', untilDriven, ...args],
    env: Object.fromEntries(Object.entries(env).map(([name, value]) => [name, value ?? ''])),
  })
}
