import { describe, expect, it } from 'vitest'
import { findAll, matchFrom } from '../../../../renderer/ui/text/search.ts'
import { atOnce } from '../../../../renderer/ui/text/slices.ts'

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
