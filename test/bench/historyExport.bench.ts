import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { systemClock } from '../../app/clock.ts'
import type { ExportFormat } from '../../app/contract/exportFormats.ts'
import type { JobOf } from '../../app/contract/job.ts'
import { PRESETS } from '../../app/contract/presets.ts'
import { openHistory, type OpenHistory } from '../../app/history/openHistory.ts'
import { createExports } from '../../app/jobs/exportMany.ts'
import { createJobs } from '../../app/jobs/jobs.ts'
import { createBulk } from '../../app/threads/bulk.ts'
import { bundle } from '../integration/history/bundle.ts'
import { generatedHistory } from './generatedHistory.ts'
import { longestHold, type Hold } from './holds.ts'

interface Figure {
  name: string
  figure: number
  unit: string
  limit?: number
}

const ROWS = Number(process.env['POSTERN_BENCH_ROWS'] ?? 300_000)
/** About a third of all. */
const QUERY = 'route:/sites'
const LONGEST_MS = 50
const IDLE_MS = 5000

/** How long an export of many holds the main thread up, which only follows it. */
export async function bench(): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'postern-bench-'))
  const [writer, worker] = await Promise.all([
    bundle('app/threads/worker.ts'),
    bundle('app/history/worker.ts'),
  ])
  const history = await openHistory({ file: await generatedHistory(ROWS), worker: worker.url })
  try {
    const figures: Figure[] = []
    const idle = await longestHold(() => setTimeout(IDLE_MS))
    const tell = (name: string, { passed, own }: Hold) =>
      figures.push(
        { name, figure: passed, unit: 'ms' },
        { name: '    without waiting for a processor', figure: own, unit: 'ms', limit: LONGEST_MS },
      )
    tell('export: longest hold of the main thread while nothing is done, on this machine now', idle)
    for (const format of ['har', 'jsonl'] as const) {
      let count = 0
      const hold = await longestHold(async () => {
        count = await exported(history, writer.url, join(folder, format), format)
      })
      tell(`export: longest hold of the main thread, ${format} of ${count}`, hold)
    }
    return figures
  } finally {
    await history.close()
    await Promise.all([writer.remove(), worker.remove()])
    await rm(folder, { recursive: true })
  }
}

async function exported(history: OpenHistory, url: URL, path: string, format: ExportFormat): Promise<number> {
  const { count } = await history.oldest({ query: QUERY, limit: 3 })
  const job = await new Promise<JobOf<'export'>>((resolve) => {
    const jobs = createJobs({
      clock: systemClock,
      onChange: (now) => {
        if (now.kind === 'export' && now.phase !== 'running') resolve(now)
      },
    })
    const bulk = createBulk(url, () => history.port())
    const exports = createExports(jobs, {
      clock: systemClock,
      bulk,
      profiles: () => [...PRESETS],
      secrets: () => ['key-of-the-vault-77'],
    })
    const around = { version: '1.0', runtime: 'Node', platform: 'linux', now: 0 }
    exports.begin({ query: QUERY }, count, { path, format, around })
  })
  if (job.phase !== 'done') throw new Error(job.error?.message ?? job.phase)
  return job.progress.done
}
