import { describe, expect, it } from 'vitest'
import { FIRST_PLACE, placeOn, placeSchema, zoomAfter } from '../../../app/shell/placement.ts'

const FIRST = { x: 0, y: 0, width: 1920, height: 1040 }
const SECOND = { x: 1920, y: 0, width: 2560, height: 1400 }

describe('the place of the window', () => {
  it('is the middle of the first display to begin with, and fits on it', () => {
    expect(placeOn(null, [FIRST])).toEqual({ width: 1440, height: 900 })
    expect(placeOn(null, [{ ...FIRST, width: 1280, height: 720 }])).toEqual({ width: 1280, height: 720 })
  })

  it('is where the window was left, on whichever display', () => {
    const left = { x: 2000, y: 40, width: 1500, height: 1000 }
    expect(placeOn(left, [FIRST, SECOND])).toEqual(left)
  })

  it.each([
    ['whose display is gone', { x: 2000, y: 40, width: 1500, height: 1000 }],
    ['above every display', { x: 100, y: -300, width: 1500, height: 1000 }],
    ['below every display', { x: 100, y: 1030, width: 1500, height: 1000 }],
    ['that hardly shows', { x: -1450, y: 0, width: 1500, height: 1000 }],
  ])('is no place %s', (_, left) => {
    expect(placeOn(left, [FIRST])).toEqual({ width: 1500, height: 1000 })
  })

  it.each([
    ['a point', { x: 10, y: 10, width: 1, height: 1 }, { width: 900, height: 600 }],
    [
      'larger than the display',
      { x: 10, y: 10, width: 90_000, height: 9_000 },
      { width: 1920, height: 1040 },
    ],
  ])('has a size that can be used, where the kept one is %s', (_, left, size) => {
    expect(placeOn(left, [FIRST])).toMatchObject(size)
  })

  it('never gets smaller than the rooms need, even on a small display', () => {
    expect(placeOn(null, [{ x: 0, y: 0, width: 640, height: 480 }])).toEqual({ width: 900, height: 600 })
  })

  it.each([
    { zoom: 0 },
    { zoom: 1000 },
    { zoom: null },
    { bounds: { x: 0 } },
    { version: 2 },
    { further: 1 },
  ])('is not read from %j', (change) => {
    expect(placeSchema.safeParse({ ...FIRST_PLACE, ...change }).success).toBe(false)
  })
})

describe('the zoom', () => {
  it('goes in steps from 50 to 300 percent, and back', () => {
    expect(zoomAfter(100, 'in')).toBe(110)
    expect(zoomAfter(110, 'out')).toBe(100)
    expect(zoomAfter(300, 'in')).toBe(300)
    expect(zoomAfter(50, 'out')).toBe(50)
    expect(zoomAfter(175, 'reset')).toBe(100)
    expect(zoomAfter(103, 'in')).toBe(110)
  })
})
