import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { FIELDS } from '../../../app/query/fields.ts'
import { MAX_QUERY_LENGTH, parseQuery } from '../../../app/query/parse.ts'
import type { Term } from '../../../app/query/query.ts'
import { processorMs } from '../processorTime.ts'

const NOW = new Date(2026, 2, 2, 10, 0, 0).getTime()

function terms(text: string): Term[] {
  const { query, errors } = parseQuery(text, NOW)
  expect(errors).toEqual([])
  return query.terms
}

function errorOf(text: string) {
  const { errors } = parseQuery(text, NOW)
  expect(errors).toHaveLength(1)
  return errors[0]
}

describe('a term', () => {
  test.each([
    ['status:403', { atLeast: 403, atMost: 403 }],
    ['status:4xx', { atLeast: 400, atMost: 499 }],
    ['status:5XX', { atLeast: 500, atMost: 599 }],
    ['status:400..403', { atLeast: 400, atMost: 403 }],
    ['status:>=500', { atLeast: 500, atMost: null }],
    ['status:<500', { atLeast: null, atMost: 499 }],
    ['code:-1', { atLeast: -1, atMost: -1 }],
    ['took:>2s', { atLeast: 2001, atMost: null }],
    ['took:<=1.5m', { atLeast: null, atMost: 90_000 }],
    ['took:500ms..2s', { atLeast: 500, atMost: 2000 }],
  ])('%s is a range', (text, range) => {
    expect(terms(text)).toMatchObject([{ kind: 'range', ranges: [range], negated: false }])
  })

  test('takes one of several values, and can be turned round', () => {
    expect(terms('-status:4xx,500 key:site-7,"with, comma"')).toEqual([
      {
        kind: 'range',
        field: 'status',
        ranges: [
          { atLeast: 400, atMost: 499 },
          { atLeast: 500, atMost: 500 },
        ],
        negated: true,
      },
      { kind: 'text', field: 'key', values: ['site-7', 'with, comma'], negated: false },
    ])
  })

  test('knows groups of outcomes, and states', () => {
    expect(terms('outcome:failed is:replay,pinned')).toEqual([
      {
        kind: 'outcome',
        outcomes: ['service-failure', 'http-failure', 'transport-failure'],
        negated: false,
      },
      { kind: 'state', states: ['replay', 'pinned'], negated: false },
    ])
  })

  test.each([
    ['since:2h', { ago: 7_200_000 }],
    ['since:2w', { ago: 1_209_600_000 }],
    ['until:today', { at: new Date(2026, 2, 2).getTime() }],
    ['until:yesterday', { at: new Date(2026, 2, 1).getTime() }],
    ['since:2026-02-28', { at: new Date(2026, 1, 28).getTime() }],
    ['since:2026-02-28T09:30', { at: new Date(2026, 1, 28, 9, 30).getTime() }],
    ['since:2026-02-28T09:30:05Z', { at: Date.UTC(2026, 1, 28, 9, 30, 5) }],
    ['since:2026-02-28T09:30:05.250999Z', { at: Date.UTC(2026, 1, 28, 9, 30, 5, 250) }],
    ['since:2026-02-28T09:30+0200', { at: Date.UTC(2026, 1, 28, 7, 30) }],
  ])('%s is a time', (text, moment) => {
    expect(terms(text)).toMatchObject([{ kind: 'moment', moment }])
  })

  test('without a field is a word, a beginning of one, or a phrase', () => {
    expect(terms('scope -sco* "outside the scope" https://api.example.com/a?b=1')).toEqual([
      { kind: 'words', words: 'scope', isPrefix: false, negated: false },
      { kind: 'words', words: 'sco', isPrefix: true, negated: true },
      { kind: 'words', words: 'outside the scope', isPrefix: false, negated: false },
      { kind: 'words', words: 'https://api.example.com/a?b=1', isPrefix: false, negated: false },
    ])
  })

  test.each(FIELDS.map(({ example }) => example))('%s, an example, is right', (example) => {
    expect(terms(example)).toHaveLength(1)
  })
})

describe('an error says what, where and how it would be right', () => {
  test.each([
    ['code:1 status:abc', 14, 17, '“abc”'],
    ['status:4xx,', 0, 11, 'needs a value'],
    ['status:', 0, 7, 'needs a value'],
    ['since:soon', 6, 10, '“soon” is not a time'],
    ['since:2026-02-30', 6, 16, 'is not a time'],
    ['since:1h,2h', 0, 11, 'one time only'],
    ['took:2s', 5, 7, '> or <'],
    ['is:lost', 3, 7, 'replay, capture, webhook, pinned, running, noted'],
    ['outcome:lost', 8, 12, 'failed'],
    ['failure:lost', 8, 12, 'timeout'],
    ['"outside', 0, 8, 'has no end'],
    ['key:"outside', 4, 12, 'has no end'],
    ['nothing:1', 0, 9, 'There is no field “nothing”'],
    ['- ', 0, 1, 'no letter or digit'],
    ['?!', 0, 2, 'no letter or digit'],
    ['a k*', 2, 4, '2 letters or digits'],
  ])('%s', (text, start, end, message) => {
    const error = errorOf(text)
    expect(error).toMatchObject({ start, end })
    expect(error?.message).toContain(message)
    expect(parseQuery(error?.example ?? '', NOW).errors).toEqual([])
  })

  test.each([
    ['stat:200', 'status'],
    ['staus:200', 'status'],
    ['sttaus:200', 'status'],
    ['methods:GET', 'method'],
    ['rout:/a', 'route'],
  ])('%s is guessed to mean %s', (text, name) => {
    expect(errorOf(text)?.message).toContain(`Did you mean ${name}?`)
  })

  test('and what else there is stays usable', () => {
    expect(parseQuery('status:4xx foo:1 key:a', NOW).query.terms).toHaveLength(2)
  })

  test('a query that is too long is refused as a whole', () => {
    const { query, errors } = parseQuery('a '.repeat(MAX_QUERY_LENGTH), NOW)
    expect(query.terms).toEqual([])
    expect(errors[0]?.message).toContain('longer than')
  })
})

describe('whatever is written', () => {
  const pieces = fc.constantFrom(
    'status:',
    '4xx',
    '"',
    ',',
    '-',
    ':',
    ' ',
    '*',
    '..',
    '>',
    'since:',
    '2h',
    'is:',
    '\\',
    '\0',
    '\ud800',
  )
  const anything = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.array(pieces, { maxLength: 60 }).map((parts) => parts.join('')),
  )

  test('reading never fails, and every place lies in the text', () => {
    fc.assert(
      fc.property(anything, (text) => {
        for (const { start, end, message } of parseQuery(text, NOW).errors) {
          expect(0 <= start && start <= end && end <= text.length).toBe(true)
          expect(message).not.toBe('')
        }
      }),
    )
  })

  test.each(['"', 'status:', 'a:', '-', ',', 'status:1,', 'key:"', '1..', 'x '])(
    'reading %s over and over ends at once',
    (piece) => {
      const text = piece.repeat(Math.floor(MAX_QUERY_LENGTH / piece.length))
      const taken = processorMs(() => {
        for (let count = 0; count < 20; count += 1) parseQuery(text, NOW)
      })
      expect(taken).toBeLessThan(1000)
    },
  )
})
