import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { layOutJson, looksLikeJson } from '../../../renderer/json.ts'

const MANY = 100_000

function textOf(source: string, maxLines = MANY, maxChars = MANY): string {
  return layOutJson(source, maxLines, maxChars)
    .lines.map((line) => line.map((token) => token.text).join(''))
    .join('\n')
}

function kindsOf(source: string): string[] {
  return layOutJson(source, MANY, MANY)
    .lines.flat()
    .filter((token) => token.kind !== 'plain')
    .map((token) => `${token.kind} ${token.text}`)
}

describe('layOutJson', () => {
  it('lays any JSON out as the platform would, so that nothing is added or lost', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        expect(textOf(JSON.stringify(value))).toBe(JSON.stringify(value, null, 2))
      }),
      { numRuns: 500 },
    )
  })

  it('keeps every digit of a number that the platform would round', () => {
    expect(textOf('{"id":12345678901234567890}')).toBe('{\n  "id": 12345678901234567890\n}')
  })

  it('keeps duplicate keys', () => {
    expect(textOf('{"a":1,"a":2}')).toBe('{\n  "a": 1,\n  "a": 2\n}')
  })

  it('tells keys, strings, numbers and words apart', () => {
    expect(kindsOf('{"a":"b","c":-1.5e3,"d":null,"e\\"":[true]}')).toEqual([
      'key "a"',
      'string "b"',
      'key "c"',
      'number -1.5e3',
      'key "d"',
      'word null',
      'key "e\\""',
      'word true',
    ])
  })

  it('shows JSON that is cut short', () => {
    expect(textOf('{"a":[1,"unfini')).toBe('{\n  "a": [\n    1,\n    "unfini')
  })

  it('stops at the lines asked for and says so', () => {
    const result = layOutJson(JSON.stringify(Array.from({ length: 50 }, (_, index) => index)), 10, MANY)
    expect(result.lines).toHaveLength(10)
    expect(result.isCut).toBe(true)
  })

  it('never looks beyond the characters asked for', () => {
    const result = layOutJson(`[${'"x",'.repeat(1_000)}1]`, MANY, 100)
    expect(result.isCut).toBe(true)
    expect(result.lines.flat().reduce((sum, token) => sum + token.text.trim().length, 0)).toBeLessThanOrEqual(
      100,
    )
  })

  it('never throws, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        expect(layOutJson(text, 50, 200).lines.length).toBeLessThanOrEqual(50)
      }),
      { numRuns: 500 },
    )
  })

  it('copes with brackets that close more than was open, and with very deep ones', () => {
    expect(textOf(']]}')).toContain(']')
    expect(layOutJson('['.repeat(20_000), 500, MANY).lines).toHaveLength(500)
  })
})

describe('looksLikeJson', () => {
  it.each([
    ['{"a":1}', true],
    ['  [1]', true],
    ['\ufeff{}', true],
    ['<html>', false],
    ['', false],
    ['plain text', false],
  ])('%j: %s', (text, expected) => {
    expect(looksLikeJson(text)).toBe(expected)
  })
})
