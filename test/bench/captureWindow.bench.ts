import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright'
import { profileFor } from '../../app/contract/presets.ts'
import { DEFAULT_SETTINGS } from '../../app/settings/settings.ts'
import { ensureBuilt } from '../../tools/build/ensureBuilt.mjs'
import type { Figure } from '../../tools/bench/figures.mjs'
import { ensurePlatform } from '../../tools/setup/platform.mjs'
import { startPostern } from '../e2e/postern.ts'
import { callAtRate, PER_SECOND, startApi } from './captureApi.ts'

/** The window, whose room Capture is open, while a program calls. */
export async function bench(): Promise<Figure[]> {
  await ensureBuilt()
  const platform = await ensurePlatform()
  const api = await startApi()
  const folder = await mkdtemp(join(tmpdir(), 'postern-bench-'))
  try {
    const profiles = [profileFor('bench', 'Bench', api.url)]
    const settings = { ...DEFAULT_SETTINGS, profiles, selected: { profile: 'bench', key: null } }
    await writeFile(join(folder, 'settings.json'), JSON.stringify(settings))
    Object.assign(process.env, platform.env)
    const postern = await startPostern(folder)
    try {
      await postern.goTo('Capture')
      return await calling(postern.page)
    } finally {
      await postern.quit()
    }
  } finally {
    await api.worker.terminate()
    platform.close()
    await rm(folder, { recursive: true, force: true })
  }
}

async function calling(page: Page): Promise<Figure[]> {
  const url = await page.evaluate(async () => {
    const started = await window.postern.call('capture:start', { profile: 'bench' })
    return started.ok ? (started.value.url ?? '') : ''
  })
  // The same calls before an empty page tell what the machine itself has to do with it.
  const empty = await framesWhile(page, url, true)
  const shown = await framesWhile(page, url, false)
  await page.evaluate(() => window.postern.call('capture:stop', undefined))
  const made = empty.made + shown.made
  const count = await page.evaluate(async (limit) => {
    const counted = await window.postern.call('history:count', { query: 'is:capture route:/many', limit })
    return counted.ok ? counted.value.count : Number.NaN
  }, made + 1)
  return [
    {
      name: `window: ${shown.made} calls at ${PER_SECOND} a second`,
      figure: shown.made / shown.seconds,
      unit: 'calls a second',
    },
    { name: 'window: summaries that are lost', figure: made - count, unit: '', limit: 0 },
    { name: 'window: from frame to frame, 99th percentile', figure: shown.at(0.99), unit: 'ms', limit: 50 },
    { name: '    an empty page', figure: empty.at(0.99), unit: 'ms' },
    { name: 'window: the longest from frame to frame', figure: shown.at(1), unit: 'ms' },
    { name: '    an empty page', figure: empty.at(1), unit: 'ms' },
  ]
}

async function framesWhile(page: Page, url: string, isEmpty: boolean) {
  const frames = await page.evaluateHandle((hidden) => {
    const seen: { gaps: number[]; isOver: boolean } = { gaps: [], isOver: false }
    document.getElementById('app')?.toggleAttribute('hidden', hidden)
    let last = performance.now()
    const onFrame = (now: number) => {
      seen.gaps.push(now - last)
      last = now
      if (!seen.isOver) requestAnimationFrame(onFrame)
    }
    requestAnimationFrame(onFrame)
    return seen
  }, isEmpty)
  const calls = await callAtRate(url)
  const gaps = await frames.evaluate((seen) => {
    seen.isOver = true
    return seen.gaps.slice(1).toSorted((a, b) => a - b)
  })
  return {
    ...calls,
    at: (share: number) => gaps[Math.min(gaps.length - 1, Math.floor(gaps.length * share))] ?? Number.NaN,
  }
}
