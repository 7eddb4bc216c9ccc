import { fileURLToPath } from 'node:url'
import { drive } from '../setup/drive.mjs'

const movableClock = fileURLToPath(new URL('movableClock.cjs', import.meta.url))

const MINUTE_MS = 60_000

/**
 * @typedef {object} Sending
 * @property {number} minutesAgo
 * @property {string} target
 * @property {string} [method]
 * @property {string} [key] of the sandbox; left out for the one that sees three sites
 * @property {string} [body]
 * @property {string} [fault] what the sandbox does to it
 * @property {number} [second] of the minute in which it is sent
 * @property {string} [note]
 * @property {boolean} [isPinned]
 */

/**
 * Lives through sendings of the days before, oldest first, in a data folder that the demo then opens.
 * @param {{ electron: string, args: string[], env: NodeJS.ProcessEnv }} start
 * @param {readonly Sending[]} past
 */
export async function live({ electron, args, env }, past) {
  const app = await drive(electron, ['-r', movableClock, ...args], env)
  try {
    const page = await app.firstWindow()
    await page.getByRole('button', { name: 'Send', exact: true }).waitFor()
    await answerDialogs(app)
    for (const sending of past) {
      const { minutesAgo, second } = sending
      const meant = Date.now() - minutesAgo * MINUTE_MS
      const start = second === undefined ? meant : Math.floor(meant / MINUTE_MS) * MINUTE_MS + second * 1000
      await app.evaluate((_electron, behind) => {
        Object.assign(globalThis, { demoBehindMs: behind })
      }, Date.now() - start)

      await page.evaluate(sendInPage, sending)
    }
  } finally {
    await app.close()
  }
}

/**
 * Agrees to what the app asks in dialogs of the system, which no script can click: before it sends to a host of no profile.
 * @param {import('playwright').ElectronApplication} app
 */
export async function answerDialogs(app) {
  await app.evaluate(({ dialog }) => {
    dialog.showMessageBox = () => Promise.resolve({ response: 1, checkboxChecked: false })
  })
}

/**
 * Runs in the page: nothing from outside can be used. Ends with the exchange.
 * @param {Sending} sending
 */
async function sendInPage({ target, method = 'GET', key = 'site-7', body, fault, note, isPinned }) {
  const { postern } = /** @type {any} */ (globalThis)
  /** @param {string} name @param {unknown} input */
  const call = async (name, input) => {
    const result = await postern.call(name, input)
    if (!result.ok) throw new Error(`${name}: ${result.error.message}`)
    return result.value
  }
  const ended = new Set()
  let tell = () => undefined
  const off = postern.on('exchange:changed', (/** @type {any} */ { summary }) => {
    if (summary.outcome !== null) ended.add(summary.id)
    tell()
  })
  const profiles = await call('profiles:list', undefined)
  const sandbox = profiles.find((/** @type {{ id: string }} */ profile) => profile.id === 'sandbox')
  const { id } = await call('exchange:send', {
    profile: 'sandbox',
    writtenFor: target.startsWith('/') ? sandbox.baseUrl : new URL(target).origin,
    key,
    method,
    target,
    headers: [
      ...(body === undefined ? [] : [['content-type', 'application/json']]),
      ...(fault === undefined ? [] : [['x-sandbox-fault', fault]]),
    ],
    body: body ?? null,
    markedIdempotent: false,
    replayOf: null,
  })
  await new Promise((resolve) => {
    tell = () => {
      if (ended.has(id)) resolve(undefined)
    }
    tell()
  })
  off()
  if (note !== undefined || isPinned !== undefined) await call('history:mark', { id, note, pinned: isPinned })
}
