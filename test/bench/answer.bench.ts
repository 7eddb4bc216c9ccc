import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { Page } from 'playwright'
import type { Figure } from '../../tools/bench/figures.mjs'
import { ensureBuilt } from '../../tools/build/ensureBuilt.mjs'
import { ensurePlatform } from '../../tools/setup/platform.mjs'
import { startPostern } from '../e2e/postern.ts'

const SIZE = 20_000_000
/** What the window may be held in one go, of what `JSON.parse` takes for such an answer in the same window. */
const SHARE = 0.5
const PARSES = 5

/** In a thread of its own, so that making the answer holds up nobody who is measured. */
const SERVER = `
  const { parentPort, workerData } = require('node:worker_threads')
  const record = (id) => ({ id, name: 'Site ' + id, customerId: 7, city: 'Perth', note: 'Gate code 4711', isActive: true })
  const data = []
  for (let size = 0; size < workerData; size += JSON.stringify(data.at(-1)).length + 1) data.push(record(data.length))
  const body = JSON.stringify({ status: { code: 0, errorMessage: '' }, data, count: data.length, message: '', errors: [] })
  const server = require('node:http').createServer((request, response) => {
    response.writeHead(200, { 'Content-Type': 'application/json; charset=utf-8' })
    response.end(body)
  })
  server.listen(0, '127.0.0.1', () => parentPort.postMessage({ port: server.address().port, count: data.length }))
`

/**
 * How long an answer of 20 MB holds up the window of the built app: while it comes, is opened, walked and searched. What
 * is left of it is mostly its way into the window, which Electron makes in one piece.
 */
export async function bench(): Promise<Figure[]> {
  await ensureBuilt()
  const platform = await ensurePlatform()
  const server = new Worker(SERVER, { eval: true, workerData: SIZE })
  try {
    const [{ port, count }] = (await once(server, 'message')) as [{ port: number; count: number }]
    Object.assign(process.env, platform.env)
    const postern = await startPostern()
    try {
      const { page } = postern
      const main = page.getByRole('main')
      const records = main.getByRole('grid', { name: 'Records' })
      const steps: Record<string, () => Promise<unknown>> = {
        'it comes, and is explained': async () => {
          await postern.send({ target: `http://127.0.0.1:${port}/sites` })
          await postern.headline.waitFor()
        },
        'its envelope is opened': async () => {
          await main.getByRole('tab', { name: /Envelope/ }).click()
          await records.waitFor()
        },
        'its records are walked to the last': async () => {
          await records.focus()
          for (let at = 0; at < 20; at += 1) await page.keyboard.press('PageDown')
          await page.keyboard.press('ControlOrMeta+End')
          await records.locator(`[aria-rowindex="${count + 1}"]`).waitFor()
        },
        'it is searched': async () => {
          await main.getByRole('textbox', { name: 'Search the envelope' }).fill(`Site ${count - 2}`)
          await main.getByText('1 of 1', { exact: true }).waitFor()
        },
      }
      const parsing = await parsingTime(page)
      const figures: Figure[] = [
        { name: '20 MB in the window: JSON.parse of as much', figure: parsing, unit: 'ms' },
      ]
      for (const [name, step] of Object.entries(steps)) {
        const held = await longestHold(page, step)
        figures.push({
          name: `    longest hold while ${name}`,
          figure: held / parsing,
          unit: '×',
          limit: SHARE,
        })
      }
      return figures
    } finally {
      await postern.quit()
    }
  } finally {
    await server.terminate()
    platform.close()
  }
}

/** How long the page is held by reading such an answer at once, in ms. */
function parsingTime(page: Page): Promise<number> {
  return page.evaluate(
    ({ size, rounds }) => {
      const record = {
        id: 100_000,
        name: 'Site 100000',
        customerId: 7,
        city: 'Perth',
        note: 'Gate code 4711',
        isActive: true,
      }
      const text = JSON.stringify({
        data: Array(Math.round(size / JSON.stringify(record).length)).fill(record),
      })
      const times = Array.from({ length: rounds }, () => {
        const start = performance.now()
        JSON.parse(text)
        return performance.now() - start
      })
      return times.toSorted((a, b) => a - b)[rounds >> 1] ?? Number.NaN
    },
    { size: SIZE, rounds: PARSES },
  )
}

/** The longest task of the page meanwhile, in ms. Chromium tells of tasks from 50 ms on. */
async function longestHold(page: Page, step: () => Promise<unknown>): Promise<number> {
  await page.evaluate(() => {
    const held: number[] = []
    Object.assign(globalThis, { held })
    new PerformanceObserver((found) => {
      held.push(...found.getEntries().map(({ duration }) => duration))
    }).observe({ type: 'longtask' })
  })
  await step()
  return page.evaluate(async () => {
    await new Promise(requestAnimationFrame)
    const held: unknown = Reflect.get(globalThis, 'held')
    return Array.isArray(held) ? Math.max(0, ...held.map(Number)) : Number.NaN
  })
}
