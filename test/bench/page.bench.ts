import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright'
import { ensureBuilt } from '../../tools/build/ensureBuilt.mjs'
import type { Figure } from '../../tools/bench/figures.mjs'
import { ensurePlatform } from '../../tools/setup/platform.mjs'
import { startPostern, type Postern } from '../e2e/postern.ts'
import { generatedHistory } from './generatedHistory.ts'

const ROWS = Number(process.env['POSTERN_BENCH_ROWS'] ?? 100_000)
const FRAMES = 300
const SELECTIONS = 60
const MANY_SELECTIONS = Number(process.env['POSTERN_BENCH_SELECTIONS'] ?? 10_000)
/** Before the start is measured: by then V8 has compiled what it will, which is most of what grows at first. */
const WARM_UP = 2000
const GUARD_MS = 10_000
const FRAME_MS = 1000 / 60
/** Scrolled in each frame, in px: about what a wheel does. */
const STEP = 100

/** The page of the built app, before a large history. */
export async function bench(): Promise<Figure[]> {
  await ensureBuilt()
  const platform = await ensurePlatform()
  const folder = await mkdtemp(join(tmpdir(), 'postern-bench-'))
  try {
    await copyFile(await generatedHistory(ROWS), join(folder, 'history.db'))
    Object.assign(process.env, platform.env)
    const postern = await startPostern(folder)
    try {
      const { page } = postern
      await postern.history.getByRole('option').first().waitFor()
      await postern.headline.waitFor()
      return [
        ...(await scrolling(postern)),
        ...(await selecting(page)),
        ...(await filtering(page)),
        ...(await remembering(page)),
        ...(await scrollingAtTheEnd(postern)),
      ]
    } finally {
      await postern.quit()
    }
  } finally {
    platform.close()
    await rm(folder, { recursive: true, force: true })
  }
}

/**
 * What the page takes for a frame, and the time between two that are drawn: while the list scrolls, and while one small
 * mark moves over an empty window. The display gives the beat, and not even an empty page keeps it to the tenth of a ms.
 */
async function scrolling(postern: Postern): Promise<Figure[]> {
  const empty = await framesWhile(postern, 'empty')
  const moving = await framesWhile(postern, 'down')
  const [still, scrolled] = [percentile95(empty.gaps), percentile95(moving.gaps)]
  return [
    {
      name: 'page: making a frame while scrolling, 95th percentile',
      figure: percentile95(moving.work),
      unit: 'ms',
      limit: FRAME_MS,
    },
    { name: '    an empty page', figure: percentile95(empty.work), unit: 'ms' },
    { name: 'page: from frame to frame while scrolling, 95th percentile', figure: scrolled, unit: 'ms' },
    { name: '    an empty page', figure: still, unit: 'ms' },
    {
      name: 'page: frame to frame against an empty page',
      figure: Math.max(scrolled, FRAME_MS) / Math.max(still, FRAME_MS),
      unit: '×',
      limit: 1.1,
    },
  ]
}

/** Like `scrolling`, when every row was loaded: a long list must cost no more than a short one. */
async function scrollingAtTheEnd(postern: Postern): Promise<Figure[]> {
  await postern.page.evaluate(
    async ({ rows, guardMs }) => {
      const list = document.querySelector('[role=listbox][aria-label=History]')
      if (!list) throw new Error('There is no list')
      let lastGrown = performance.now()
      for (let height = 0; list.querySelector(`[aria-posinset="${rows}"]`) === null;) {
        if (list.scrollHeight > height) lastGrown = performance.now()
        if (performance.now() - lastGrown > guardMs) throw new Error('The end of the list never came')
        height = list.scrollHeight
        list.scrollTop = height
        await new Promise(requestAnimationFrame)
      }
    },
    { rows: ROWS, guardMs: GUARD_MS },
  )
  const { work } = await framesWhile(postern, 'up')
  const name = `page: making a frame when ${ROWS} rows are loaded, 95th percentile`
  return [{ name, figure: percentile95(work), unit: 'ms', limit: FRAME_MS }]
}

const STEPS = { down: STEP, up: -STEP, empty: 0 }

/** Scrolls a step in each frame, or moves one small mark over an empty window, and tells of the frames meanwhile. */
async function framesWhile({ app, page }: Postern, what: keyof typeof STEPS): Promise<Frames> {
  await app.evaluate(({ contentTracing }, categories) => contentTracing.startRecording(categories), {
    included_categories: ['disabled-by-default-devtools.timeline.frame'],
    excluded_categories: ['*'],
  })
  await page.evaluate(
    async ({ count, step }) => {
      const app = document.getElementById('app')
      const list = document.querySelector('[role=listbox][aria-label=History]')
      if (!app || !list) throw new Error('There is no list')
      const mark = document.createElement('div')
      mark.textContent = 'An empty page'
      app.hidden = step === 0
      if (step === 0) document.body.append(mark)
      for (let at = 0; at < count; at += 1) {
        if (step === 0) mark.style.marginLeft = `${at}px`
        else list.scrollTop += step
        await new Promise(requestAnimationFrame)
      }
      mark.remove()
      app.hidden = false
    },
    { count: FRAMES, step: STEPS[what] },
  )
  const file = await app.evaluate(({ contentTracing }) => contentTracing.stopRecording())
  try {
    return framesOf(await readFile(file, 'utf8'))
  } finally {
    await rm(file, { force: true })
  }
}

interface Frames {
  /** From one drawn frame to the next, in ms. */
  gaps: number[]
  /** From the beginning of a frame in the page to its commit, in ms: scripts, style, layout and paint. */
  work: number[]
}

