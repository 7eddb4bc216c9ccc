import { accessSync, constants } from 'node:fs'
import { connect, type NetConnectOpts } from 'node:net'
import { isAbsolute, join } from 'node:path'

/** A display of another computer that answers does so sooner, also over a slow line. */
const ANSWER_MS = 10_000
/** The first display of a computer has this port, and each further one the next. */
const FIRST_PORT = 6000

type Display = 'missing' | 'refused' | 'usable'

/**
 * Why no window can be opened on Linux, where Chromium would crash without a word; null when nothing speaks against it.
 * @param isChosen whether a switch chooses the kind of display, perhaps one that needs none
 */
export async function displayProblem(
  env: NodeJS.ProcessEnv,
  isChosen: boolean,
  answerMs = ANSWER_MS,
): Promise<string | null> {
  if (isChosen || (await hasWayland(env, answerMs))) return null
  if (!env.DISPLAY)
    return env.WAYLAND_DISPLAY
      ? `The display ${env.WAYLAND_DISPLAY} is not there. Set WAYLAND_DISPLAY or DISPLAY to one that is, or start Postern in a desktop session.`
      : 'There is no display, because DISPLAY and WAYLAND_DISPLAY are empty. Start Postern in a desktop session. The command line needs no display.'
  const display = await lookAt(env.DISPLAY, env, answerMs)
  if (display === 'usable') return null
  if (display === 'refused')
    return `The display ${env.DISPLAY} refuses this user. Start Postern as the user of the desktop session, or set XAUTHORITY to the file with its key.`
  return `The display ${env.DISPLAY} is not there. Set DISPLAY to one that is, or start Postern in a desktop session.`
}

async function hasWayland(env: NodeJS.ProcessEnv, answerMs: number): Promise<boolean> {
  const name = env.WAYLAND_DISPLAY
  if (!name) return false
  const path = isAbsolute(name) ? name : join(env.XDG_RUNTIME_DIR ?? '/', name)
  return (await ask({ path }, null, answerMs)) !== null
}

async function lookAt(display: string, env: NodeJS.ProcessEnv, answerMs: number): Promise<Display> {
  const [, host, number = ''] = /^(.*):(\d+)(?:\.\d+)?$/.exec(display) ?? []
  if (host === undefined) return 'missing'
  // With a key of its own only Chromium can ask, and a tunnel would speak up about a question without one.
  const question = hasKey(env) ? null : GREETING
  for (const address of addressesOf(host, Number(number))) {
    const answer = await ask(address, question, answerMs)
    if (answer !== null) return answer === REFUSAL ? 'refused' : 'usable'
  }
  // How a protocol or a path is written before the number only Chromium can tell.
  return host.includes('/') ? 'usable' : 'missing'
}

function addressesOf(host: string, number: number): NetConnectOpts[] {
  if (host.includes('/')) return []
  const path = `/tmp/.X11-unix/X${number}`
  // Abstract sockets are no files.
  if (host === '' || host === 'unix') return [{ path: `\0${path}` }, { path }]
  const port = FIRST_PORT + number
  return port > 65_535 ? [] : [{ host: host.replace(/^\[(.*)\]$/, '$1'), port }]
}

function hasKey({ XAUTHORITY, HOME }: NodeJS.ProcessEnv): boolean {
  try {
    accessSync(XAUTHORITY || join(HOME ?? '/', '.Xauthority'), constants.R_OK)
    return true
  } catch {
    return false
  }
}

/** How a program greets an X server: the order of its bytes, version 11.0, and no key. */
const GREETING = Buffer.from([0x6c, 0, 11, 0, 0, 0, 0, 0, 0, 0, 0, 0])
const REFUSAL = 0
const WELCOME = 1

/**
 * Connects, and asks if there is something to ask: the first byte of the answer, and null when nobody answers. Who was welcomed
 * stays until this process ends: an X server that loses the last of its programs starts anew, and drops who comes meanwhile.
 */
function ask(address: NetConnectOpts, question: Buffer | null, answerMs: number): Promise<number | null> {
  return new Promise((resolve) => {
    const socket = connect(address)
    const end = (answer: number | null) => {
      clearTimeout(guard)
      if (question === null || answer === null || answer === REFUSAL) socket.destroy()
      else socket.unref().pause()
      resolve(answer)
    }
    const guard = setTimeout(end, answerMs, null)
    socket.on('error', () => end(null))
    socket.on('end', () => end(null))
    socket.once('connect', () => {
      if (question === null) end(WELCOME)
      else socket.write(question)
    })
    socket.once('data', ([first = REFUSAL]) => end(first))
  })
}
