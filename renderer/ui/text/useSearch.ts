import { computed, onScopeDispose, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue'
import { findAll, matchFrom, NO_MATCHES, type Matches } from './search.ts'
import { inSlices } from './slices.ts'

export interface Search {
  readonly wanted: Readonly<ShallowRef<string>>
  readonly matches: Readonly<ShallowRef<Matches>>
  /** Number of the match that is shown, from 0. */
  readonly current: Readonly<ShallowRef<number>>
  /** Where that match begins in the text; null when there is none. */
  readonly offset: ComputedRef<number | null>
  readonly isOn: ComputedRef<boolean>
  /** Looks for another text; an empty one ends the search. */
  lookFor(text: string): void
  /** Goes that many matches on, and around at the ends. */
  step(distance: number): void
}

/** A search through one text, by itself anew when the text or what is wanted changes. */
export function useSearch(text: () => string): Search {
  const wanted = shallowRef('')
  const matches = shallowRef<Matches>(NO_MATCHES)
  const current = shallowRef(0)
  let running = new AbortController()

  const offset = computed(() => matches.value.offsets[current.value] ?? null)

  watch([wanted, text], async () => {
    running.abort()
    running = new AbortController()
    const { signal } = running
    const from = offset.value ?? 0
    const found = await inSlices(findAll(text(), wanted.value), { signal })
    if (found === null || signal.aborted) return
    matches.value = found
    current.value = matchFrom(found, from)
  })
  onScopeDispose(() => {
    running.abort()
  })

  return {
    wanted,
    matches,
    current,
    offset,
    isOn: computed(() => wanted.value !== ''),
    lookFor(other) {
      wanted.value = other
    },
    step(distance) {
      const { length } = matches.value.offsets
      if (length > 0) current.value = (current.value + distance + length) % length
    },
  }
}
