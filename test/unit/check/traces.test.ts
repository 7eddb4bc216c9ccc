import { describe, expect, it } from 'vitest'
import { RULES, type Rule } from '../../../app/contract/check.ts'
import { FAULTS } from './faults.ts'
import { act, Program } from './programs.ts'
import { brokenIn } from './support.ts'

const TRACES = 10_000
/** Of the first trace; another one is for whoever looks further. */
const FIRST = Number(process.env.POSTERN_SEED ?? 1)

/** After these the program has no token that works. */
const OF_TOKENS = new Set<Rule>(['refreshed-twice', 'kept-dead-token', 'code-401-ignored'])

/** A program that goes by the policy, with a fault at some place if one is named. */
function traceOf(seed: number, fault: Rule | null): Program {
  const program = new Program(seed)
  const acts = 1 + Math.floor(program.random() * 4)
  const at = Math.floor(program.random() * (acts + 1))
  for (let each = 0; each <= acts; each += 1) {
    if (each === at && fault) {
      // Apart from what comes before and after.
      program.now += 120_000
      if (program.token === null) program.requestToken()
      FAULTS[fault](program)
      program.now += 120_000
      if (OF_TOKENS.has(fault)) program.token = null
    }
    if (each < acts) act(program)
  }
  return program
}

describe(`traces from seed ${FIRST} on`, () => {
  it(`${TRACES} of Postern’s own policy break nothing`, () => {
    const broken = seeds().flatMap((seed) => {
      const rules = brokenIn(traceOf(seed, null).exchanges)
      return rules.length === 0 ? [] : [{ seed, rules }]
    })
    expect(broken).toEqual([])
  })

  it('each with one fault breaks that rule, and no other', () => {
    const wrong = seeds().flatMap((seed) => {
      const fault = RULES[seed % RULES.length] ?? 'secret-in-url'
      const rules = brokenIn(traceOf(seed, fault).exchanges)
      return rules.join() === fault ? [] : [{ seed, fault, rules }]
    })
    expect(wrong).toEqual([])
  })
})

function seeds(): number[] {
  return Array.from({ length: TRACES }, (_, at) => FIRST + at)
}
