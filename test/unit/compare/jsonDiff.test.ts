import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { diffJson } from '../../../app/compare/jsonDiff.ts'

function site(id: number, name = `Site ${id}`) {
  return { id, name, customerId: 7 }
}

describe('the structural diff', () => {
  it('tells what was added, removed and changed, and where', () => {
    const diff = diffJson(
      { status: { code: 100 }, data: null, gone: 1, 'odd name': true },
      { status: { code: 0 }, data: [], 'odd name': false, fresh: { a: 1 } },
    )
    expect(diff.changes).toEqual([
      { kind: 'changed', path: '$.status.code', before: '100', after: '0' },
      { kind: 'changed', path: '$.data', before: 'null', after: 'an array of 0 elements' },
      { kind: 'removed', path: '$.gone', before: '1', after: null },
      { kind: 'changed', path: "$['odd name']", before: 'true', after: 'false' },
      { kind: 'added', path: '$.fresh', before: null, after: 'an object with 1 field' },
    ])
    expect(diff).toMatchObject({ counts: { added: 1, removed: 1, changed: 3 }, more: 0, setAside: [] })
  })

  it('matches elements by their id, so that one that moved or came in is all that is told', () => {
    const diff = diffJson(
      { data: [site(1), site(2), site(3)] },
      { data: [site(9), site(3), site(1), site(2, 'New')] },
    )
    expect(diff.changes).toEqual([
      { kind: 'added', path: '$.data[?@.id==9]', before: null, after: 'an object with 3 fields' },
      { kind: 'changed', path: '$.data[?@.id==2].name', before: '"Site 2"', after: '"New"' },
    ])
  })

  it('finds an id under another name, and does not take a name that elements share', () => {
    const row = (timesheetId: number, payBreakTime: number) => ({ customerId: 7, timesheetId, payBreakTime })
    const diff = diffJson([row(5, 0), row(6, 0)], [row(6, 0), row(5, 30)])
    expect(diff.changes.map(({ path }) => path)).toEqual(['$[?@.timesheetId==5].payBreakTime'])
  })

  it('takes the equal beginning and end off arrays without ids', () => {
    expect(diffJson(['a', 'b', 'c', 'd'], ['a', 'x', 'c', 'd']).changes).toEqual([
      { kind: 'changed', path: '$[1]', before: '"b"', after: '"x"' },
    ])
    expect(diffJson(['a', 'b'], ['new', 'a', 'b']).changes).toEqual([
      { kind: 'added', path: '$[0]', before: null, after: '"new"' },
    ])
    expect(diffJson([1, 2, 3], [1]).counts).toEqual({ added: 0, removed: 2, changed: 0 })
  })

  it('sets aside what belongs to one call only', () => {
    const diff = diffJson(
      { traceId: 'a', status: { requestId: 1 } },
      { traceId: 'b', status: { requestId: 2 } },
    )
    expect(diff.counts).toEqual({ added: 0, removed: 0, changed: 0 })
    expect(diff.setAside).toEqual(['$.traceId', '$.status.requestId'])
  })

  it('does not mistake a field named like a part of every object', () => {
    const before: unknown = JSON.parse('{"a":1}')
    const after: unknown = JSON.parse('{"a":1,"__proto__":{"x":1},"constructor":2}')
    expect(diffJson(before, after).changes.map(({ path }) => path)).toEqual(['$.__proto__', '$.constructor'])
  })

  it('lists only so many, and counts all', () => {
    const list = (value: string) => Array.from({ length: 1000 }, (_, id) => ({ id, value }))
    const diff = diffJson(list('a'), list('b'), { most: 50 })
    expect(diff.changes).toHaveLength(50)
    expect(diff).toMatchObject({ more: 950, counts: { changed: 1000 } })
    const further = diffJson(list('a'), list('b'), { most: 50, skip: 970 })
    expect(further.changes.map(({ path }) => path).slice(0, 1)).toEqual(['$[?@.id==970].value'])
    expect(further).toMatchObject({ changes: { length: 30 }, more: 0, counts: { changed: 1000 } })
  })

  it('survives nesting that would exhaust the stack', () => {
    const nested = (core: string): unknown => JSON.parse('['.repeat(20_000) + core + ']'.repeat(20_000))
    expect(diffJson(nested('1'), nested('1')).changes).toEqual([])
    expect(diffJson(nested('1'), nested('2')).counts).toEqual({ added: 0, removed: 0, changed: 1 })
  })

  it('tells nothing of a value and itself, and something of two that differ', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), fc.jsonValue({ maxDepth: 4 }), (left, right) => {
        const copy: unknown = JSON.parse(JSON.stringify(left))
        expect(diffJson(left, copy)).toMatchObject({ changes: [], setAside: [] })
        const there = diffJson(left, right).counts
        const back = diffJson(right, left).counts
        expect(back).toEqual({ added: there.removed, removed: there.added, changed: there.changed })
      }),
      { numRuns: 500 },
    )
  })
})
