import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { setTimeout } from 'node:timers/promises'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { builtInCatalog } from '../../app/catalog/catalog.ts'
import { systemClock } from '../../app/clock.ts'
import type { JobOf } from '../../app/contract/job.ts'
import { PRESETS } from '../../app/contract/presets.ts'
import { openHistory } from '../../app/history/openHistory.ts'
import { createImports } from '../../app/jobs/importHar.ts'
import { createJobs } from '../../app/jobs/jobs.ts'
import { createBulk } from '../../app/threads/bulk.ts'
import { bundle } from '../integration/history/bundle.ts'

interface Figure {
  name: string
  figure: number
  unit: string
  limit?: number
  ok?: boolean
}

const MEGABYTES = Number(process.env['POSTERN_BENCH_HAR_MB'] ?? 500)
const MB = 1024 * 1024
/** Of a body; a large one stands among the small ones as in a real capture. */
const SMALL = 4000
const LARGE = 2 * MB
const EVERY = 200
const IDLE_MS = 5000

/** How long the thread is held up while it does nothing: what other programs take of the machine. */
async function longestHold(ms: number): Promise<number> {
  const loop = monitorEventLoopDelay({ resolution: 1 })
  loop.enable()
  await setTimeout(ms)
  loop.disable()
  return loop.max / 1e6
}

/** A HAR file larger than what is allowed of memory, from the disk into a history, as the window does it. */
export async function bench(): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'postern-bench-'))
  const [reader, worker] = await Promise.all([
    bundle('app/threads/worker.ts'),
    bundle('app/history/worker.ts'),
  ])
  try {
    const file = join(folder, 'large.har')
    await writeHar(file)
    const history = await openHistory({ file: join(folder, 'history.db'), worker: worker.url })
    const idle = await longestHold(IDLE_MS)
    const loop = monitorEventLoopDelay({ resolution: 1 })
    const before = process.memoryUsage().rss
    let peak = before
    const watching = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 50)
    const start = performance.now()
    loop.enable()
    const status = await new Promise<JobOf<'import'>>((resolve, reject) => {
      const jobs = createJobs({
        clock: systemClock,
        onChange: (job) => {
          if (job.kind === 'import' && job.phase !== 'running') resolve(job)
        },
      })
      createImports(jobs, {
        clock: systemClock,
        bulk: createBulk(reader.url, history.port),
        catalog: () => builtInCatalog,
        profiles: () => [...PRESETS],
        secrets: () => ['key-of-the-vault-77'],
        onFound: () => undefined,
      })
        .beginFile(file)
        .catch(reject)
    })
    const seconds = (performance.now() - start) / 1000
    loop.disable()
    clearInterval(watching)
    await history.close()
    return [
      {
        name: `import of ${MEGABYTES} MB: read whole`,
        figure: status.result.imported,
        unit: 'entries',
        ok: status.phase === 'done',
      },
      { name: 'import: speed', figure: MEGABYTES / seconds, unit: 'MB/s' },
      // The file itself must not be in memory, nor what is made of it.
      {
        name: 'import: memory at its peak, beyond what was used before',
        figure: (peak - before) / MB,
        unit: 'MB',
        limit: 450,
      },
      {
        name: 'import: longest hold of the main thread',
        figure: loop.max / 1e6,
        unit: 'ms',
        limit: Math.max(20, 2 * idle),
      },
      { name: 'import: the same while nothing is done, on this machine now', figure: idle, unit: 'ms' },
    ]
  } finally {
    await Promise.all([reader.remove(), worker.remove()])
    await rm(folder, { recursive: true })
  }
}

async function writeHar(path: string): Promise<void> {
  const file = await open(path, 'w')
  try {
    await file.write('{"log":{"version":"1.2","creator":{"name":"bench","version":"1"},"entries":[')
    let written = 0
    for (let n = 0; written < MEGABYTES * MB; n += 1) {
      const text = entry(n)
      written += text.length
      await file.write((n === 0 ? '' : ',') + text)
    }
    await file.write(']}}')
  } finally {
    await file.close()
  }
}

function entry(n: number): string {
  const isRefused = n % 10 === 0
  const record = JSON.stringify({ id: n, name: `Site ${n}`, note: 'ordinary words of a record '.repeat(4) })
  const size = n % EVERY === EVERY - 1 ? LARGE : SMALL
  const records = Array.from({ length: Math.ceil(size / record.length) }, () => record).join(',')
  const body = isRefused
    ? `{"status":{"code":100,"errorMessage":"Customer ${n} is outside the scope of this API key."},"data":null,"count":null,"message":"Customer ${n} is outside the scope of this API key.","errors":[{"code":100,"message":"Customer ${n} is outside the scope of this API key."}]}`
    : `{"status":{"code":0,"errorMessage":null},"data":[${records}],"count":1,"message":null,"errors":[]}`
  return JSON.stringify({
    startedDateTime: new Date(Date.parse('2026-03-02T08:00:00Z') + n * 10).toISOString(),
    time: 30,
    request: {
      method: 'GET',
      url: `https://gateway-api.guardhousehq.com/api/external/sites?customerId=${n}`,
      headers: [
        { name: 'Accept', value: 'application/json' },
        { name: 'Authorization', value: 'Bearer abcdefgh12345678abcdefgh' },
      ],
    },
    response: {
      status: isRefused ? 403 : 200,
      headers: [{ name: 'Content-Type', value: 'application/json' }],
      content: { size: body.length, mimeType: 'application/json', text: body },
    },
    timings: { blocked: 1, dns: -1, connect: -1, send: 1, wait: 20, receive: 8 },
  })
}
