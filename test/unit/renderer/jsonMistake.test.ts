import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { jsonMistake, lineAndColumn } from '../../../renderer/ui/editor/jsonMistake.ts'

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

describe('jsonMistake', () => {
  it.each([
    ['{"a":1,}', '}', /comma too many/],
    ['[1,2,]', ']', /comma too many/],
    ['{"a" 1}', '1', /colon instead of “1”/],
    ['{"a":1 "b":2}', '"b"', /a comma or } instead of “"b"”/],
    ["{'a':1}", "'", /double quotation marks/],
    ['{a:1}', 'a', /a name in quotation marks or }/],
    ['{"a":undefined}', 'undefined', /a value instead of “undefined”/],
    ['{"a":01}', '1', /a comma or }/],
    ['{"a":"x\ny"}', '\n', /closing quotation mark on its line/],
    ['{"a":"\\x"}', '\\x', /no such escape/],
    ['{"a":"b', '"b', /no closing quotation mark/],
    ['{} {}', '{', /complete before/],
    ['{"a":', '', /a value is missing/],
    ['[1', '', /a comma or ] is missing/],
    ['', '', /a value is missing/],
  ])('%j stops at %j', (text, place, message) => {
    const mistake = jsonMistake(text)
    expect(mistake?.message).toMatch(message)
    expect(text.slice(mistake?.start, mistake?.end)).toBe(place)
  })

  it('finds nothing in JSON of any kind', () => {
    fc.assert(
      fc.property(fc.json(), fc.constantFrom(0, 2, '\t'), (text, indent) => {
        expect(jsonMistake(JSON.stringify(JSON.parse(text), null, indent))).toBeNull()
      }),
    )
  })

  it('refuses exactly what the browser refuses, and points into the text', () => {
    const piece = fc.constantFrom(
      ...['{', '}', '[', ']', ',', ':', '"a"', '"', '\\', '\\u00e9', '\\n', '1', '-', '0', '1e5', '1.', '.5'],
      ...['true', 'nul', 'null', ' ', '\n', '\t', '\u00a0', '\u0000', 'é', '{"a":1}', '[1,2]'],
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join('')
        const mistake = jsonMistake(text)
        expect(mistake === null).toBe(isJson(text))
        if (!mistake) return
        expect(mistake.start).toBeLessThanOrEqual(mistake.end)
        expect(mistake.end).toBeLessThanOrEqual(text.length)
      }),
      { numRuns: 2000 },
    )
  })

  it('takes a text that is nested deeper than any stack', () => {
    expect(jsonMistake('['.repeat(200_000))?.start).toBe(200_000)
  })
})

describe('lineAndColumn', () => {
  it.each([
    ['{"a":1}', 0, 1, 1],
    ['{\n  "a": }', 9, 2, 8],
    ['a\n', 2, 2, 1],
  ])('%j at %i is line %i, column %i', (text, at, line, column) => {
    expect(lineAndColumn(text, at)).toEqual({ line, column })
  })
})
