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
/** About a third of all. */
const QUERY = process.env['POSTERN_BENCH_QUERY'] ?? 'route:/sites'
const LONGEST_MS = 50
const GUARD_MS = 10 * 60_000

/** Where Chromium names the two threads that nobody may hold up. */
const SIDES = { main: 'CrBrowserMain', page: 'CrRendererMain' }

/** How long an export of many holds main and the page of the built app, a task at a time. */
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
      for (const format of ['har', 'jsonl'] as const) {
        const file = join(folder, `export.${format}`)
        const { done, tasks } = await tasksWhile(postern, () => exportAll(postern, file, format))
        for (const [side, thread] of Object.entries(SIDES)) {
          const own = tasks.filter((task) => task.thread === thread)
          if (own.length === 0) throw new Error(`The trace tells nothing of ${thread}`)
          const [passed, worked] = [own.map((task) => task.passed), own.map((task) => task.worked)]
          figures.push(
            {
              name: `export in the app: longest task of ${side}, ${format} of ${done}`,
              figure: Math.max(...passed),
              unit: 'ms',
            },
            { name: '    of it its own work', figure: Math.max(...worked), unit: 'ms', limit: LONGEST_MS },
          )
        }
      }
      return figures
    } finally {
      await postern.quit()
    }
  } finally {
    platform.close()
    await rm(folder, { recursive: true, force: true })
  }
}

/** Exports what matches, as a person does, and tells how many were written. */
async function exportAll({ app, page }: Postern, file: string, format: ExportFormat): Promise<number> {
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath })
  }, file)
  return await page.evaluate(
    async ({ query, format, guardMs }) => {
      const ended = new Promise<number>((resolve, reject) => {
        const guard = setTimeout(() => reject(new Error('The export never ended')), guardMs)
        window.postern.on('job:changed', (job) => {
          if (job.kind !== 'export' || job.phase === 'running') return
          clearTimeout(guard)
          if (job.phase === 'done') resolve(job.progress.done)
          else reject(new Error(job.error?.message ?? job.phase))
        })
      })
      const result = await window.postern.call('export:save', { of: { query }, format })
      if (!result.ok) throw new Error(result.error.message)
      return await ended
    },
    { query: QUERY, format, guardMs: GUARD_MS },
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

async function tasksWhile(
  { app }: Postern,
  work: () => Promise<number>,
): Promise<{ done: number; tasks: Task[] }> {
  await app.evaluate(({ contentTracing }, categories) => contentTracing.startRecording(categories), {
    included_categories: ['toplevel'],
    excluded_categories: ['*'],
  })
  const done = await work()
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
  return { done, tasks }
}
