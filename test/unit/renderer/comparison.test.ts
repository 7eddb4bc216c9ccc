import { describe, expect, it } from 'vitest'
import { compareExchanges } from '../../../app/compare/compare.ts'
import type { Exchange, Header } from '../../../app/contract/exchange.ts'
import { remarkOf, rowsOf } from '../../../renderer/features/compare/rows.ts'
import { attemptOf, exchangeOf } from './samples.ts'

function answered(n: number, body: string, status = 200, headers: Header[] = []): Exchange {
  const response = { status, headers, body, bodyBytes: body.length, truncated: false }
  return exchangeOf(n, { attempts: [attemptOf({ response })] })
}

describe('the rows of a comparison', () => {
  it('name status, headers and each place of the body', () => {
    const before = answered(1, '{"data":[{"id":1,"name":"Old"}]}', 404, [['X-Region', 'au']])
    const after = answered(2, '{"data":[{"id":1,"name":"New"}],"count":1}', 200, [['X-Region', 'uk']])
    expect(rowsOf(compareExchanges(before, after))).toEqual([
      { what: 'HTTP status', before: '404', after: '200' },
      { what: 'Header x-region', before: 'au', after: 'uk' },
      { what: 'Body', path: expect.stringMatching(/^\$\.data.*name/), before: '"Old"', after: '"New"' },
      { what: 'Body', path: '$.count', before: 'absent', after: '1' },
    ])
  })

  it('are none for the same answer, and what differs each time is only mentioned', () => {
    const before = answered(1, '{"traceId":"a"}', 200, [['Date', 'Mon']])
    const comparison = compareExchanges(before, answered(2, '{"traceId":"b"}', 200, [['Date', 'Tue']]))
    expect(rowsOf(comparison)).toEqual([])
    expect(remarkOf(comparison)).toMatch(/\(always differs\): date and \$\.traceId\.$/)
  })

  it('say a code and a message once, in how many places an envelope may repeat them', () => {
    const envelope = (code: number, message: string, errors: unknown[], data: unknown) =>
      JSON.stringify({ status: { code, errorMessage: message }, message, errors, data })
    const refused = envelope(100, 'Outside the scope.', [{ code: 100, message: 'Outside the scope.' }], null)
    const before = exchangeOf(1, {
      attempts: answered(1, refused, 403).attempts,
      envelope: {
        kind: 'standard',
        code: 100,
        message: 'Outside the scope.',
        errors: [],
        count: null,
        page: null,
      },
    })
    const after = exchangeOf(2, {
      attempts: answered(2, envelope(0, '', [], [7])).attempts,
      envelope: { kind: 'standard', code: 0, message: '', errors: [], count: null, page: null },
    })
    const said = rowsOf(compareExchanges(before, after)).map(({ what, path }) => path ?? what)
    expect(said.filter((one) => /code|message/i.test(one))).toEqual(['Service code', 'Message'])
    expect(said).toContain('$.data')
  })

  it('stay few however much differs', () => {
    const list = (value: number) => JSON.stringify(Array.from({ length: 1000 }, (_, at) => at * 10 + value))
    const comparison = compareExchanges(answered(1, list(1)), answered(2, list(2)))
    expect(rowsOf(comparison).length).toBeLessThan(300)
  })

  it('show where a text begins to differ, and a body that is gone', () => {
    const text = rowsOf(compareExchanges(answered(1, 'one\ntwo'), answered(2, 'one\nthree')))
    expect(text).toEqual([{ what: 'Body, line 2', before: 'two', after: 'three' }])
    const gone = rowsOf(compareExchanges(answered(1, '{}'), answered(2, '')))
    expect(gone).toEqual([{ what: 'Body', before: 'there was one', after: 'absent' }])
  })
})
