import { describe, expect, it } from 'vitest'
import { SCENARIOS } from '../../../app/contract/check.ts'
import { parseFault } from '../../../app/sandbox/faults.ts'
import { SCENARIO_PLAYS } from '../../../app/sandbox/scenarios.ts'

describe.each(SCENARIOS)('%s', (name) => {
  it.each([1, 7, 60])('has faults that the sandbox knows, at speed %d', (speed) => {
    const specs = SCENARIO_PLAYS[name].faults(speed)
    expect(specs.length).toBeGreaterThan(0)
    expect(specs.filter((spec) => !parseFault(spec).ok)).toEqual([])
  })
})

it('divides how long a response takes', () => {
  const { faults } = SCENARIO_PLAYS.slow
  expect(faults(1)[0]).toBe('slow=30000ms;method=GET')
  expect(faults(10)[0]).toBe('slow=3000ms;method=GET')
})
