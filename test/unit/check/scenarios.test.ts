import { describe, expect, it } from 'vitest'
import { CHECK_RULES } from '../../../app/check/rules.ts'
import { SCENARIOS } from '../../../app/contract/check.ts'
import { parseFault } from '../../../app/sandbox/faults.ts'
import { SCENARIO_PLAYS } from '../../../app/check/scenarios.ts'

describe.each(SCENARIOS)('%s', (name) => {
  it.each([1, 7, 60])('has faults that the sandbox knows, at speed %d', (speed) => {
    const specs = SCENARIO_PLAYS[name].faults(speed)
    expect(specs.length).toBeGreaterThan(0)
    expect(specs.filter((spec) => !parseFault(spec).ok)).toEqual([])
  })
})

it('a rule is shown by the scenario that its report names', () => {
  for (const { name, seenBy } of CHECK_RULES)
    if (seenBy !== null) expect(SCENARIO_PLAYS[seenBy].shows).toContain(name)
})

it('divides how long a response takes', () => {
  const { faults } = SCENARIO_PLAYS.slow
  expect(faults(1)[0]).toBe('slow=30000ms;method=GET')
  expect(faults(10)[0]).toBe('slow=3000ms;method=GET')
})
