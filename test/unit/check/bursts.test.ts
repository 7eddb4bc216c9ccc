import { describe, expect, it } from 'vitest'
import { checkCalls } from '../../../app/check/check.ts'
import { brokenIn, expectVerdict, made, tokenAt, type Said } from './support.ts'

/** Calls that a program made at once. The first fails, and is so quick that others come in after its end. */
const burst = (first: Partial<Said>, apart: number, count = 20) => [
  tokenAt(0),
  ...Array.from({ length: count }, (_, at) =>
    made(`GET /api/external/staffs?limit=${at + 1}`, [
      { at: 60 + at * apart, took: at === 0 ? 3 : Math.max(60, 2 * apart), ...(at === 0 ? first : {}) },
    ]),
  ),
]
const after = (at: number, said: Partial<Said> = {}) =>
  made('GET /api/external/customers', [{ at, took: 20, ...said }])

describe.each([
  ['kept-dead-token', { status: 401 }],
  ['code-401-ignored', { code: 401 }],
  ['called-in-full-window', { status: 429 }],
] as const)('%s', (rule, first) => {
  it.each([1, 5, 14, 50])('is not seen in a burst whose calls come in %i ms apart', (apart) => {
    expect(brokenIn(burst(first, apart))).toEqual([])
    expectVerdict(rule, 'not-seen', burst(first, apart))
    expect(checkCalls(burst(first, apart)).notes.join('\n')).toContain('began in a burst of calls')
  })

  it('is kept where all of a burst came in before the response', () => {
    const calls = burst({ ...first, took: 200 }, 1)
    expectVerdict(rule, 'kept', calls)
    expect(checkCalls(calls).notes.join('\n')).not.toContain('began in a burst')
  })

  it('is broken by what follows the burst', () =>
    expect(brokenIn([...burst(first, 5), after(1500)])).toEqual([rule]))

  it('is broken by a burst that goes on long after the response', () =>
    expectVerdict(rule, 'broken', burst(first, 400, 60)))

  it('is broken by calls that follow one another at once', () =>
    expectVerdict(rule, 'broken', [after(0, first), after(21), after(42)]))
})
