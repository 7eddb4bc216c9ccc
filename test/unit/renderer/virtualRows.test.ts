import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { effectScope, shallowRef } from 'vue'
import { useVirtualRows } from '../../../renderer/ui/useVirtualRows.ts'

const ROW = 30
const VIEW = 200

/** What of an element the rows ask for. */
function scrollerAt(scrollTop: number): HTMLElement {
  const target = Object.assign(new EventTarget(), { clientHeight: VIEW, scrollTop })
  return target as unknown as HTMLElement
}

function rowsAt(scrollTop: number, count: number, extra: ReadonlyMap<number, number> = new Map()) {
  return effectScope(true).run(() =>
    useVirtualRows({
      scroller: shallowRef(scrollerAt(scrollTop)),
      count: () => count,
      rowHeight: ROW,
      extra: () => extra,
      overscan: 0,
    }),
  )
}

describe('the rows in view', () => {
  it('cover it, wherever it is and whichever rows are higher or lower than others', () => {
    const extras = fc
      .dictionary(fc.nat(60).map(String), fc.constantFrom(-6, 24, 48))
      .map((found) => new Map(Object.entries(found).map(([at, more]) => [Number(at), more])))
    fc.assert(
      fc.property(fc.nat(1500), extras, (scrollTop, extra) => {
        const list = rowsAt(scrollTop, 60, extra)
        const heightOf = (row: number) => ROW + (extra.get(row) ?? 0)
        const placeOf = (row: number) => {
          let place = 0
          for (let at = 0; at < row; at += 1) place += heightOf(at)
          return place
        }
        const inView = Array.from({ length: 60 }, (_, row) => row).filter(
          (row) => placeOf(row) < scrollTop + VIEW && placeOf(row + 1) > scrollTop,
        )
        expect(list?.rows.value).toEqual(expect.arrayContaining(inView))
        for (const row of inView) expect(list?.placeOf(row)).toBe(placeOf(row))
        expect(list?.height.value).toBe(placeOf(60))
      }),
    )
  })

  it('reach the last of ten million, which no browser lays out at their full height', () => {
    const count = 10_000_000
    const height = rowsAt(0, count)?.height.value ?? 0
    expect(height).toBeLessThan(33_000_000)
    expect(rowsAt(0, count)?.rows.value[0]).toBe(0)
    expect(rowsAt(height - VIEW, count)?.rows.value.at(-1)).toBe(count - 1)
  })
})
