import { defineStore } from 'pinia'
import { shallowRef } from 'vue'

export type EnvelopeView = 'table' | 'tree'

/** Which forms of an answer stand in the envelope. */
export type EnvelopeSides = 'decoded' | 'both' | 'raw'

/** How answers are read, from one exchange to the next. */
export const useResponsePrefsStore = defineStore('responsePrefs', () => {
  /** How records are shown, where there are any. */
  const view = shallowRef<EnvelopeView>('table')
  /** Whether long lines of a body go on in the next line. */
  const isWrapped = shallowRef(true)
  const sides = shallowRef<EnvelopeSides>('both')

  function showAs(which: EnvelopeView): void {
    view.value = which
  }

  function toggleWrapping(): void {
    isWrapped.value = !isWrapped.value
  }

  function showSides(which: EnvelopeSides): void {
    sides.value = which
  }

  return { view, isWrapped, sides, showAs, toggleWrapping, showSides }
})
