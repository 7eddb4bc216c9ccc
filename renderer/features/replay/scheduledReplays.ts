import { defineStore } from 'pinia'
import { computed, shallowReactive } from 'vue'
import type { Exchange } from '../../../app/contract/exchange.ts'
import { LONGEST_MS } from '../../../app/contract/times.ts'
import { announce } from '../../ui/announcer.ts'
import { useResendStore } from '../exchange/resend.ts'
import { useExchangesStore } from '../history/exchanges.ts'

export interface Appointment {
  readonly exchange: Exchange
  /** Epoch ms of our own clock. */
  readonly at: number
}

interface Timed extends Appointment {
  readonly timer: ReturnType<typeof setTimeout>
}

/** Exchanges that are to be replayed by themselves once their time has come; they are forgotten when the page ends. */
export const useScheduledReplaysStore = defineStore('scheduledReplays', () => {
  const recorded = useResendStore()
  const exchanges = useExchangesStore()
  const timed = shallowReactive(new Map<string, Timed>())

  /** The next first. */
  const made = computed((): readonly Appointment[] =>
    [...timed.values()].toSorted((one, other) => one.at - other.at),
  )

  function isMade(id: string): boolean {
    return timed.has(id)
  }

  function make(exchange: Exchange, at: number): void {
    cancel(exchange.id)
    const left = Math.max(0, at - Date.now())
    const timer = setTimeout(
      () => {
        if (left > LONGEST_MS) {
          make(exchange, at)
          return
        }
        timed.delete(exchange.id)
        announce('Sending it again now')
        // Whoever has gone on to something else stays there.
        void recorded.sendAgain(exchange, { isOpened: exchanges.selectedId === exchange.id })
      },
      Math.min(left, LONGEST_MS),
    )
    timed.set(exchange.id, { exchange, at, timer })
  }

  function cancel(id: string): void {
    clearTimeout(timed.get(id)?.timer)
    timed.delete(id)
  }

  function cancelAll(): void {
    for (const id of [...timed.keys()]) cancel(id)
  }

  return { made, isMade, make, cancel, cancelAll }
})
