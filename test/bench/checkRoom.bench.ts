import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { ensureBuilt } from '../../tools/build/ensureBuilt.mjs'
import type { Figure } from '../../tools/bench/figures.mjs'
import { ensurePlatform } from '../../tools/setup/platform.mjs'
import { startPostern, type Postern } from '../e2e/postern.ts'
import { generatedHistory } from './generatedHistory.ts'

const ROWS = Number(process.env['POSTERN_BENCH_ROWS'] ?? 100_000)
/** What a person hardly sees, ms. */
const HOLD_MS = 20
const IDLE_MS = 10_000

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

async function checking(postern: Postern): Promise<Figure[]> {
  const { page } = postern
  // What the machine itself has to do with it.
  const idle = await holdsWhile(postern, () => setTimeout(IDLE_MS))
  const field = page.getByRole('combobox', { name: 'Calls', exact: true })
  await field.fill('until:2100-01-01')
  await field.press('Escape')
  const start = performance.now()
  const busy = await holdsWhile(postern, async () => {
    await field.press('Enter')
    await page.getByText(/\d calls/).waitFor({ timeout: 600_000 })
  })
  const tookMs = performance.now() - start
  return [
    { name: `room: ${ROWS} exchanges checked`, figure: tookMs / 1000, unit: 's' },
    { name: 'room: the longest hold of main, without waits', figure: busy.main, unit: 'ms', limit: HOLD_MS },
    { name: '    an idle window', figure: idle.main, unit: 'ms' },
    { name: 'room: the longest hold of the page', figure: busy.page, unit: 'ms' },
    { name: '    an idle window', figure: idle.page, unit: 'ms' },
  ]
}

/** The longest time in which others had no turn, ms; of main without what it waited for a processor. */
async function holdsWhile(
  { app, page }: Postern,
  work: () => Promise<unknown>,
): Promise<{ main: number; page: number }> {
  const inMain = await app.evaluateHandle(() => {
    const fs = process.getBuiltinModule('node:fs')
    const waited = () =>
      process.platform === 'linux'
        ? Number(fs.readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'latin1').split(' ')[1]) / 1e6
        : 0
    const seen = { longest: 0, isOver: false }
    let last = performance.now() - waited()
    const look = () => {
      const now = performance.now() - waited()
      seen.longest = Math.max(seen.longest, now - last)
      last = now
      if (!seen.isOver) globalThis.setTimeout(look, 1)
    }
    look()
    return seen
  })
  const inPage = await page.evaluateHandle(() => {
    const seen = { longest: 0, isOver: false }
    let last = performance.now()
    const look = () => {
      const now = performance.now()
      seen.longest = Math.max(seen.longest, now - last)
      last = now
      if (!seen.isOver) globalThis.setTimeout(look, 1)
    }
    look()
    return seen
  })
  await work()
  const end = (seen: { longest: number; isOver: boolean }) => {
    seen.isOver = true
    return seen.longest
  }
  return { main: await inMain.evaluate(end), page: await inPage.evaluate(end) }
}
