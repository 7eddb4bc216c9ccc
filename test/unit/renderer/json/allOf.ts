import type { LongList } from '../../../../renderer/features/answer/json/longList.ts'

export function allOf(list: LongList): number[] {
  return Array.from({ length: list.length }, (_, index) => list.at(index) ?? NaN)
}
