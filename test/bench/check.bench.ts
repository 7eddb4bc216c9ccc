import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'vite'
import type { checkCalls } from '../../app/check/check.ts'
import type { Exchange } from '../../app/contract/exchange.ts'
import type { Figure } from '../../tools/bench/figures.mjs'
import type { act, Program } from '../unit/check/programs.ts'

const CALLS = 100_000
const FOLDER = join(import.meta.dirname, '../../node_modules/.cache/postern-bench/check')

interface Built {
  checkCalls: typeof checkCalls
  act: typeof act
  Program: typeof Program
}

/** In one file, as users get it: Vite's server, which runs the benches, looks up each import at each use. */
async function built(): Promise<Built> {
  await build({
    configFile: false,
    logLevel: 'warn',
    build: {
      ssr: true,
      target: 'node20',
      outDir: FOLDER,
      emptyOutDir: true,
      rolldownOptions: {
        input: {
          check: join(import.meta.dirname, '../../app/check/check.ts'),
          programs: join(import.meta.dirname, '../unit/check/programs.ts'),
        },
        output: { entryFileNames: '[name].mjs', chunkFileNames: '[name].mjs' },
      },
    },
  })
  const from = (name: string) => pathToFileURL(join(FOLDER, `${name}.mjs`)).href
  return {
    ...((await import(from('check'))) as Pick<Built, 'checkCalls'>),
    ...((await import(from('programs'))) as Pick<Built, 'act' | 'Program'>),
  }
}

/** What many programs sent, as JSON lines. */
function linesOf({ act, Program }: Built): string[] {
  const lines: string[] = []
  for (let seed = 1; lines.length < CALLS; seed += 1) {
    const program = new Program(seed)
    for (let each = 0; each < 500; each += 1) act(program)
    const client = { run: `RUN ${seed}`, name: 'client.mjs', pid: seed, userAgent: null, connection: '1' }
    lines.push(...program.exchanges.map((exchange) => JSON.stringify({ ...exchange, client })))
  }
  return lines.slice(0, CALLS)
}

/** Reading the lines is the least that anybody could do: the check is held against it, in the same run. */
export async function bench(): Promise<Figure[]> {
  const parts = await built()
  const lines = linesOf(parts)
  let exchanges: Exchange[] = []
  let [parsed, checked] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
  let calls = 0
  for (let round = 0; round < 3; round += 1) {
    const begun = performance.now()
    exchanges = lines.map((line) => JSON.parse(line) as Exchange)
    const read = performance.now()
    calls = parts.checkCalls(exchanges).calls
    checked = Math.min(checked, performance.now() - read)
    parsed = Math.min(parsed, read - begun)
  }
  return [
    {
      name: `${CALLS} exchanges with ${calls} calls checked`,
      figure: checked,
      unit: 'ms',
      limit: 3000,
      ok: checked <= 3000,
    },
    { name: 'the same against JSON.parse of their lines', figure: checked / parsed, unit: 'x' },
  ]
}
