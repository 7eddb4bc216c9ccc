import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { Agent, get, request as httpRequest, type IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openHistory } from '../../app/history/openHistory.ts'
import type { Figure } from '../../tools/bench/figures.mjs'
import { callAtRate, drained, fetched, LARGE, PER_SECOND, startApi, type Api } from './captureApi.ts'

const CALLS = 2000
/** After the start of the capture. */
const FIRST_CALLS = 2000
const PER_ROUND = 100
const out = (file: string) => new URL(`../../out/${file}`, import.meta.url)

export async function bench(): Promise<Figure[]> {
  const api = await startApi()
  const folder = await mkdtemp(join(tmpdir(), 'postern-bench-'))
  const capture = await startCapture(api.url, folder)
  try {
    return [
      ...(await latency(api.url, capture.url)),
      ...(await large(api.url, capture)),
      await events(capture.url),
      await leaving(api, capture.url),
      ...(await many(capture, folder)),
    ]
  } finally {
    capture.child.kill('SIGKILL')
    await api.worker.terminate()
    await rm(folder, { recursive: true, force: true })
  }
}

/** The tool as it is shipped, in a process of its own. */
async function startCapture(to: string, data: string) {
  const child = spawn(
    process.execPath,
    [fileURLToPath(out('cli.js')), 'capture', '--to', to, '--port', '0', '--keep'],
    { env: { ...process.env, POSTERN_DATA: data }, stdio: ['ignore', 'pipe', 'ignore'] },
  )
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text))
  for (;;) {
    const url = /listens on (\S+)/.exec(said)?.[1]
    if (url !== undefined) return { child, url }
    await once(child.stdout, 'data')
  }
}

const at = (times: readonly number[], share: number) =>
  times.toSorted((a, b) => a - b)[Math.floor(times.length * share)] ?? Number.NaN

/**
 * Both take turns in short rounds, so that whatever else the machine does falls on each of them. The first calls of a process
 * meet code that no engine has compiled yet: they are shown, and those after them are held against the limits.
 */
async function latency(direct: string, through: string): Promise<Figure[]> {
  const agents = { direct: new Agent({ keepAlive: true }), through: new Agent({ keepAlive: true }) }
  const times = { direct: [] as number[], through: [] as number[] }
  for (let round = 0; round < (FIRST_CALLS + CALLS) / PER_ROUND; round += 1) {
    for (const [name, url] of [
      ['direct', direct],
      ['through', through],
    ] as const) {
      for (let call = 0; call < PER_ROUND; call += 1)
        times[name].push(await fetched(`${url}/api/external/sites`, agents[name]))
    }
  }
  const added = (share: number, from: number, to: number) =>
    at(times.through.slice(from, to), share) - at(times.direct.slice(from, to), share)
  const warm = (share: number) => added(share, FIRST_CALLS, FIRST_CALLS + CALLS)
  return [
    {
      name: `${CALLS} calls, keep-alive, direct: p50`,
      figure: at(times.direct.slice(FIRST_CALLS), 0.5),
      unit: 'ms',
    },
    { name: 'added by the capture: p50', figure: warm(0.5), unit: 'ms', limit: 1 },
    { name: 'added by the capture: p95', figure: warm(0.95), unit: 'ms', limit: 3 },
    { name: `    to the first ${FIRST_CALLS} calls: p50`, figure: added(0.5, 0, FIRST_CALLS), unit: 'ms' },
    { name: `    to the first ${FIRST_CALLS} calls: p95`, figure: added(0.95, 0, FIRST_CALLS), unit: 'ms' },
  ]
}

async function sent(url: string): Promise<number> {
  const begun = performance.now()
  const piece = Buffer.alloc(64 * 1024, 'x')
  const request = httpRequest(url, { method: 'PUT', headers: { 'Content-Length': LARGE } })
  const answered = once(request, 'response')
  for (let left = LARGE / piece.length; left > 0; left -= 1)
    if (!request.write(piece)) await once(request, 'drain')
  request.end()
  const [response] = (await answered) as [IncomingMessage]
  await drained(response)
  return performance.now() - begun
}

function memoryOf(pid: number, field: 'VmRSS' | 'VmHWM'): number {
  if (!existsSync(`/proc/${pid}/status`)) return Number.NaN
  const text = readFileSync(`/proc/${pid}/status`, 'utf8')
  return Number(new RegExp(`${field}:\\s+(\\d+)`).exec(text)?.[1]) / 1024
}

async function large(
  direct: string,
  { child, url }: Awaited<ReturnType<typeof startCapture>>,
): Promise<Figure[]> {
  const agent = new Agent()
  const before = memoryOf(child.pid ?? 0, 'VmRSS')
  const [down, downThrough] = [await fetched(`${direct}/down`, agent), await fetched(`${url}/down`, agent)]
  const [up, upThrough] = [await sent(`${direct}/up`), await sent(`${url}/up`)]
  const grown = memoryOf(child.pid ?? 0, 'VmHWM') - before
  const share = (name: string, figure: number) => ({ name, figure, unit: '× direct', ok: figure >= 0.35 })
  return [
    share('100 MiB down (0.35 at least)', down / downThrough),
    share('100 MiB up (0.35 at least)', up / upThrough),
    { name: 'memory of the capture grows meanwhile', figure: grown, unit: 'MB', limit: 64 },
  ]
}

async function events(url: string): Promise<Figure> {
  const late: number[] = []
  const response = await new Promise<IncomingMessage>((resolve) => get(`${url}/events`, resolve))
  response.setEncoding('utf8').on('data', (text: string) => {
    for (const [, sentAt] of text.matchAll(/data: (\d+)/g)) late.push(Date.now() - Number(sentAt))
  })
  await once(response, 'end')
  const worst = Math.max(...late)
  const name = 'the latest of five events, 100 ms apart'
  return { name, figure: worst, unit: 'ms late', ok: late.length === 5 && worst <= 20 }
}

async function leaving({ worker }: Api, url: string): Promise<Figure> {
  const request = get(`${url}/hang`)
  request.on('error', () => undefined)
  await once(worker, 'message')
  const left = performance.now()
  const closed = once(worker, 'message')
  request.destroy()
  await closed
  return {
    name: 'API side closed after the client left',
    figure: performance.now() - left,
    unit: 'ms',
    limit: 100,
  }
}

async function many(
  { child, url }: Awaited<ReturnType<typeof startCapture>>,
  data: string,
): Promise<Figure[]> {
  const { made, seconds } = await callAtRate(url)
  const ending = performance.now()
  child.kill('SIGINT')
  await once(child, 'close')
  const settled = performance.now() - ending
  const history = await openHistory({ file: join(data, 'history.db'), worker: out('historyWorker.js') })
  const { count } = await history.count({ query: 'is:capture route:/many', limit: made + 1 })
  await history.close()
  return [
    { name: `${made} calls at ${PER_SECOND} a second`, figure: made / seconds, unit: 'calls a second' },
    { name: 'summaries that are lost', figure: made - count, unit: '', limit: 0 },
    { name: 'until all was recorded after the last call', figure: settled / 1000, unit: 's' },
  ]
}
