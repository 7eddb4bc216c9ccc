import { expect, test } from 'vitest'
import { either, formatCount, formFor, listed, plural, uncapital } from '../../../app/contract/words.ts'

test('a count has its thousands marked, and its word in the form that goes with it', () => {
  expect(formatCount(12_480)).toBe('12,480')
  expect([0, 1, 2, 1000].map((count) => plural(count, 'attempt'))).toEqual([
    '0 attempts',
    '1 attempt',
    '2 attempts',
    '1,000 attempts',
  ])
  expect(plural(3, 'entry', 'entries')).toBe('3 entries')
  expect([1, 2].map((count) => formFor(count, 'is', 'are'))).toEqual(['is', 'are'])
})

test('a list reads as a sentence, and counts what goes beyond', () => {
  expect([[], ['a'], ['a', 'b'], ['a', 'b', 'c']].map((items) => listed(items))).toEqual([
    '',
    'a',
    'a and b',
    'a, b and c',
  ])
  expect(listed(['a', 'b', 'c', 'd'], 2)).toBe('a, b and 2 more')
  expect(listed(['x'.repeat(200)])).toHaveLength(80)
  expect([['a'], ['a', 'b'], ['a', 'b', 'c']].map(either)).toEqual(['a', 'a or b', 'a, b or c'])
})

test('inside a sentence an abbreviation keeps its capitals', () => {
  expect(['The key', 'HTTP 403', 'it'].map(uncapital)).toEqual(['the key', 'HTTP 403', 'it'])
})
