import { layOutJson, noLines } from '../../renderer/json/lines.ts'
import { readMembers } from '../../renderer/json/members.ts'
import { findAll } from '../../renderer/json/search.ts'
import { atOnce, type Work } from '../../renderer/json/slices.ts'
import { findMistake } from '../../renderer/jsonMistake.ts'
import { listed } from '../unit/diagnosis/support.ts'

interface Figure {
  name: string
  figure: number
  unit: string
  limit?: number
}

const SIZE = 20 * 1024 * 1024
const ROUNDS = 3

function envelopeOf(bytes: number): string {
  const record = (id: number) => ({
    id,
    name: `Site number ${id}`,
    customerId: 7,
    isActive: true,
    area: 12.5,
  })
  const count = Math.ceil(bytes / JSON.stringify(record(100_000)).length)
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
  const text = envelopeOf(SIZE)
  const data = text.indexOf('[')
  const parsed = msOf(() => JSON.parse(text) as unknown)
  const ways: [string, () => Work<unknown>, number][] = [
    ['its records found', () => readMembers(text, data), 5],
    ['its body laid out', () => layOutJson(text, noLines()), 15],
    ['searched for what is not there', () => findAll(text, 'not there'), 1],
    ['checked for where it breaks off', () => findMistake(text), 60],
  ]
  const figures: Figure[] = []
  for (const [name, make, limit] of ways) {
    const figure = msOf(() => atOnce(make())) / parsed
    figures.push({ name: `20 MB envelope: ${name}, against JSON.parse`, figure, unit: 'x', limit })
    figures.push({ name: '  its longest step between two pauses', figure: longestStep(make), unit: 'ms' })
  }
  return Promise.resolve(figures)
}
