import { layOutJson, layOutText, noLines } from '../../renderer/ui/text/lines.ts'
import { readMembers } from '../../renderer/features/answer/json/members.ts'
import { findAll } from '../../renderer/ui/text/search.ts'
import { atOnce, type Work } from '../../renderer/ui/text/slices.ts'
import { findMistake } from '../../renderer/ui/editor/jsonMistake.ts'
import { listed } from '../unit/diagnosis/support.ts'

interface Figure {
  name: string
  figure: number
  unit: string
  limit?: number
}

const SIZE = 20 * 1024 * 1024
const ROUNDS = 5
/** How long one step may take, of what `JSON.parse` takes for all: some milliseconds, as a slice has no more. */
const LONGEST_STEP = 0.1

interface Kind {
  name: string
  record: (id: number) => unknown
  /** Of the limits, which are those for usual records. */
  allowed: number
}

const KINDS: Kind[] = [
  {
    name: 'records',
    record: (id) => ({ id, name: `Site number ${id}`, customerId: 7, isActive: true, area: 12.5 }),
    allowed: 1,
  },
  // Millions of lines and members. `JSON.parse` itself takes long for them, as it makes an array of each.
  { name: 'tiny records', record: (id) => [id % 10], allowed: 0.25 },
]

function envelopeOf({ record }: Kind): string {
  const count = Math.ceil(SIZE / (JSON.stringify(record(100_000)).length + 1))
  return JSON.stringify(listed(Array.from({ length: count }, (_, at) => record(100_000 + at))))
}

/** The quickest of some rounds, in ms: what else runs on the machine only ever adds to it. */
function msOf(work: () => unknown): number {
  let quickest = Infinity
  for (let round = 0; round < ROUNDS; round += 1) {
    const begun = performance.now()
    work()
    quickest = Math.min(quickest, performance.now() - begun)
  }
  return quickest
}

/** The longest step in ms between two pauses, in the calmest of some rounds: a slice ends with the step that it is in. */
function longestStep(make: () => Work<unknown>): number {
  let calmest = Infinity
  for (let round = 0; round < ROUNDS; round += 1) {
    const work = make()
    let longest = 0
    for (let isDone = false; !isDone;) {
      const begun = performance.now()
      isDone = work.next().done === true
      longest = Math.max(longest, performance.now() - begun)
    }
    calmest = Math.min(calmest, longest)
  }
  return calmest
}

/** Each way in which a large envelope is read, against `JSON.parse` of the same text, and its longest step. */
export function bench(): Promise<Figure[]> {
  return Promise.resolve(KINDS.flatMap(figuresOf))
}

function figuresOf(kind: Kind): Figure[] {
  const text = envelopeOf(kind)
  const data = text.indexOf('[')
  const parsed = msOf(() => JSON.parse(text) as unknown)
  const ways: [string, () => Work<unknown>, number][] = [
    ['found', () => readMembers(text, data), 2],
    ['laid out', () => layOutJson(text, noLines()), 5],
    ['laid out as if they were no JSON', () => layOutText(text, noLines()), 0.1],
    ['searched for what is not there', () => findAll(text, 'not there'), 0.1],
    ['checked for where they break off', () => findMistake(text), 6],
  ]
  return ways.flatMap(([name, make, limit]) => [
    {
      name: `20 MB of ${kind.name}: ${name}, against JSON.parse`,
      figure: msOf(() => atOnce(make())) / parsed,
      unit: 'x',
      limit: limit * kind.allowed,
    },
    {
      name: '  the longest step between two pauses',
      figure: longestStep(make),
      unit: 'ms',
      limit: parsed * LONGEST_STEP * kind.allowed,
    },
  ])
}
