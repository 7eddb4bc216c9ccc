import { useEventListener, useResizeObserver } from '@vueuse/core'
import { computed, shallowRef, toValue, watch } from 'vue'
import type { ComputedRef, MaybeRefOrGetter, ShallowRef } from 'vue'

interface VirtualRowsOptions {
  readonly scroller: Readonly<ShallowRef<HTMLElement | null>>
  readonly count: () => number
  /** Of every row, in pixels. */
  readonly rowHeight: MaybeRefOrGetter<number>
  /** What stays in view above the rows, such as a table's head. */
  readonly headHeight?: number
  /** Pixels by which some few rows are higher, or lower, by their number, in rising order. */
  readonly extra?: () => ReadonlyMap<number, number>
  /** How many rows beyond the view are drawn on each side. */
  readonly overscan?: number
}

interface VirtualRows {
  /** The rows to draw: those in view, and some beyond. */
  readonly rows: ComputedRef<readonly number[]>
  /** How far below the beginning the first of them stands, and how much follows the last; both in pixels. */
  readonly before: ComputedRef<number>
  readonly after: ComputedRef<number>
  readonly height: ComputedRef<number>
  /** How far below the beginning a row is drawn, in pixels. */
  placeOf(row: number): number
  /** Scrolls a row into view where it is not: as little as it takes, or to the middle. */
  reveal(row: number, to?: 'nearest' | 'middle'): void
}

const NO_EXTRA: ReadonlyMap<number, number> = new Map()
// Beyond some 33 million pixels, Chromium does not lay out any more.
const HIGHEST = 16_000_000

/**
 * Which rows of a long list are in view. All are of one height, but for some few: so millions of rows cost no more than ten.
 * TanStack Virtual notes the place of every row whenever their number changes, which the lines of a text do every 8 ms
 * while they are laid out: that took 25 ms for 1.3 million lines, 230 ms and 480 MB for ten million; and it does not go
 * beyond what Chromium lays out.
 */
export function useVirtualRows({
  scroller,
  count,
  rowHeight: given,
  headHeight = 0,
  extra,
  overscan = 12,
}: VirtualRowsOptions): VirtualRows {
  const scrolled = shallowRef(0)
  const viewHeight = shallowRef(0)

  const others = computed(() => extra?.() ?? NO_EXTRA)

  const rowHeight = computed(() => toValue(given))

  function topOf(row: number): number {
    let top = row * rowHeight.value
    for (const [at, more] of others.value) if (at < row) top += more
    return top
  }

  function rowAt(y: number): number {
    let passed = 0
    for (const [at, more] of others.value) {
      const begin = at * rowHeight.value + passed
      if (y < begin) break
      if (y < begin + rowHeight.value + more) return at
      passed += more
    }
    return Math.floor((y - passed) / rowHeight.value)
  }

  const total = computed(() => topOf(count()))
  const height = computed(() => Math.min(HIGHEST, total.value))
  /** How far the list goes for each pixel scrolled: 1, unless it is too high to be laid out. */
  const scale = computed(() => {
    const way = height.value - viewHeight.value
    return total.value > HIGHEST && way > 0 ? (total.value - viewHeight.value) / way : 1
  })
  const top = computed(() => Math.min(scrolled.value, height.value) * scale.value)

  const first = computed(() => Math.max(0, rowAt(top.value) - overscan))
  const last = computed(() => Math.min(count() - 1, rowAt(top.value + viewHeight.value) + overscan))
  const before = computed(() => Math.max(0, scrolled.value - (top.value - topOf(first.value))))

  function look(): void {
    viewHeight.value = scroller.value?.clientHeight ?? 0
    scrolled.value = scroller.value?.scrollTop ?? 0
  }
  useEventListener(scroller, 'scroll', look, { passive: true })
  useResizeObserver(scroller, look)
  watch(scroller, look, { flush: 'post', immediate: true })

  return {
    rows: computed(() =>
      Array.from({ length: Math.max(0, last.value - first.value + 1) }, (_, at) => first.value + at),
    ),
    before,
    after: computed(() =>
      Math.max(0, height.value - before.value - (topOf(last.value + 1) - topOf(first.value))),
    ),
    height,
    placeOf: (row) => before.value + topOf(row) - topOf(first.value),
    reveal(row, to = 'nearest') {
      const element = scroller.value
      if (!element) return
      const begin = topOf(row)
      const end = topOf(row + 1) + headHeight
      const view = element.clientHeight
      if (begin >= top.value && end <= top.value + view) return
      const wanted = to === 'middle' ? begin - view / 2 : begin < top.value ? begin : end - view
      element.scrollTop = wanted / scale.value
      look()
    },
  }
}
