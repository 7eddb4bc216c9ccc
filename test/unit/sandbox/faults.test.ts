import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseFault, SANDBOX_FAULTS, type Fault } from '../../../app/sandbox/faults.ts'

function parsed(spec: string): Fault {
  const result = parseFault(spec)
  if (!result.ok) throw new Error(result.problem)
  return result.fault
}

function problemOf(spec: string): string {
  const result = parseFault(spec)
  if (result.ok) throw new Error(`${spec} was taken`)
  return result.problem
}

describe('a fault is read', () => {
  test.each(SANDBOX_FAULTS.map(({ name, example }) => [example, name]))(
    'the example %s means %s',
    (example, name) => {
      expect(parsed(example)).toMatchObject({ name, spec: example })
    },
  )

  test.each([
    ['status=503', 503],
    ['unknown-code=734', 734],
    ['slow=3s', 3000],
    ['slow=250ms', 250],
    ['slow=1m', 60_000],
    ['clock-skew=-90s', -90_000],
    ['clock-skew=+2m', 120_000],
    ['huge=50MB', 50 * 1024 * 1024],
    ['huge=2KB', 2048],
    ['hang', 0],
  ])('%s has the amount %d', (spec, amount) => {
    expect(parsed(spec).amount).toBe(amount)
  })

  test('modifiers stand in any order, with or without blanks', () => {
    const spec = ' gateway-429 ; path=/api/external/sites;retry-after=7 ; times=2;status=429;method=PUT'
    expect(parsed(spec)).toMatchObject({
      times: 2,
      retryAfterS: 7,
      status: 429,
      path: '/api/external/sites',
      method: 'PUT',
    })
  })

  test('modifiers that were left out are null', () => {
    const none = { times: null, retryAfterS: null, status: null, path: null, method: null }
    expect(parsed('hang')).toMatchObject(none)
  })
})

describe('a fault is refused, and the problem says how to mend it', () => {
  test('by a name that does not exist: all names are listed', () => {
    for (const { name } of SANDBOX_FAULTS) expect(problemOf('earthquake')).toContain(name)
  })

  test.each([
    ['status', 'status=500;times=2'],
    ['status=200', '400 to 599'],
    ['status=5000', '400 to 599'],
    ['slow=3', '3s'],
    ['slow=-3s', '3s'],
    ['slow=2h', 'up to 1h'],
    ['huge=50', '50MB'],
    ['huge=3GB', 'up to 2GB'],
    ['unknown-code=0', 'above 0'],
    ['hang=3s', 'takes no value'],
    ['hang;times=0', 'times must be'],
    ['hang;times', 'times must be'],
    ['hang;retry-after=soon', 'retry-after must be'],
    ['hang;status=99', 'status must be'],
    ['hang;path=sites', 'path must start'],
    ['hang;method=post', 'method must be'],
    ['hang;method', 'method must be'],
    ['hang;color=red', 'color'],
    ['', 'Faults: '],
  ])('%j', (spec, hint) => {
    expect(problemOf(spec)).toContain(hint)
  })
})

test('any text at all is read or refused, never thrown over', () => {
  const word = fc.oneof(
    fc.string(),
    fc.constantFrom('status', 'slow', 'times', '=', ';', '3s', '500', '__proto__'),
  )
  fc.assert(
    fc.property(
      fc.array(word).map((words) => words.join('')),
      (spec) => {
        const result = parseFault(spec)
        expect(result.ok ? Number.isFinite(result.fault.amount) : result.problem.length > 0).toBe(true)
      },
    ),
  )
})
