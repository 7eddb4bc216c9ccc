import { describe, expect, it } from 'vitest'
import {
  COLUMN_IDS,
  fitting,
  sortAfter,
  sorted,
  templateOf,
  USUAL_COLUMNS,
  USUAL_SORT,
} from '../../../renderer/features/history/columns.ts'
import { summaryOf } from './samples.ts'

describe('the columns of the history', () => {
  it('go, the least needed first, where the path could not be read beside them', () => {
    const shown = (room: number, chosen = USUAL_COLUMNS) => [...fitting(chosen, {}, room)]
    expect(shown(700)).toEqual(['time', 'method', 'path', 'key', 'status', 'code', 'duration'])
    expect(shown(500)).not.toContain('key')
    expect(shown(350)).toEqual(['time', 'method', 'path', 'status', 'duration'])
    expect(shown(200)).toEqual(['method', 'path', 'status'])
    expect(shown(2000, COLUMN_IDS)).toEqual(COLUMN_IDS)
    expect(shown(2000, [])).toEqual(['path'])
  })

  it('have the width that was given to them', () => {
    expect(templateOf(fitting(['time', 'status'], { time: 90 }, 900), { time: 90 })).toBe(
      '1rem 90px minmax(0, 1fr) auto 44px',
    )
  })

  it('sort, what has no value last, and equal ones by arrival', () => {
    const list = [
      summaryOf(4, { durationMs: 20 }),
      summaryOf(3, { durationMs: null }),
      summaryOf(2, { durationMs: 500 }),
      summaryOf(1, { durationMs: 20 }),
    ]
    const order = (by: 'duration' | 'time', isRising: boolean) =>
      sorted(list, { by, isRising }).map((item) => list.indexOf(item))
    expect(order('duration', false)).toEqual([2, 0, 3, 1])
    expect(order('duration', true)).toEqual([0, 3, 2, 1])
    expect(order('time', true)).toEqual([3, 2, 1, 0])
    expect(sorted(list, USUAL_SORT)).toBe(list)
    expect(sortAfter(USUAL_SORT, 'duration')).toEqual({ by: 'duration', isRising: false })
    expect(sortAfter({ by: 'path', isRising: true }, 'path')).toEqual({ by: 'path', isRising: false })
  })
})
