import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ExportFormat } from '../../app/contract/exportFormats.ts'
import type { Figure } from '../../tools/bench/figures.mjs'
import { ensureBuilt } from '../../tools/build/ensureBuilt.mjs'
import { ensurePlatform } from '../../tools/setup/platform.mjs'
import { startPostern, type Postern } from '../e2e/postern.ts'
import { generatedHistory } from './generatedHistory.ts'

const ROWS = Number(process.env['POSTERN_BENCH_ROWS'] ?? 300_000)

interface Work {
  query: string
  /** Then it is cancelled: what it does for one exchange does not depend on how many follow. */
  mostMs: number
}
const WORKS: Work[] = [
  { query: '', mostMs: 15_000 },
  { query: 'status:429', mostMs: 10 * 60_000 },
]
const LONGEST_MS = 50
/** Between two looks at the list. */
const PAUSE_MS = 10

/** Where Chromium names the two threads that nobody may hold up. */
const SIDES = { main: 'CrBrowserMain', page: 'CrRendererMain' }

/** How long an export of many holds main, the page and the history's thread of the built app, at a time. */
export async function bench(): Promise<Figure[]> {
  await ensureBuilt()
  const platform = await ensurePlatform()
  const folder = await mkdtemp(join(tmpdir(), 'postern-bench-'))
  try {
    await copyFile(await generatedHistory(ROWS), join(folder, 'history.db'))
    Object.assign(process.env, platform.env)
    const postern = await startPostern(folder)
    try {
      await postern.history.getByRole('option').first().waitFor()
      const figures: Figure[] = []
      for (const work of WORKS)
        for (const format of ['har', 'jsonl'] as const)
          figures.push(...(await measured(postern, join(folder, `${work.query}.${format}`), format, work)))
      return figures
    } finally {
      await postern.quit()
    }
  } finally {
    platform.close()
    await rm(folder, { recursive: true, force: true })
  }
}

async function measured(postern: Postern, file: string, format: ExportFormat, work: Work): Promise<Figure[]> {
  const { result, tasks } = await tasksWhile(postern, () => exportMany(postern, file, format, work))
  const { done, total, longestList, seconds } = result
  const sides = Object.entries(SIDES).flatMap(([side, thread]) => {
    const own = tasks.filter((task) => task.thread === thread)
    if (own.length === 0) throw new Error(`The trace tells nothing of ${thread}`)
    const [passed, worked] = [own.map((task) => task.passed), own.map((task) => task.worked)]
    return [
      { name: `    longest task of ${side}`, figure: Math.max(...passed), unit: 'ms' },
      { name: '        of it its own work', figure: Math.max(...worked), unit: 'ms', limit: LONGEST_MS },
    ]
  })
  return [
    { name: `export in the app: ${format}, ${done} of ${total} written`, figure: seconds, unit: 's' },
    ...sides,
    {
      name: '    longest wait for the list, through page, main and the history’s thread',
      figure: longestList,
      unit: 'ms',
      limit: LONGEST_MS,
    },
  ]
}

interface Exported {
  done: number
  total: number
  /** How long the page waited at most for one row of the list: while one of the three is held, nobody answers it. */
  longestList: number
  seconds: number
}

/** Exports what matches, as a person does, and looks at the list meanwhile. */
async function exportMany(
  { app, page }: Postern,
  file: string,
  format: ExportFormat,
  { query, mostMs }: Work,
): Promise<Exported> {
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath })
  }, file)
  return await page.evaluate(
    async ({ query, format, mostMs, pauseMs }) => {
      const { postern } = window
      const start = performance.now()
      let [isOver, longestList] = [false, 0]
      let stopListening = () => {}
      const ended = new Promise<{ done: number; total: number }>((resolve, reject) => {
        stopListening = postern.on('job:changed', (job) => {
          if (job.kind !== 'export') return
          if (job.phase === 'running') {
            if (performance.now() - start > mostMs) void postern.call('job:cancel', { id: job.id })
          } else if (job.error === null) resolve({ done: job.progress.done, total: job.progress.total ?? 0 })
          else reject(new Error(job.error.message))
        })
      }).finally(() => {
        isOver = true
        stopListening()
      })
      const result = await postern.call('export:save', { of: { query }, format })
      if (!result.ok) throw new Error(result.error.message)
      while (!isOver) {
        const asked = performance.now()
        await postern.call('history:list', { before: null, limit: 1 })
        longestList = Math.max(longestList, performance.now() - asked)
        await new Promise((resolve) => setTimeout(resolve, pauseMs))
      }
      return { ...(await ended), longestList, seconds: (performance.now() - start) / 1000 }
    },
    { query, format, mostMs, pauseMs: PAUSE_MS },
  )
}

interface Task {
  thread: string
  /** In ms: all of it, and what the thread itself worked of it. */
  passed: number
  worked: number
}

interface TraceEvent {
  name: string
  pid: number
  tid: number
  /** In µs. */
  dur?: number
  tdur?: number
  args?: { name?: string }
}

async function tasksWhile<T>(
  { app }: Postern,
  work: () => Promise<T>,
): Promise<{ result: T; tasks: Task[] }> {
  await app.evaluate(({ contentTracing }, categories) => contentTracing.startRecording(categories), {
    included_categories: ['toplevel'],
    excluded_categories: ['*'],
  })
  const result = await work()
  const file = await app.evaluate(({ contentTracing }) => contentTracing.stopRecording())
  const { traceEvents } = JSON.parse(await readFile(file, 'utf8')) as { traceEvents: TraceEvent[] }
  await rm(file)
  const thread = ({ pid, tid }: TraceEvent) => `${pid} ${tid}`
  const names = new Map(
    traceEvents
      .filter(({ name }) => name === 'thread_name')
      .map((event) => [thread(event), event.args?.name ?? '']),
  )
  const tasks = traceEvents
    .filter(({ dur }) => dur !== undefined)
    .map((event) => ({
      thread: names.get(thread(event)) ?? '',
      passed: (event.dur ?? 0) / 1000,
      worked: (event.tdur ?? event.dur ?? 0) / 1000,
    }))
  return { result, tasks }
}
