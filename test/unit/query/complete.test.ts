import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { complete } from '../../../app/query/complete.ts'
import { FIELDS } from '../../../app/query/fields.ts'

/** What is offered where `|` stands. */
function offered(text: string, known = {}) {
  const cursor = text.indexOf('|')
  const { start, end, candidates } = complete(text.replace('|', ''), cursor, known)
  return { start, end, inserts: candidates.map(({ insert }) => insert) }
}

describe('completion offers', () => {
  test('every field at the beginning of a term', () => {
    for (const text of ['|', 'status:4xx |', '| status:4xx']) {
      expect(offered(text).inserts).toEqual(FIELDS.map(({ name }) => `${name}:`))
    }
  })

  test('fields that begin with what is typed, in its place', () => {
    expect(offered('code:1 -st|')).toEqual({ start: 8, end: 10, inserts: ['status:'] })
    expect(offered('S|').inserts).toEqual(['status:', 'since:', 'source:', 'signature:'])
  })

  test('another field in place of the one that stands there', () => {
    expect(offered('st|ate:4xx')).toEqual({ start: 0, end: 6, inserts: ['status:'] })
  })

  test('values of the field, with the reason for each', () => {
    const { candidates } = complete('is:', 3)
    expect(candidates.map(({ insert }) => insert)).toEqual([
      'replay',
      'capture',
      'webhook',
      'pinned',
      'running',
      'noted',
    ])
    for (const { description } of candidates) expect(description).not.toBe('')
  })

  test('values in place of the one that is typed, also in a list', () => {
    expect(offered('method:GET,PO| x')).toEqual({ start: 11, end: 13, inserts: ['POST'] })
    expect(offered('outcome:fail|').inserts).toEqual([
      'failed',
      'service-failure',
      'http-failure',
      'transport-failure',
    ])
  })

  test('what the history knows, quoted where that is needed', () => {
    const known = { key: ['site-7', 'the other one'] }
    expect(offered('key:|', known).inserts).toEqual(['site-7', '"the other one"'])
    expect(offered('key:"the|', known)).toEqual({ start: 4, end: 8, inserts: ['"the other one"'] })
  })

  test('nothing inside a phrase, or behind a field that does not exist', () => {
    expect(offered('"out|side"').inserts).toEqual([])
    expect(offered('nothing:a|').inserts).toEqual([])
  })

  test('something or nothing for any text and any cursor, without failing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: -5, max: 500 }), (text, cursor) => {
        const { start, end } = complete(text, cursor)
        expect(0 <= start && start <= end && end <= text.length).toBe(true)
      }),
    )
  })
})
