import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'vite'
import type { decode } from '../../app/diagnosis/decode.ts'
import type { diagnose } from '../../app/diagnosis/diagnose.ts'
import type { Evidence } from '../../app/diagnosis/evidence.ts'
import { failed, listed, makeEvidence, makeResponse } from '../unit/diagnosis/support.ts'

interface Figure {
  name: string
  figure: number
  unit: string
  limit?: number
  ok?: boolean
}

const MEGABYTE = 1024 * 1024
const FOLDER = join(import.meta.dirname, '../../node_modules/.cache/postern-bench/diagnosis')
let sink = 0

interface Core {
  decode: typeof decode
  diagnose: typeof diagnose
}

/** The core in one file, as users get it: Vite's server, which runs the benches, looks up each import at each use. */
async function builtCore(): Promise<Core> {
  const source = (name: string) => join(import.meta.dirname, `../../app/diagnosis/${name}.ts`)
  await build({
    configFile: false,
    logLevel: 'warn',
    build: {
      ssr: true,
      target: 'node20',
      outDir: FOLDER,
      emptyOutDir: true,
      rolldownOptions: {
        input: { decode: source('decode'), diagnose: source('diagnose') },
        output: { entryFileNames: '[name].mjs', chunkFileNames: '[name].mjs' },
      },
    },
  })
  const built = (name: string) => pathToFileURL(join(FOLDER, `${name}.mjs`)).href
  return {
    ...((await import(built('decode'))) as Pick<Core, 'decode'>),
    ...((await import(built('diagnose'))) as Pick<Core, 'diagnose'>),
  }
}

/** Ms of one call in the quickest of some rounds: what else runs on the machine only ever adds to it. */
function msOf(work: () => unknown, calls: number, rounds: number): number {
  let quickest = Number.POSITIVE_INFINITY
  for (let round = 0; round < rounds; round += 1) {
    const begun = performance.now()
    for (let call = 0; call < calls; call += 1) sink += work() === undefined ? 0 : 1
    quickest = Math.min(quickest, (performance.now() - begun) / calls)
  }
  return quickest
}

/** Both measured in turns, so that whatever else runs on the machine meets both. */
function compare(
  { decode, diagnose }: Core,
  evidence: Evidence,
  calls: number,
  rounds: number,
): { ms: number; ratio: number } {
  const { response } = evidence
  if (!response) throw new Error('A benchmark needs an answer.')
  let explained = Number.POSITIVE_INFINITY
  let parsed = Number.POSITIVE_INFINITY
  for (let round = 0; round < rounds; round += 1) {
    explained = Math.min(
      explained,
      msOf(() => diagnose(evidence, decode(response)), calls, 3),
    )
    parsed = Math.min(
      parsed,
      msOf(() => JSON.parse(response.body) as unknown, calls, 3),
    )
  }
  return { ms: explained, ratio: explained / parsed }
}

const site = (id: number) => ({
  id,
  name: `Site number ${id}`,
  customerId: 7,
  state: 'NSW',
  isActive: true,
  area: 12.5,
})

function sitesOf(bytes: number): string {
  const records = Array.from({ length: Math.ceil(bytes / JSON.stringify(site(10_000)).length) }, (_, at) =>
    site(10_000 + at),
  )
  return JSON.stringify(listed(records))
}

const line = 'GET /api/external/sites?customerId=1099'
const success = (bytes: number) => makeEvidence(line, makeResponse(200, sitesOf(bytes)))
const refusal = makeEvidence(
  line,
  makeResponse(
    403,
    failed(
      100,
      'Customer 1099 is outside the scope of this API key.',
      Array.from({ length: 11 }, (_, at) => `Customer ${1099 + at} is outside the scope of this API key.`),
    ),
  ),
)

const invalid = makeEvidence(
  'GET /api/external/staffs?limit=5000&direction=sideways&isActive=maybe',
  makeResponse(
    400,
    failed(100, 'Validation failed.', [
      ...Array.from(
        { length: 9 },
        (_, at) => `limit must be between 1 and 100, but is 500${at} (check ${at}).`,
      ),
      'direction must be next or prev, but is "sideways".',
      'isActive must be true or false, but is "maybe".',
    ]),
  ),
)

/** decode, check and explain against `JSON.parse` of the same body, in one run. */
export async function bench(): Promise<Figure[]> {
  const core = await builtCore()
  const figures: Figure[] = []
  const add = (name: string, figure: number, unit: string, limit: number) =>
    figures.push({ name, figure, unit, limit, ok: figure <= limit })

  for (const [name, evidence] of [
    ['1 KB success', success(900)],
    ['1 KB refusal (403 with scope)', refusal],
  ] as const) {
    const { ms, ratio } = compare(core, evidence, 2000, 15)
    add(`${name} against JSON.parse`, ratio, 'x', 10)
    figures.push({ name: `${name} explained`, figure: 1000 / ms, unit: 'a second' })
  }
  // Each of its eleven errors is tied to the parameter that it names, which no parser does: shown, without a limit.
  const { ms, ratio } = compare(core, invalid, 2000, 15)
  figures.push({ name: '1 KB of eleven invalid values (400) against JSON.parse', figure: ratio, unit: 'x' })
  figures.push({ name: '1 KB of eleven invalid values (400) explained', figure: 1000 / ms, unit: 'a second' })
  add('10 MB success against JSON.parse', compare(core, success(10 * MEGABYTE), 1, 7).ratio, 'x', 1.5)
  const small = compare(core, success(4 * MEGABYTE), 1, 5).ratio
  const large = compare(core, success(16 * MEGABYTE), 1, 5).ratio
  add('the same ratio at 16 MB, against 4 MB (1 is linear)', large / small, 'x', 2)
  return sink > 0 ? figures : []
}
