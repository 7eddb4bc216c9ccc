import { defineStore } from 'pinia'
import { shallowRef } from 'vue'

export type EnvelopeView = 'table' | 'tree'

/** How answers are read, from one exchange to the next. */
export const useReadingStore = defineStore('reading', () => {
  /** How records are shown, where there are any. */
  const view = shallowRef<EnvelopeView>('table')
  /** Whether long lines of a body go on in the next line. */
  const isWrapped = shallowRef(true)
  return { view, isWrapped }
})
