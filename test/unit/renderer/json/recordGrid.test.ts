import { describe, expect, it } from 'vitest'
import { readMembers } from '../../../../renderer/features/answer/json/members.ts'
import { gridOf } from '../../../../renderer/features/answer/json/recordGrid.ts'
import { atOnce } from '../../../../renderer/ui/text/slices.ts'

const text = '{"data":[{"id":1,"name":"Quay"},{"id":2,"tags":["a"]},7]}'
const grid = gridOf(text, { name: 'data', members: atOnce(readMembers(text, text.indexOf('['))) })
const written = (row: number, column: number) => {
  const cell = grid.cellAt({ row, column })
  return cell && text.slice(cell.start, cell.end)
}

describe('gridOf', () => {
  it('has a column for every field, and at each place what stands there in the text', () => {
    expect(grid.columns.map(({ name }) => name)).toEqual(['id', 'name', 'tags'])
    expect(written(0, 1)).toBe('"Quay"')
    expect(written(1, 1)).toBeNull()
    expect(written(1, -1)).toBe('{"id":2,"tags":["a"]}')
    expect(grid.row(1)?.map((cell) => cell?.kind)).toEqual(['number', undefined, 'list'])
    expect(grid.row(2)).toBeNull()
  })

  it('leads from a place to its path, and from an offset to its place', () => {
    expect(grid.stepsOf({ row: 1, column: 2 })).toEqual(['data', 1, 'tags'])
    expect(grid.stepsOf({ row: 1, column: -1 })).toEqual(['data', 1])
    expect(grid.placeAt(text.indexOf('Quay'))).toEqual({ row: 0, column: 1 })
    expect(grid.placeAt(text.indexOf('"name"'))).toEqual({ row: 0, column: 1 })
    expect(grid.placeAt(0)).toBeNull()
  })

  it('keeps a step beyond its edges within', () => {
    expect(grid.within({ row: Infinity, column: -5 })).toEqual({ row: 2, column: -1 })
    expect(grid.within({ row: -3, column: 9 })).toEqual({ row: 0, column: 2 })
  })
})

describe('a record with a long value', () => {
  const long = `[{"id":1,"note":"${'x'.repeat(60_000)}"},{"id":2,"note":"y"}]`
  const only = gridOf(long, { name: null, members: atOnce(readMembers(long, 0)) })

  it('has its columns all the same', () => {
    expect(only.columns.map(({ name }) => name)).toEqual(['id', 'note'])
    expect(only.row(0)?.map((cell) => cell?.kind)).toEqual(['number', 'string'])
  })
})
