import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  laidOut,
  layOutJson,
  layOutText,
  lineOf,
  looksLikeJson,
  noLines,
  plainLine,
  tokensOf,
  type Lines,
  type Token,
} from '../../../../renderer/ui/text/lines.ts'
import { atOnce } from '../../../../renderer/ui/text/slices.ts'
import { allOf } from './allOf.ts'

function linesOf(text: string) {
  const lines = noLines()
  atOnce(layOutJson(text, lines))
  return lines
}

function shownLines(source: string, lines: Lines): Token[][] {
  return allOf(lines.starts).map((_, line) => tokensOf(source, lines, line))
}

function kindsOf(source: string): string[] {
  const lines = linesOf(source)
  return shownLines(source, lines)
    .flat()
    .filter(({ kind }) => kind !== 'plain')
    .map(({ kind, text }) => `${kind} ${text}`)
}

describe('layOutJson', () => {
  it('lays any JSON out as the platform would, so that nothing is added or lost', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), fc.constantFrom(0, 1, 4), (value, indent) => {
        expect(laidOut(JSON.stringify(value, null, indent))).toBe(JSON.stringify(value, null, 2))
      }),
      { numRuns: 500 },
    )
  })

  it('keeps every digit of a number that the platform would round', () => {
    expect(laidOut('{"id":12345678901234567890}')).toBe('{\n  "id": 12345678901234567890\n}')
  })

  it('keeps names that come twice', () => {
    expect(laidOut('{"a":1,"a":2}')).toBe('{\n  "a": 1,\n  "a": 2\n}')
  })

  it('tells names, strings, numbers and words apart', () => {
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
    expect(laidOut('{"a":[1,"unfini')).toBe('{\n  "a": [\n    1,\n    "unfini')
  })

  it('breaks a line that is too long to be drawn, and goes on with the string', () => {
    const source = JSON.stringify({ long: 'x'.repeat(5_000), next: 1 })
    const lines = linesOf(source)
    expect(allOf(lines.depths).filter((depth) => depth < 0).length).toBeGreaterThan(3)
    const shown = shownLines(source, lines)
    expect(shown.flat().every(({ text }) => text.length <= 1_001)).toBe(true)
    expect(
      shown
        .flat()
        .map(({ text }) => text.replace(': ', ':'))
        .join(''),
    ).toBe(source)
    expect(shown.at(-2)?.map(({ kind }) => kind)).toEqual(['key', 'plain', 'number'])
  })

  it('breaks a long string after a space or a comma, where there is one', () => {
    const source = JSON.stringify({ message: 'Customer 1099 is outside the scope of this API key.', next: 1 })
    const lines = noLines()
    atOnce(layOutJson(source, lines, 40))
    expect(shownLines(source, lines).map((tokens) => tokens.map(({ text }) => text).join(''))).toEqual([
      '{',
      '"message": "Customer 1099 is outside ',
      'the scope of this API key.",',
      '"next": 1',
      '}',
    ])
    const plain = noLines()
    atOnce(layOutText('one two three fourteen\nfive', plain, 10))
    expect(allOf(plain.starts)).toEqual([0, 8, 14, 23])
  })

  it('never throws and never loses its way, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        const starts = allOf(linesOf(text).starts)
        expect(starts.every((start, line) => start > (starts[line - 1] ?? -1))).toBe(true)
      }),
      { numRuns: 200 },
    )
  })

  it('copes with brackets that close more than was open, and with very deep ones', () => {
    expect(laidOut(']]}')).toContain(']')
    expect(linesOf('['.repeat(20_000)).starts).toHaveLength(20_000)
  })
})

describe('layOutText', () => {
  it('gives back the lines of a text', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 30 })), (written) => {
        const text = written.map((line) => line.replaceAll(/[\r\n]/g, '')).join('\n')
        const lines = noLines()
        atOnce(layOutText(text, lines))
        const shown = allOf(lines.starts).map((_, line) => plainLine(text, lines, line)[0]?.text ?? '')
        // A last line that is empty is not begun.
        expect(shown.join('\n')).toBe(text.replace(/\n$/, ''))
      }),
    )
  })
})

describe('lineOf', () => {
  it('finds the line that holds a place', () => {
    const lines = linesOf('{"a":1,"b":2}')
    expect([0, 1, 5, 7, 11, 12].map((offset) => lineOf(lines, offset))).toEqual([0, 1, 1, 2, 2, 3])
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
