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

/**
 * Starts a virtual display if there is no other.
 * @returns {Promise<{ env: NodeJS.ProcessEnv, close: () => void }>} what to add to the environment of programs that open windows,
 * and how to end the display
 */
export async function openDisplay() {
  if (!lacksDisplay()) return { env: {}, close() {} }
  const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1600x1000x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  })
  /** @type {string} */
  const number = await new Promise((resolve, reject) => {
    let complaint = ''
    let announced = ''
    /** @param {string} reason */
    const fail = (reason) =>
      reject(
        new SetupError(
          `There is no display, and the virtual one could not be started: ${reason}`,
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
  say(`There is no display here: using a virtual one (:${number}).`)
  // The display must not keep this process alive once the app has ended.
  server.unref()
  for (const stream of server.stdio)
    if (stream && 'unref' in stream && typeof stream.unref === 'function') stream.unref()
  return { env: { DISPLAY: `:${number}` }, close: () => void server.kill() }
}