interface TraceEvent {
  name: string
  /** `b` and `e` for the begin and the end of one that has an id. */
  ph: string
  /** In µs. */
  ts: number
  id2?: { local?: string }
}

/** What a trace of Chromium's tells of frames. */
function framesOf(trace: string): Frames {
  const { traceEvents } = JSON.parse(trace) as { traceEvents: TraceEvent[] }
  const named = (wanted: string) => traceEvents.filter(({ name }) => name === wanted)
  const drawn = named('DrawFrame')
    .map(({ ts }) => ts / 1000)
    .toSorted((a, b) => a - b)
  const begun = new Map<string, number>()
  const work: number[] = []
  for (const { ph, ts, id2 } of named('SendBeginMainFrameToCommit').toSorted((a, b) => a.ts - b.ts)) {
    const id = id2?.local ?? ''
    if (ph === 'b') begun.set(id, ts)
    else work.push((ts - (begun.get(id) ?? Number.NaN)) / 1000)
  }
  for (const { length } of [drawn, work])
    if (length < FRAMES / 4) throw new Error(`The trace shows only ${length} frames`)
  return { gaps: drawn.slice(1).map((at, index) => at - (drawn[index] ?? at)), work }
}

/** From the press of a key to the frame that shows the diagnosis of the next row. */
async function selecting(page: Page): Promise<Figure[]> {
  const list = page.getByRole('listbox', { name: 'History' })
  await list.focus()
  const times = await page.evaluate(
    async ({ count, guardMs }) => {
      const list = document.querySelector('[role=listbox][aria-label=History]')
      const detail = document.querySelector('[aria-label="Selected exchange"]')
      if (!list || !detail) throw new Error('There is no list')
      const times: number[] = []
      for (let at = 0; at < count; at += 1) {
        // The head tells the time of the request, by which neighbours differ.
        const head = () => detail.querySelector('header')?.textContent ?? ''
        const before = head()
        const start = performance.now()
        const shown = new Promise<void>((resolve, reject) => {
          const guard = setTimeout(() => {
            reject(new Error('The diagnosis of a selected row never came'))
          }, guardMs)
          const watcher = new MutationObserver(() => {
            if (head() === before) return
            clearTimeout(guard)
            watcher.disconnect()
            requestAnimationFrame(() => {
              resolve()
            })
          })
          watcher.observe(detail, { childList: true, subtree: true, characterData: true })
        })
        list.dispatchEvent(
          new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true, cancelable: true }),
        )
        await shown
        times.push(performance.now() - start)
      }
      return times
    },
    { count: SELECTIONS, guardMs: GUARD_MS },
  )
  return [
    { name: 'page: row to diagnosis on screen, median', figure: median(times), unit: 'ms', limit: 50 },
    { name: 'page: row to diagnosis on screen, 95th percentile', figure: percentile95(times), unit: 'ms' },
  ]
}

/** The longest time that typing in the filter holds the page, and the empty loop beside it. */
async function filtering(page: Page): Promise<Figure[]> {
  await page.evaluate(() => {
    const held: number[] = []
    Object.assign(globalThis, { held })
    new PerformanceObserver((found) => {
      held.push(...found.getEntries().map(({ duration }) => duration))
    }).observe({ type: 'longtask' })
  })
  const field = page.getByRole('combobox', { name: 'Filter the history' })
  await field.focus()
  await page.keyboard.type('status:403 route:/sites outside', { delay: 40 })
  await page.getByText(/ of [\d,]+ exchanges/).waitFor()
  const longest = await page.evaluate(() => {
    const held: unknown = Reflect.get(globalThis, 'held')
    return Array.isArray(held) ? Math.max(0, ...held.map(Number)) : Number.NaN
  })
  await field.fill('')
  // Chromium calls long what takes more than 50 ms, and tells of nothing shorter.
  return [
    {
      name: 'page: longest task of 50 ms and more while a filter is typed',
      figure: longest,
      unit: 'ms',
      limit: 50,
    },
  ]
}

/** What the page holds after many selections, against what it held near the start. */
async function remembering(page: Page): Promise<Figure[]> {
  const session = await page.context().newCDPSession(page)
  const heap = async () => {
    // Answers come in order: after this one, no selection waits for its own any more.
    await page.evaluate(() => window.postern.call('history:list', { before: null, limit: 1 }))
    await page.evaluate(() => new Promise(requestAnimationFrame))
    await session.send('HeapProfiler.collectGarbage')
    await session.send('HeapProfiler.collectGarbage')
    return (await session.send('Runtime.getHeapUsage')).usedSize
  }
  const select = (count: number) =>
    page.evaluate(async (count) => {
      const list = document.querySelector('[role=listbox][aria-label=History]')
      if (!list) throw new Error('There is no list')
      for (let at = 0; at < count; at += 1) {
        // To and fro, so that the list itself does not grow.
        const key = Math.floor(at / 50) % 2 === 0 ? 'ArrowDown' : 'ArrowUp'
        list.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
        await new Promise(requestAnimationFrame)
      }
    }, count)
  await page.getByRole('listbox', { name: 'History' }).focus()
  const atFirst = await heap()
  await select(WARM_UP)
  const before = await heap()
  await select(MANY_SELECTIONS)
  const after = await heap()
  return [
    { name: `page: heap after ${MANY_SELECTIONS} selections`, figure: after / 1e6, unit: 'MB' },
    {
      name: `page: heap after them against after the first ${WARM_UP}`,
      figure: after / before,
      unit: '×',
      limit: 1.1,
    },
    { name: '    against before the first', figure: after / atFirst, unit: '×' },
  ]
}

function percentile95(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.95)] ?? Number.NaN
}

function median(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN
}
