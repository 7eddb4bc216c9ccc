import { describe, expect, it } from 'vitest'
import { checkCalls } from '../../../app/check/check.ts'
import { CHECK_RULES } from '../../../app/check/rules.ts'
import { MOST_EVIDENCE, reportSchema, RULES } from '../../../app/contract/check.ts'
import type { Exchange } from '../../../app/contract/exchange.ts'
import { brokenIn, expectVerdict, gaveUp, made, tokenAt } from './support.ts'

const SITES = 'GET /api/external/sites'

describe('a report', () => {
  it('has the form that others rely on', () => {
    const report = checkCalls([tokenAt(0), made(SITES, [{ at: 100 }, { at: 5000, status: 403 }])])
    expect(reportSchema.parse(report)).toEqual(report)
    expect(report).toMatchObject({
      version: 1,
      calls: 3,
      from: '2026-03-02T09:00:00.000Z',
      to: '2026-03-02T09:00:05.000Z',
      result: 'kept',
    })
    expect(report.rules.map(({ rule }) => rule)).toEqual([...RULES])
    expect(CHECK_RULES.map(({ name }) => name)).toEqual([...RULES])
  })

  it('says of no calls that there is nothing to check', () => {
    const report = checkCalls([])
    expect(report).toMatchObject({ calls: 0, from: null, to: null, result: 'nothing', notes: [] })
    expect(report.rules.every(({ verdict, count }) => verdict === 'not-seen' && count === 0)).toBe(true)
  })

  it('counts all that broke a rule, and shows the first fifty in the order of time', () => {
    const calls = Array.from({ length: 60 }, (_, at) =>
      made(`${SITES}?apiKey=[redacted]&n=${at}`, [{ at: (59 - at) * 2000 }]),
    )
    const rule = checkCalls(calls).rules.find(({ verdict }) => verdict === 'broken')
    expect(rule).toMatchObject({ rule: 'secret-in-url', count: 60 })
    expect(rule?.evidence).toHaveLength(MOST_EVIDENCE)
    const times = rule?.evidence.map(({ at }) => at) ?? []
    expect(times).toEqual(times.toSorted())
    expect(times[0]).toBe('2026-03-02T09:00:00.000Z')
    expect(rule?.evidence[0]?.request).toBe('GET /api/external/sites')
    expect(rule?.routes).toEqual([{ route: 'GET /api/external/sites', count: 60 }])
  })

  it('counts an exchange once that comes twice, as its last document has it', () => {
    const open = { ...made(SITES, [{ at: 0, rest: { response: null } }]), endedAt: null, outcome: null }
    const ended = { ...made(SITES, [{ at: 0, status: 503 }, { at: 1500 }]), id: open.id }
    const calls = [tokenAt(0), open, made(SITES, [{ at: 5000 }]), ended]
    expect(checkCalls([...calls, ...calls.slice(2)])).toEqual(
      checkCalls([...calls.slice(0, 1), ...calls.slice(2)]),
    )
    expect(checkCalls([...calls, ...calls.slice(2)])).toMatchObject({ calls: 4, result: 'kept' })
  })

  it('says what the calls cannot tell', () => {
    const notesOf = (calls: Exchange[]) => checkCalls(calls).notes.join('\n')
    const plain = notesOf([made(SITES, [{ at: 0 }])])
    expect(plain).toBe(
      'Postern cannot see whether your program reads status.code. It sees only the calls that follow.',
    )
    expect(notesOf([made(SITES, [{ at: 0 }], { source: 'import', client: undefined })])).toContain(
      'Files without connections and keys brought 1 call.',
    )
    expect(notesOf([made(SITES, [{ at: 0, ahead: 90_000 }])])).toContain(
      'The clock of the API was 1 min 30 s ahead',
    )
    expect(notesOf([made(SITES, [{ at: 0, ahead: -90_000 }])])).toContain('behind')
    expect(notesOf([made(SITES, [{ at: 0, ahead: null }])])).toContain('no Date header')
    const other = { run: null, name: null, pid: 9, userAgent: null, connection: null }
    expect(notesOf([made(SITES, [{ at: 0 }]), made(SITES, [{ at: 0 }], { client: other })])).toContain(
      '2 programs',
    )
    expect(notesOf([made(SITES, [{ at: 0 }]), made(SITES, [{ at: 10 }])])).toContain('cannot match 2 calls')
  })

  it('takes a call that is still in progress, or never left, for no fault', () => {
    const open = { ...made(SITES, [{ at: 0, rest: { response: null } }]), endedAt: null, outcome: null }
    expect(brokenIn([open, made(SITES, [{ at: 300 }])])).toEqual([])
    const unsent = { ...gaveUp, mayHaveBeenSent: false }
    expect(checkCalls([made(SITES, [{ at: 0, failure: unsent }])])).toMatchObject({
      calls: 0,
      result: 'nothing',
    })
  })

  it('checks what Postern sent itself by its exchanges alone', () => {
    const own = (at: number) => made(SITES, [{ at, status: 403 }], { source: 'composer', client: undefined })
    expectVerdict('retried-forbidden', 'kept', [own(0), own(2000)])
  })
})
