import { messageOf } from '../contract/thrown.ts'
import { app, session, type BrowserWindow } from 'electron'
import { z } from 'zod'
import type { PosternBridge } from '../contract/bridge.ts'
import { formatDuration } from '../contract/duration.ts'
import type { SendInput } from '../contract/send.ts'
import { exchangeSchema } from '../contract/exchange.ts'
import { historyPageSchema } from '../contract/summary.ts'
import { SANDBOX_PROFILE } from '../contract/names.ts'

/** The switch that makes the app check itself and quit. */
export const SELF_CHECK = 'self-check'

const LIMIT_MS = 30_000

const REQUEST: SendInput = {
  profile: SANDBOX_PROFILE,
  key: 'site-7',
  method: 'GET',
  target: '/api/external/sites',
  headers: [],
  body: null,
  markedIdempotent: false,
  replayOf: null,
}

/** What the page tells of its request; it is parsed, because the page may be hostile. */
const reportSchema = z.strictObject({
  kept: z.strictObject({ ok: z.literal(true), value: exchangeSchema }),
  list: z.strictObject({ ok: z.literal(true), value: historyPageSchema }),
})

/**
 * Sends one request to the sandbox the way a click on Send does, page and bridge included, and prints what came of it as a
 * line of JSON on standard output. It takes nothing from outside, and opens nothing that is not open anyway.
 * @returns whether all is well
 */
export async function checkSelf(window: BrowserWindow, address: string): Promise<boolean> {
  const { chrome, electron, node } = process.versions
  const about = { postern: app.getVersion(), electron, chrome, node, isPackaged: app.isPackaged }
  try {
    const page = await session.defaultSession.fetch(address)
    const policy = page.headers.get('content-security-policy')
    const { kept, list } = reportSchema.parse(
      await within(LIMIT_MS, window.webContents.executeJavaScript(callOnPage(REQUEST))),
    )
    const { outcome, attempts } = kept.value
    const status = attempts.at(-1)?.response?.status ?? null
    print({ ...about, policy, outcome, status, exchanges: list.value.total })
    return outcome === 'success'
  } catch (error) {
    print({ ...about, problem: messageOf(error) })
    return false
  }
}

function print(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`)
}

function callOnPage(request: SendInput): string {
  return `(${sendOnPage.toString()})(window.postern, ${JSON.stringify(request)})`
}

/** Runs on the page, so it may use nothing that stands outside of it. */
async function sendOnPage(postern: PosternBridge, request: SendInput): Promise<unknown> {
  const ended = new Set<string>()
  let wake = () => {}
  postern.on('exchange:changed', ({ summary: { id, endedAt } }) => {
    if (endedAt !== null) ended.add(id)
    wake()
  })
  const profiles = await postern.call('profiles:list', undefined)
  if (!profiles.ok) throw new Error(profiles.error.message)
  const { baseUrl: writtenFor } = Object(profiles.value).find(
    ({ id }: { id: string }) => id === request.profile,
  )
  const sent = await postern.call('exchange:send', { ...request, writtenFor })
  if (!sent.ok) throw new Error(sent.error.message)
  const id = Object(sent.value).id
  while (!ended.has(id)) {
    await new Promise<void>((resolve) => {
      wake = resolve
    })
  }
  const kept = await postern.call('history:get', { id })
  const list = await postern.call('history:list', { before: null, limit: 1 })
  return { kept, list }
}

function within<T>(limitMs: number, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Error(`No response within ${formatDuration(limitMs)}`))
    }, limitMs)
    promise.then(resolve, reject).finally(() => {
      clearTimeout(timer)
    })
  })
}
