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

/** Both measured in turns over the same responses, so that whatever else runs on the machine meets both. */
function compare(
  { decode, diagnose }: Core,
  cases: readonly Evidence[],
  calls: number,
  rounds: number,
): { ms: number; ratio: number } {
  const answered = cases.flatMap((evidence) =>
    evidence.response ? [{ evidence, response: evidence.response }] : [],
  )
  let next = 0
  const overEach = (work: (each: (typeof answered)[number]) => unknown) => () => {
    const each = answered[next % answered.length]
    next += 1
    return each && work(each)
  }
  const explain = overEach(({ evidence, response }) => diagnose(evidence, decode(response)))
  const parse = overEach(({ response }) => JSON.parse(response.body) as unknown)
  let explained = Number.POSITIVE_INFINITY
  let parsed = Number.POSITIVE_INFINITY
  for (let round = 0; round < rounds; round += 1) {
    explained = Math.min(explained, msOf(explain, calls, 3))
    parsed = Math.min(parsed, msOf(parse, calls, 3))
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

function sitesOf(bytes: number, first = 10_000): string {
  const records = Array.from({ length: Math.ceil(bytes / JSON.stringify(site(10_000)).length) }, (_, at) =>
    site(first + at),
  )
  return JSON.stringify(listed(records))
}

/** Made before the clock starts. No two of them say the same, so that no look at one saves a look at another. */
const DIFFERENT = 1000
const eachOf = (make: (id: number) => Evidence) =>
  Array.from({ length: DIFFERENT }, (_, at) => make(1099 + at * 20))

const success = (bytes: number, id = 1099) =>
  makeEvidence(`GET /api/external/sites?customerId=${id}`, makeResponse(200, sitesOf(bytes, 10_000 + id)))

const outside = (id: number) => `Customer ${id} is outside the scope of this API key.`
const refusal = (id: number) =>
  makeEvidence(
    `GET /api/external/sites?customerId=${id}`,
    makeResponse(
      403,
      failed(
        100,
        outside(id),
        Array.from({ length: 11 }, (_, at) => outside(id + at)),
      ),
    ),
  )

const invalid = (id: number) =>
  makeEvidence(
    `GET /api/external/staffs?limit=${id}&direction=side-${id}&isActive=maybe-${id}`,
    makeResponse(
      400,
      failed(100, 'Validation failed.', [
        ...Array.from(
          { length: 9 },
          (_, at) => `limit must be between 1 and 100, but is ${id + at} (check ${at}).`,
        ),
        `direction must be next or prev, but is "side-${id}".`,
        `isActive must be true or false, but is "maybe-${id}".`,
      ]),
    ),
  )

/** decode, check and explain against `JSON.parse` of the same bodies, in one run. */
export async function bench(): Promise<Figure[]> {
  const core = await builtCore()
  const figures: Figure[] = []
  const add = (name: string, figure: number, unit: string, limit?: number) =>
    figures.push({ name, figure, unit, ...(limit !== undefined && { limit, ok: figure <= limit }) })

  for (const [name, cases, limit] of [
    ['1 KB success (1,000 different ones, in turn)', eachOf((id) => success(900, id)), 10],
    ['1 KB refusal (403 with scope; as many)', eachOf(refusal), 10],
    // Each of its eleven errors is tied to the parameter that it names, which no parser does: shown, without a limit.
    ['1 KB of eleven invalid values (400; as many)', eachOf(invalid), undefined],
  ] as const) {
    const { ms, ratio } = compare(core, cases, DIFFERENT, 30)
    add(`${name} against JSON.parse`, ratio, 'x', limit)
    add(`${name} explained`, 1000 / ms, 'a second')
  }
  add('10 MB success against JSON.parse', compare(core, [success(10 * MEGABYTE)], 1, 7).ratio, 'x', 1.5)
  const small = compare(core, [success(4 * MEGABYTE)], 1, 5).ratio
  const large = compare(core, [success(16 * MEGABYTE)], 1, 5).ratio
  add('the same ratio at 16 MB, against 4 MB (1 is linear)', large / small, 'x', 2)
  return sink > 0 ? figures : []
}
