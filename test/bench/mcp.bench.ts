import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, symlinkSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { generatedHistory } from './generatedHistory.ts'
import { LAST_START } from './historyRows.ts'

interface Figure {
  name: string
  figure: number
  unit: string
  limit?: number
}

const ROWS = Number(process.env['POSTERN_BENCH_ROWS'] ?? 1_000_000)
const ROUNDS = 9
const tool = join(import.meta.dirname, '../../out/cli.js')

const SINCE = new Date(LAST_START - 2000 * 3_600_000).toISOString()
const QUERIES: Record<string, string> = {
  everything: '',
  'a combined filter': `status:4xx code:100 method:GET route:/sites key:site-7 outcome:failed since:${SINCE}`,
  'a word': 'timesheet',
  'a query that finds nothing': 'route:/nowhere',
}

export async function bench(): Promise<Figure[]> {
  const scratch = await mkdtemp(join(tmpdir(), 'postern-bench-'))
  try {
    return [...(await starts(scratch)), ...(await searches(scratch))]
  } finally {
    await rm(scratch, { recursive: true })
  }
}

/** From the start of the process to its first answer, against the shortest of all commands. */
async function starts(scratch: string): Promise<Figure[]> {
  const env = { ...process.env, POSTERN_DATA: join(scratch, 'empty') }
  const [help, first]: [number[], number[]] = [[], []]
  // In turns, so that whatever else the machine does falls on both.
  for (let round = 0; round < ROUNDS; round += 1) {
    let begun = performance.now()
    execFileSync(process.execPath, [tool, '--help'], { env })
    help.push(performance.now() - begun)
    begun = performance.now()
    const host = startHost(env)
    await host.call('describe_api', { status: 403 })
    first.push(performance.now() - begun)
    await host.end()
  }
  return [
    { name: 'mcp: start to first answer', figure: median(first), unit: 'ms' },
    {
      name: 'mcp: the same, against postern --help',
      figure: median(first) / median(help),
      unit: '×',
      limit: 2,
    },
  ]
}

async function searches(scratch: string): Promise<Figure[]> {
  const folder = join(scratch, 'data')
  mkdirSync(folder)
  symlinkSync(await generatedHistory(ROWS), join(folder, 'history.db'))
  const host = startHost({ ...process.env, POSTERN_DATA: folder })
  const figures: Figure[] = []
  for (const [name, query] of Object.entries(QUERIES)) {
    const search = () => host.call('search_history', { query, limit: 50 })
    await search()
    const times: number[] = []
    for (let round = 0; round < ROUNDS; round += 1) {
      const begun = performance.now()
      await search()
      times.push(performance.now() - begun)
    }
    figures.push({ name: `mcp: search ${ROWS} rows, ${name}`, figure: median(times), unit: 'ms', limit: 300 })
  }
  await host.end()
  return figures
}

const CLAIM = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': { name: 'bench', version: '1' },
  'io.modelcontextprotocol/clientCapabilities': {},
}

/** A host that waits for each answer. */
function startHost(env: NodeJS.ProcessEnv) {
  const child = spawn(process.execPath, [tool, 'mcp'], { env, stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })
  let id = 0
  return {
    async call(name: string, input: object): Promise<void> {
      id += 1
      const params = { name, arguments: input, _meta: CLAIM }
      child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id, method: 'tools/call', params })}\n`)
      const [line] = (await once(lines, 'line')) as [string]
      const { result } = JSON.parse(line) as { result?: { isError?: boolean } }
      if (result && !result.isError) return
      child.kill()
      throw new Error(`${name} failed: ${line}`)
    },
    async end(): Promise<void> {
      child.stdin.end()
      await once(child, 'exit')
    },
  }
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}
