import { expect, it } from 'vitest'
import { checkCalls } from '../../../app/check/check.ts'
import { programsOf } from '../../../app/check/programs.ts'
import { changesSince, isOfRuns, isSameRun, runBefore, runOf } from '../../../app/check/runs.ts'
import type { CheckedRun } from '../../../app/contract/checkedHistory.ts'
import { checkedRunSchema } from '../../../app/contract/checkedHistory.ts'
import type { Exchange } from '../../../app/contract/exchange.ts'
import { made } from './support.ts'

const SITES = 'GET /api/external/sites'
const CLIENT = { run: 'RUN', name: 'client.mjs', pid: 7, userAgent: null, connection: '1' }

/** Calls a 403 as often, so many minutes later. */
const calls = (minutes: number, times: number, name = 'client.mjs'): Exchange[] => [
  made(
    SITES,
    Array.from({ length: times }, (_, at) => ({ at: minutes * 60_000 + at * 1000, status: 403 })),
    { client: { ...CLIENT, name } },
  ),
]

function checked(exchanges: Exchange[], query = 'run:RUN'): CheckedRun {
  const report = checkCalls(exchanges)
  const run = runOf({ query, programs: programsOf(exchanges), report }, 1, 0)
  if (!run) throw new Error('It is of no run.')
  return run
}

it('keeps verdicts and counts of a run, and no call', () => {
  const run = checked(calls(0, 2))
  expect(checkedRunSchema.parse(run)).toMatchObject({ programs: ['client.mjs'], result: 'broken', calls: 2 })
  expect(run.rules).toContainEqual({ rule: 'retried-forbidden', verdict: 'broken', count: 1 })
  expect(JSON.stringify(run)).not.toContain('/api/')
})

it('keeps nothing of a part of the calls, nor where there are none', () => {
  for (const query of ['status:403', 'run:A status:403', 'source:capture route:/x', '-run:A', ''])
    expect(isOfRuns(query)).toBe(false)
  for (const query of ['run:A', 'run:A,B', 'source:capture', 'source:capture since:2026-03-02T09:00:00.000Z'])
    expect(isOfRuns(query)).toBe(true)
  expect(runOf({ query: 'run:A', programs: [], report: checkCalls([]) }, 1, 0)).toBeNull()
})

it('compares with the run of the same program before, a drill with a drill', () => {
  const first = checked(calls(0, 1))
  const second = checked(calls(1, 2))
  const third = checked(calls(2, 1))
  const other = checked(calls(1, 2, 'other.mjs'))
  const drill = checked(calls(1, 2), 'run:A,B')
  const all = [third, other, drill, second, first]
  expect(runBefore(all, third)).toBe(second)
  expect(runBefore(all, second)).toBe(first)
  expect(runBefore(all, first)).toBeNull()
  expect(runBefore(all, other)).toBeNull()
  expect([...changesSince(first.rules, second.rules)]).toEqual([['retried-forbidden', 'newly-broken']])
  expect([...changesSince(second.rules, third.rules)]).toEqual([['retried-forbidden', 'mended']])
  expect([...changesSince(second.rules, second.rules)]).toEqual([])
})

it('takes a rule that is not seen any more for no mended one', () => {
  const before = [{ rule: 'no-backoff' as const, verdict: 'broken' as const }]
  expect(changesSince(before, [{ rule: 'no-backoff', verdict: 'not-seen' }]).size).toBe(0)
})

it('knows a run that has gone on', () => {
  const [begun] = calls(0, 1)
  if (!begun) throw new Error('There is one.')
  expect(isSameRun(checked([begun]), checked([begun, ...calls(1, 1)]))).toBe(true)
  expect(isSameRun(checked([begun]), checked(calls(1, 1)))).toBe(false)
})
