import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findFault, placeOf } from '../../../../renderer/json/fault.ts'
import { pathOf, stepsOf } from '../../../../renderer/json/path.ts'
import { findAll, matchFrom } from '../../../../renderer/json/search.ts'
import { atOnce } from '../../../../renderer/json/slices.ts'

describe('a path', () => {
  it('leads to the steps that it was made of', () => {
    const steps = fc.array(fc.oneof(fc.nat(), fc.string({ maxLength: 20 })), { maxLength: 6 })
    fc.assert(
      fc.property(steps, (wanted) => {
        expect(stepsOf(pathOf(wanted))).toEqual(wanted)
      }),
    )
  })

  it('that was cut short leads as far as it can be read', () => {
    expect(stepsOf("$.data[3]['half a na…")).toEqual(['data', 3])
    expect(stepsOf('$')).toEqual([])
  })
})

describe('findAll', () => {
  const offsets = (text: string, wanted: string) => atOnce(findAll(text, wanted)).offsets

  it('finds in whatever case, and takes the text as it is', () => {
    expect(offsets('Site (7), SITE (8)', 'site (')).toEqual([0, 10])
    expect(offsets('a.c abc', 'a.c')).toEqual([0])
    expect(offsets('anything', '')).toEqual([])
  })

  it('finds what lies across the pieces that a long text is read in', () => {
    for (const before of [65_530, 65_535, 65_536, 131_070]) {
      expect(offsets(`${'-'.repeat(before)}needle--`, 'needle')).toEqual([before])
    }
  })

  it('stops at ten thousand and says so', () => {
    const { offsets: found, isCut } = atOnce(findAll('x'.repeat(20_000), 'x'))
    expect([found.length, isCut]).toEqual([10_000, true])
  })

  it('goes on from a place, and around at the end', () => {
    const matches = { offsets: [3, 9], isCut: false }
    expect([0, 4, 9, 10].map((place) => matchFrom(matches, place))).toEqual([0, 1, 1, 0])
  })
})

describe('findFault', () => {
  const fault = (text: string) => atOnce(findFault(text))

  it('finds none in any JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(0, 2), (value, indent) => {
        expect(fault(JSON.stringify(value, null, indent))).toBeNull()
      }),
    )
  })

  it('judges every text as the platform does', () => {
    const piece = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"',
      '"a"',
      '1',
      '-',
      '0.5',
      'e3',
      'null',
      ' ',
      '\\',
      'x',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join('')
        let isJson = true
        try {
          JSON.parse(text)
        } catch {
          isJson = false
        }
        expect(fault(text) === null).toBe(isJson)
      }),
      { numRuns: 3_000 },
    )
  })

  it.each([
    ['{"a":1,}', 7, 'A name in double quotes is missing here.'],
    ['[1,]', 3, 'A value is missing here.'],
    ['[1 2]', 3, 'A comma, or the end of the list, is missing here.'],
    ['{"a" 1}', 5, 'A colon is missing here.'],
    ["{'a':1}", 1, 'A name in double quotes, or the end of the object, is missing here.'],
    ['{"a":NaN}', 5, 'A value is missing here.'],
    ['{"a":"b', 5, 'A string that begins here does not end.'],
    ['{"a":[1', 7, 'The text ends here, in the middle.'],
    ['["\\x"]', 2, 'After a backslash, this is not allowed.'],
    ['{} {}', 3, 'The JSON has ended, and something follows.'],
  ])('%s breaks at %d: %s', (text, offset, message) => {
    expect(fault(text)).toEqual({ offset, message })
  })

  it('tells line and column', () => {
    expect(placeOf('{\n "a": x\n}', 8)).toEqual({ line: 2, column: 7 })
    expect(placeOf('x', 0)).toEqual({ line: 1, column: 1 })
  })
})
