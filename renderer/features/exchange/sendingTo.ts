import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { Exchange } from '../../../app/contract/exchange.ts'

/** Which recorded request is to be sent to another profile or with another key; null while the dialog is closed. */
export const useSendingToStore = defineStore('sendingTo', () => {
  const asked = shallowRef<Exchange | null>(null)

  function ask(exchange: Exchange): void {
    asked.value = exchange
  }

  function close(): void {
    asked.value = null
  }

  return { asked, ask, close }
})
