import { spawn } from 'node:child_process'
import { say, SetupError } from './say.mjs'

/**
 * Whether the app would have no screen to open a window on.
 * @param {NodeJS.ProcessEnv} [env]
 * @param {NodeJS.Platform} [platform]
 */
export function lacksDisplay(env = process.env, platform = process.platform) {
  return platform === 'linux' && !env['DISPLAY'] && !env['WAYLAND_DISPLAY']
}

/** The virtual displays that were started for this process by another, by name. */
export function virtualDisplays() {
  return (process.env['POSTERN_DISPLAYS'] ?? '').split(' ').filter(Boolean)
}

/** Without a desktop Chromium complains of a missing message bus and graphics card, neither of which it needs. */
const QUIET = ['--log-level=3']

/**
 * Starts a virtual display if there is no other, or as many as are to be used at a time.
 * @param {number} [count]
 * @returns {Promise<{ env: NodeJS.ProcessEnv, switches: string[], close: () => void }>} what to add to the environment and the
 * command line of programs that open windows, and how to end the display
 */
export async function openDisplay(count = 1) {
  if (!lacksDisplay()) return { env: {}, switches: [], close() {} }
  const displays = await Promise.all(Array.from({ length: count }, startVirtual))
  const names = displays.map(({ name }) => name)
  say(`There is no display here: using a virtual one (${names.join(', ')}).`)
  const close = () => {
    for (const { server } of displays) server.kill()
  }
  process.once('exit', close)
  return { env: { DISPLAY: names[0], POSTERN_DISPLAYS: names.join(' ') }, switches: QUIET, close }
}

/** @returns {Promise<{ name: string, server: import('node:child_process').ChildProcess }>} */
async function startVirtual() {
  // A display that loses its last client would be reset, and with it a client that is just connecting.
  const options = ['-displayfd', '3', '-screen', '0', '1600x1000x24', '-nolisten', 'tcp', '-noreset']
  const server = spawn('Xvfb', options, {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    // In a group of its own, so that Ctrl+C ends the app first and its display afterwards.
    detached: true,
  })
  /** @type {string} */
  const number = await new Promise((resolve, reject) => {
    let complaint = ''
    let announced = ''
    /** @param {string} reason */
    const fail = (reason) =>
      reject(
        new SetupError(
          `There is no display, and the virtual one did not start: ${reason}`,
          'start Xvfb yourself and set DISPLAY, or start Postern on a desktop.',
        ),
      )
    server.stderr?.setEncoding('utf8').on('data', (text) => (complaint += text))
    server.stdio[3]?.on('data', (text) => {
      announced += String(text)
      if (announced.includes('\n')) resolve(announced.trim())
    })
    server.on('error', (error) => fail(error.message))
    server.on('exit', (code) => fail(complaint.trim() || `exit code ${code}`))
  })
  // The display must not keep this process alive once the app has ended.
  server.unref()
  for (const stream of server.stdio)
    if (stream && 'unref' in stream && typeof stream.unref === 'function') stream.unref()
  return { name: `:${number}`, server }
}
