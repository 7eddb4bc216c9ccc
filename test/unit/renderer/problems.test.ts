import { describe, expect, it } from 'vitest'
import { parseQuery } from '../../../app/query/parse.ts'
import { barsOf } from '../../../renderer/components/problems/trend.ts'
import { fingerprintQuery } from '../../../renderer/stores/problems.ts'

const none = (length: number) => Array.from({ length }, () => 0)

describe('the trend of a problem', () => {
  it('is that of a day while all happened within it', () => {
    const trend = { hours: [...none(23), 4], days: [...none(13), 4] }
    const { bars, span } = barsOf(trend, 112, 28)
    expect([bars.length, span]).toEqual([24, '24 hours'])
    expect(bars.at(-1)).toMatchObject({ y: 0, height: 28, isEmpty: false })
    expect(bars[0]).toMatchObject({ height: 1, isEmpty: true })
  })

  it('is that of two weeks when it is older, and a single failure stays visible beside thousands', () => {
    const trend = { hours: none(24), days: [1, ...none(11), 5000, 0] }
    const { bars, span } = barsOf(trend, 112, 28)
    expect([bars.length, span]).toEqual([14, '14 days'])
    expect(bars[0]?.height).toBe(3)
    expect(bars[12]?.height).toBe(28)
  })
})

describe('the query for a problem', () => {
  it.each(['GET /api/external/sites 404/404 not found', 'GET /x 400/100 the field "limit" is #'])(
    'is one that can be read: %s',
    (fingerprint) => {
      const { query, errors } = parseQuery(fingerprintQuery(fingerprint), 0)
      expect(errors).toEqual([])
      expect(query.terms).toMatchObject([
        { kind: 'text', field: 'fingerprint', values: [fingerprint.replaceAll('"', '*')] },
      ])
    },
  )
})
