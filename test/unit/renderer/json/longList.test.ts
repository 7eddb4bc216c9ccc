import { expect, it } from 'vitest'
import { LongList } from '../../../../renderer/ui/text/longList.ts'
import { allOf } from './allOf.ts'

// Around the length of a part, and of two.
it.each([0, 1, 8_191, 8_192, 8_193, 16_384, 16_385])(
  'gives back each of %i numbers, and none besides',
  (count) => {
    const wanted = Array.from({ length: count }, (_, index) => -7 + index * 3)
    const list = new LongList()
    wanted.forEach((number) => {
      list.push(number)
    })
    expect(allOf(list)).toEqual(wanted)
    expect([list.at(-1), list.at(count)]).toEqual([undefined, undefined])
  },
)

it.each([1, 8_192, 8_193])('replaces the last of %i numbers', (count) => {
  const list = new LongList()
  for (let index = 0; index < count; index += 1) list.push(index)
  list.replaceLast(-5)
  expect(list.length).toBe(count)
  expect([list.at(count - 2), list.at(count - 1)]).toEqual([count > 1 ? count - 2 : undefined, -5])
})
