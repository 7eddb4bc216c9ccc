import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureBuilt } from '../../tools/build/ensureBuilt.mjs'
import type { Figure } from '../../tools/bench/figures.mjs'
import { ensurePlatform } from '../../tools/setup/platform.mjs'
import { startPostern, type Postern } from '../e2e/postern.ts'
import { generatedHistory } from './generatedHistory.ts'

const ROWS = Number(process.env['POSTERN_BENCH_ROWS'] ?? 100_000)
/** What a person hardly sees, ms. */
const HOLD_MS = 20

/** The room Check of the built app, over a large history: how long main and the page are held up meanwhile. */
export async function bench(): Promise<Figure[]> {
  await ensureBuilt()
  const platform = await ensurePlatform()
  const folder = await mkdtemp(join(tmpdir(), 'postern-bench-'))
  try {
    await copyFile(await generatedHistory(ROWS), join(folder, 'history.db'))
    Object.assign(process.env, platform.env)
    const postern = await startPostern(folder)
    try {
      await postern.headline.waitFor()
      await postern.goTo('Check')
      return await checking(postern)
    } finally {
      await postern.quit()
    }
  } finally {
    platform.close()
    await rm(folder, { recursive: true, force: true })
  }
}

async function checking({ app, page }: Postern): Promise<Figure[]> {
  const field = page.getByRole('combobox', { name: 'Calls', exact: true })
  await field.fill('before:2100-01-01')
  await watchMain(app)
  await page.evaluate(() => {
    const seen = { longest: 0, last: performance.now() }
    Object.assign(globalThis, { seenByBench: seen })
    const channel = new MessageChannel()
    channel.port1.onmessage = () => {
      const now = performance.now()
      seen.longest = Math.max(seen.longest, now - seen.last)
      seen.last = now
      setTimeout(() => channel.port2.postMessage(null), 1)
    }
    channel.port2.postMessage(null)
  })
  const start = performance.now()
  await field.press('Escape')
  await field.press('Enter')
  await page.getByText(/\d calls/).waitFor({ timeout: 600_000 })
  const tookMs = performance.now() - start
  const ofPage = await page.evaluate(
    () => (globalThis as unknown as { seenByBench: { longest: number } }).seenByBench.longest,
  )
  const ofMain = await app.evaluate(
    () => (globalThis as unknown as { seenByBench: { longest: number } }).seenByBench.longest,
  )
  return [
    { name: `room: ${ROWS} exchanges checked`, figure: tookMs / 1000, unit: 's' },
    { name: 'room: the longest hold of main', figure: ofMain, unit: 'ms', limit: HOLD_MS },
    { name: 'room: the longest hold of the page', figure: ofPage, unit: 'ms', limit: HOLD_MS },
  ]
}

function watchMain(app: Postern['app']): Promise<void> {
  return app.evaluate(() => {
    const seen = { longest: 0, last: performance.now() }
    Object.assign(globalThis, { seenByBench: seen })
    const look = () => {
      const now = performance.now()
      seen.longest = Math.max(seen.longest, now - seen.last)
      seen.last = now
      setTimeout(look, 1)
    }
    look()
  })
}
