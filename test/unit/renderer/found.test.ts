import { describe, expect, it } from 'vitest'
import { parseQuery } from '../../../app/query/parse.ts'
import { queryOf } from '../../../renderer/features/history/found.ts'

describe('what the palette looks for in the history', () => {
  it.each([
    ['1099', '1099*'],
    ['customer 1099', 'customer* 1099*'],
    ['/staffs/8101', '"/staffs/8101"'],
    ['status:4xx', '"status:4xx"'],
    ['-1 "x"', '"-1" "x"'],
    ['…', ''],
  ])('%s', (typed, query) => {
    expect(queryOf(typed)).toBe(query)
    expect(parseQuery(query, 0).errors).toEqual([])
  })
})
