import { defineStore } from 'pinia'
import { shallowReactive } from 'vue'
import type { Exchange } from '../../app/contract/exchange.ts'
import { announce } from '../composables/announcer.ts'
import { useComposerStore } from './composer.ts'

/** A longer timer fires at once (HTML, timers: a signed 32-bit number of ms). */
const LONGEST_TIMER_MS = 2 ** 31 - 1

/** Exchanges that are to be replayed by themselves once their time has come; they are forgotten when the page ends. */
export const useAppointmentsStore = defineStore('appointments', () => {
  const composer = useComposerStore()
  const timers = shallowReactive(new Map<string, ReturnType<typeof setTimeout>>())

  function isMade(id: string): boolean {
    return timers.has(id)
  }

  /** Replays the exchange at that time, in epoch ms of our own clock. */
  function make(exchange: Exchange, at: number): void {
    cancel(exchange.id)
    const left = Math.max(0, at - Date.now())
    const timer = setTimeout(
      () => {
        if (left > LONGEST_TIMER_MS) {
          make(exchange, at)
          return
        }
        timers.delete(exchange.id)
        announce('Sending it again now')
        void composer.replay(exchange)
      },
      Math.min(left, LONGEST_TIMER_MS),
    )
    timers.set(exchange.id, timer)
  }

  function cancel(id: string): void {
    clearTimeout(timers.get(id))
    timers.delete(id)
  }

  return { isMade, make, cancel }
})
