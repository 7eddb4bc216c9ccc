import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  indexAtOffset,
  indexOfStep,
  isContainer,
  kindAt,
  nameOf,
  readMembers,
  rootOf,
} from '../../../../renderer/features/answer/json/members.ts'
import { atOnce } from '../../../../renderer/ui/text/slices.ts'
import { allOf } from './allOf.ts'

function members(text: string) {
  return atOnce(readMembers(text, rootOf(text)))
}

/** Put together again from places alone. */
function rebuilt(text: string, start: number, end: number): unknown {
  if (!isContainer(kindAt(text, start))) return JSON.parse(text.slice(start, end))
  const found = atOnce(readMembers(text, start))
  const values = allOf(found.starts).map((at, index) => rebuilt(text, at, found.ends.at(index) ?? 0))
  if (found.isList) return values
  return Object.fromEntries(values.map((value, index) => [nameOf(text, found, index), value]))
}

describe('readMembers', () => {
  it('finds all that any JSON holds, however it is written', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), fc.constantFrom(0, 3), (value, indent) => {
        const text = ` ${JSON.stringify([value], null, indent)} `
        expect(rebuilt(text, rootOf(text), text.length)).toEqual(JSON.parse(text))
      }),
      { numRuns: 500 },
    )
  })

  it('keeps every digit, and a name that comes twice', () => {
    const text = '{"id":12345678901234567890,"id":2}'
    const found = members(text)
    expect(text.slice(found.starts.at(0), found.ends.at(0))).toBe('12345678901234567890')
    expect(found.count).toBe(2)
    expect(indexOfStep(text, found, 'id')).toBe(1)
  })

  it('is not led astray by what stands inside of strings', () => {
    const text = String.raw`{"a\"{":"]},\\","b":["\\\""]}`
    const found = members(text)
    expect(allOf(found.starts).map((start, index) => text.slice(start, found.ends.at(index)))).toEqual([
      String.raw`"]},\\"`,
      String.raw`["\\\""]`,
    ])
    expect(nameOf(text, found, 0)).toBe('a"{')
  })

  it('pauses within a long list and within a long string', () => {
    const pausesIn = (text: string) => [...readMembers(text, 0)].length
    expect(pausesIn(JSON.stringify(Array.from({ length: 50_000 }, () => 1)))).toBeGreaterThan(3)
    expect(pausesIn(JSON.stringify([String.raw`"`.repeat(50_000)]))).toBeGreaterThan(3)
  })
})

describe('indexAtOffset', () => {
  it('finds the member that holds a place, its name included, and none between them', () => {
    const text = '{"a": 1, "b": [2]}'
    const found = members(text)
    expect([1, 3, 6, 9, 15].map((offset) => indexAtOffset(found, offset))).toEqual([0, 0, 0, 1, 1])
    expect([0, 8, 17].map((offset) => indexAtOffset(found, offset))).toEqual([-1, -1, -1])
  })
})
