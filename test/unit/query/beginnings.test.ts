import { describe, expect, test } from 'vitest'
import { withBeginnings } from '../../../app/query/beginnings.ts'

describe('words of a query as beginnings', () => {
  test.each([
    ['timesh', 'timesh*', ['timesh']],
    [' timesh status:4xx  rost', ' timesh* status:4xx  rost*', ['timesh', 'rost']],
    ['-other timesh "a phrase"', '-other timesh* "a phrase"', ['timesh']],
    ['timesh* rost', 'timesh* rost*', ['rost']],
    ['e4b9 über', 'e4b9* über*', ['e4b9', 'über']],
    ['https://example.org/a', 'https://example.org/a*', ['https://example.org/a']],
  ])('%s', (text, query, words) => {
    expect(withBeginnings(text)).toEqual({ query, words })
  })

  test.each([
    '',
    'status:4xx',
    '"a phrase"',
    '-other',
    'sco*',
    'a',
    '—',
    '"never closed',
    'status:never timesh',
  ])('has none: %s', (text) => {
    expect(withBeginnings(text)).toBeNull()
  })
})
