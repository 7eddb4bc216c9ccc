import { computed, nextTick, ref, watch, type Ref, type ShallowRef } from 'vue'
import { ROW_HEIGHT, shiftOf, type Rows } from './rows.ts'

export interface KeptPlace {
  /** How many exchanges came in above the view and were not looked at yet. */
  readonly newer: Readonly<Ref<number>>
  /** Room below the last row, in px: without it a short list could not keep its place when rows arrive above. */
  readonly spare: Readonly<Ref<number>>
  /** Returns whether the newest rows are in view. */
  look(): boolean
  /** Gives up what keeps the place of a short list. */
  release(): void
  showNewest(): void
}

/** Keeps what is in view where it is while rows arrive above, also at the top of the list while `isHeld`. */
export function useKeptPlace(options: {
  readonly scroller: Readonly<ShallowRef<HTMLElement | null>>
  readonly rows: Readonly<Ref<Rows>>
  readonly height: Readonly<Ref<number>>
  /** Which list it is: what another query finds is another list, which has no place to keep. */
  readonly query: () => unknown
  readonly isHeld: () => boolean
}): KeptPlace {
  const { scroller, rows, height, query, isHeld } = options
  const newer = ref(0)
  const spare = ref(0)
  const isAtTop = () => (scroller.value?.scrollTop ?? 0) < ROW_HEIGHT
  let shownQuery = query()

  async function keepPlace(after: Rows, before: Rows): Promise<void> {
    const element = scroller.value
    const isSameList = shownQuery === query()
    shownQuery = query()
    if (!isSameList) newer.value = 0
    if (!element || !isSameList || (isAtTop() && !isHeld())) return
    const shift = shiftOf(before, after, element.scrollTop)
    if (shift === 0) return
    const place = element.scrollTop + shift
    spare.value = Math.max(0, place + element.clientHeight - height.value)
    newer.value = Math.max(0, newer.value + Math.round(shift / ROW_HEIGHT))
    await nextTick()
    element.scrollTop = place
  }

  watch(rows, keepPlace, { flush: 'post' })

  function release(): void {
    spare.value = 0
  }

  return {
    newer: computed(() => newer.value),
    spare: computed(() => spare.value),
    look: () => {
      if (isAtTop()) newer.value = 0
      return isAtTop()
    },
    release,
    showNewest: () => {
      release()
      scroller.value?.scrollTo({ top: 0 })
    },
  }
}
