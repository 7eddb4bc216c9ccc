import { expect, test } from 'vitest'
import { headerOf, isSameHeader } from '../../../app/contract/headers.ts'
import { codeOf, hasCode, messageOf } from '../../../app/contract/thrown.ts'
import { clip, isObject, parseJson } from '../../../app/contract/values.ts'

test.each([
  ['short', 10, 'short'],
  ['exactly ten', 11, 'exactly ten'],
  ['a long text', 6, 'a lon…'],
  ['abc😀def', 5, 'abc…'],
])('%s in %d characters is %s', (text, cap, clipped) => {
  expect(clip(text, cap)).toBe(clipped)
})

test('an array and null are no objects', () => {
  expect([{}, [], null, 'a', undefined].map(isObject)).toEqual([true, false, false, false, false])
})

test.each([
  ['{"a":1}', { a: 1 }],
  ['null', null],
  ['', undefined],
  ['{', undefined],
])('%j is read as JSON', (text, value) => {
  expect(parseJson(text)).toEqual(value)
})

test('the message and the code of whatever was thrown', () => {
  const missing = Object.assign(new Error('gone'), { code: 'ENOENT' })
  expect([missing, 'text', null].map(messageOf)).toEqual(['gone', 'text', 'null'])
  expect([missing, { code: 7 }, new Error('x'), null].map(codeOf)).toEqual(['ENOENT', null, null, null])
  expect(hasCode(missing, 'EACCES', 'ENOENT')).toBe(true)
  expect(hasCode(new Error('x'), 'ENOENT')).toBe(false)
})

test('a header is found in whatever case, the first of several', () => {
  const headers: [string, string][] = [
    ['X-A', '1'],
    ['x-a', '2'],
  ]
  expect(headerOf(headers, 'x-a')).toBe('1')
  expect(headerOf(headers, 'x')).toBeNull()
  expect(isSameHeader(' x-A ', 'X-a')).toBe(true)
})
