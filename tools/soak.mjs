import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { ensureBuilt } from './build/ensureBuilt.mjs'
import { onStop } from './setup/child.mjs'
import { ensureDependencies } from './setup/dependencies.mjs'
import { drive } from './setup/drive.mjs'
import { root } from './setup/paths.mjs'
import { ensurePlatform } from './setup/platform.mjs'
import { runTool, say, SetupError } from './setup/say.mjs'
import { breachesOf, KEPT } from './soak/limits.mjs'
import { createMeter, sendSteadily } from './soak/meter.mjs'

const MINUTES = 10
const LOOK_MS = 2000

await runTool(async () => {
  const minutes = Number(process.argv[2] ?? MINUTES)
  if (!Number.isInteger(minutes) || minutes < 2)
    throw new SetupError(
      'The soak takes a number of minutes, 2 or more.',
      'write for example: npm run soak -- 10',
    )
  await ensureDependencies()
  await ensureBuilt()
  const platform = await ensurePlatform()
  const data = await mkdtemp(join(tmpdir(), 'postern-soak-'))
  const stop = new AbortController()
  onStop(() => stop.abort())
  try {
    return await soak(minutes, platform, data, stop.signal)
  } catch (error) {
    if (!stop.signal.aborted) throw error
    say('The soak was stopped.')
    return 1
  } finally {
    platform.close()
    await rm(data, { recursive: true, force: true })
  }
})

/**
 * @param {number} minutes
 * @param {import('./setup/platform.mjs').Platform} platform
 * @param {string} data
 * @param {AbortSignal} signal
 */
async function soak(minutes, platform, data, signal) {
  const sandbox = await startSandbox(signal)
  try {
    await writeFile(join(data, 'settings.json'), JSON.stringify(settingsFor(sandbox.url)))
    const env = { ...platform.env, POSTERN_DATA: data }
    const app = await drive(platform.electron, [root, ...platform.switches], env)
    try {
      const page = await app.firstWindow()
      await page.getByRole('button', { name: 'Send', exact: true }).waitFor()
      await sendSteadily(page)
      const meter = await createMeter(app, page)
      const seen = []
      for (let minute = 1; minute <= minutes; minute += 1) {
        let rows = 0
        for (const end = performance.now() + 60_000; performance.now() < end;) {
          await wait(LOOK_MS, undefined, { signal })
          rows = Math.max(rows, await meter.rows())
        }
        const one = { ...(await meter.minute()), rows }
        seen.push(one)
        say(
          `Minute ${minute}: ${one.sent} sent, at most ${rows} rows, page busy ${one.pageMs.toFixed(0)} ms, main p99 ` +
            `${one.mainP99Ms.toFixed(1)} ms, heap of main ${one.mainMb.toFixed(1)} MB, of the page ${one.pageMb.toFixed(1)} MB`,
        )
      }
      const breaches = breachesOf(seen)
      for (const breach of breaches) say(breach)
      return breaches.length === 0 ? 0 : 1
    } finally {
      await app.close()
    }
  } finally {
    sandbox.stop()
  }
}

/**
 * The built-in API in a process of its own, with room for every request.
 * @param {AbortSignal} signal
 */
async function startSandbox(signal) {
  const child = spawn(process.execPath, [join(root, 'out', 'cli.js'), 'sandbox', '--rate', '100000/60s'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [first] = await once(child.stdout.setEncoding('utf8'), 'data', { signal })
  const url = /http:\/\/127\.0\.0\.1:\d+/.exec(String(first))?.[0]
  if (url === undefined) throw new Error(`The sandbox said no address: ${first}`)
  return { url, stop: () => child.kill() }
}

/**
 * @param {string} url
 */
function settingsFor(url) {
  const token = { method: 'POST', path: '/api/token/request', sendKeyIn: 'json', keyName: 'apiKey' }
  const profile = {
    id: 'soak',
    name: 'Soak',
    baseUrl: url,
    token: { ...token, tokenAt: null, expiresAt: null },
    rate: { limit: 1_000_000, lengthMs: 60_000, paths: ['/api/external/'], mode: 'guard' },
    retry: { backoffMs: [1000], maxWindows: 2, deadlineMs: 60_000 },
    timeouts: { connectMs: 10_000, idleMs: 30_000, totalMs: 60_000 },
    bodyCapBytes: 1024 * 1024,
    caFile: null,
    traceHeaders: ['traceparent'],
    subscriptionHeader: 'external-gh-apim-sub-key',
  }
  return {
    version: 1,
    theme: 'system',
    selected: { profile: 'soak', key: 'soak' },
    profiles: [profile],
    keeping: { days: null, exchanges: KEPT, megabytes: null },
    confirmedOrigins: [url],
  }
}
