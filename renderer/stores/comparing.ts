import { defineStore } from 'pinia'
import { shallowRef } from 'vue'

/** An exchange that others are to be compared with, in the words that name it. */
export interface MarkedExchange {
  readonly id: string
  readonly name: string
}

/** Which exchange was marked with “Compare with…”; null while none is. */
export const useComparingStore = defineStore('comparing', () => {
  const marked = shallowRef<MarkedExchange | null>(null)

  function mark(exchange: MarkedExchange): void {
    marked.value = exchange
  }

  function clear(): void {
    marked.value = null
  }

  return { marked, mark, clear }
})
