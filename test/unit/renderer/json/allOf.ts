import type { LongList } from '../../../../renderer/ui/text/longList.ts'

export function allOf(list: LongList): number[] {
  return Array.from({ length: list.length }, (_, index) => list.at(index) ?? NaN)
}
