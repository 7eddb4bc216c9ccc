import { once } from 'node:events'
import { readFile, rm } from 'node:fs/promises'
import { Worker } from 'node:worker_threads'
import type { Figure } from '../../tools/bench/figures.mjs'
import { ensureBuilt } from '../../tools/build/ensureBuilt.mjs'
import { ensurePlatform } from '../../tools/setup/platform.mjs'
import { startPostern, type Postern } from '../e2e/postern.ts'

const SIZE = 20_000_000
/** What one task of the window may take, of what `JSON.parse` takes for such an answer in the same window. */
const SHARE = 0.5
const PARSES = 5

/** In a thread of its own, so that making the answer holds up nobody who is measured. */
const SERVER = `
  const { parentPort, workerData } = require('node:worker_threads')
  const record = (id) => ({ id, name: 'Site ' + id, customerId: 7, city: 'Perth', note: 'RateLimiter code 4711', isActive: true })
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
 * How long an answer of 20 MB holds up the window of the built app: while it comes, is opened, walked and searched.
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
          await main.getByRole('tab', { name: /^Body/ }).click()
          await records.waitFor()
        },
        'its records are walked to the last': async () => {
          await records.focus()
          for (let at = 0; at < 20; at += 1) await page.keyboard.press('PageDown')
          await page.keyboard.press('ControlOrMeta+End')
          await records.locator(`[aria-rowindex="${count + 1}"]`).waitFor()
        },
        'it is searched': async () => {
          await main.getByRole('textbox', { name: 'Search the body' }).fill(`Site ${count - 2}`)
          await main.getByText('1 of 1', { exact: true }).waitFor()
        },
      }
      const parsing = await parsingTime(postern)
      const figures: Figure[] = [
        { name: '20 MB in the window: JSON.parse of as much', figure: parsing, unit: 'ms' },
      ]
      for (const [name, step] of Object.entries(steps)) {
        const held = await longestTask(postern, step)
        figures.push({ name: `    longest task while ${name}`, figure: held, unit: 'ms' })
        figures.push({ name: '        against parsing', figure: held / parsing, unit: '×', limit: SHARE })
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

/** What the page takes to read such an answer at once, in ms of processor time. */
async function parsingTime(postern: Postern): Promise<number> {
  const parse = () =>
    postern.page.evaluate((size) => {
      const record = { id: 100_000, name: 'Site 100000', customerId: 7, city: 'Perth', isActive: true }
      const text = JSON.stringify(record)
      const data = `[${Array(Math.round(size / text.length))
        .fill(text)
        .join(',')}]`
      return Array.isArray(JSON.parse(data))
    }, SIZE)
  const times: number[] = []
  for (let round = 0; round < PARSES; round += 1) times.push(await longestTask(postern, parse))
  return times.toSorted((a, b) => a - b)[PARSES >> 1] ?? Number.NaN
}

/** Processor time of the page's longest task meanwhile, in ms: what else the machine does is no part of it. */
async function longestTask({ app }: Postern, step: () => Promise<unknown>): Promise<number> {
  await app.evaluate(({ contentTracing }, categories) => contentTracing.startRecording(categories), {
    included_categories: ['toplevel'],
    excluded_categories: ['*'],
  })
  await step()
  const file = await app.evaluate(({ contentTracing }) => contentTracing.stopRecording())
  try {
    return longestIn(await readFile(file, 'utf8'))
  } finally {
    await rm(file, { force: true })
  }
}

interface TraceEvent {
  name: string
  pid: number
  tid: number
  args?: { name?: string }
  /** Processor time of the thread, in µs. */
  tdur?: number
}

function longestIn(trace: string): number {
  const { traceEvents } = JSON.parse(trace) as { traceEvents: TraceEvent[] }
  const page = traceEvents.find(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
  const times = traceEvents.flatMap(({ name, pid, tid, tdur }) =>
    // A task that still ran when the recording ended has no time.
    name === 'ThreadControllerImpl::RunTask' && pid === page?.pid && tid === page.tid && tdur !== undefined
      ? tdur
      : [],
  )
  if (times.length === 0) throw new Error('The trace shows no task of the page')
  return Math.max(...times) / 1000
}
