import { expect, it } from 'vitest'
import { sortedJson } from '../../../renderer/features/compare/sortedJson.ts'

it('the same values stand at the same places, whatever the order of their names', () => {
  const one = sortedJson('{"b":[{"y":1,"x":"{\\"a\\":1}"}],"a":null}')
  expect(one).toBe(sortedJson(' {"a": null, "b": [{"x": "{\\"a\\":1}", "y": 1}]}\n'))
  expect(one?.split('\n').map((line) => line.trim())[1]).toBe('"a": null,')
})

it('the order of a list and each digit stay', () => {
  expect(sortedJson('[3,1,12345678901234567890]')?.replaceAll(/\s/g, '')).toBe('[3,1,12345678901234567890]')
})

it('a text that is no JSON has no such order', () => {
  expect(sortedJson('<html>')).toBeNull()
  expect(sortedJson('{"a":1,}')).toBeNull()
})
