import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { CaptureState } from '../../../app/contract/capture.ts'
import { plural } from '../../../app/contract/words.ts'
import { settle, type Async } from '../../api/async.ts'
import { call, on } from '../../api/bridge.ts'
import { announce } from '../../ui/announcer.ts'
import { useWork } from '../../ui/useWork.ts'

/** Whether Postern captures, where, and what it has seen. */
export const useCaptureStore = defineStore('capture', () => {
  const loaded = shallowRef<Async<CaptureState>>({ state: 'idle' })
  /** `trouble`: why it did not start or stop. */
  const { isBusy, trouble, run } = useWork()
  let isListening = false

  const state = computed(() => (loaded.value.state === 'ready' ? loaded.value.value : null))

  async function start(): Promise<void> {
    if (!isListening) {
      isListening = true
      on('capture:changed', take)
    }
    if (state.value === null) loaded.value = { state: 'loading' }
    loaded.value = await settle(call('capture:state', undefined))
  }

  function take(next: CaptureState): void {
    loaded.value = { state: 'ready', value: next }
  }

  async function listen(profile: string): Promise<void> {
    await run(async () => {
      const next = await call('capture:start', { profile })
      take(next)
      announce(`Postern listens on ${next.url ?? ''}`)
    })
  }

  async function stop(): Promise<void> {
    await run(async () => {
      take(await call('capture:stop', undefined))
      announce('Capture stopped')
    })
  }

  return { loaded, state, isBusy, trouble, start, listen, stop }
})

/** Such as `412 requests · 3 clients · 61/60 in this window`. */
export function countsText({ requests, clients, window }: CaptureState['counts']): string {
  const parts = [plural(requests, 'request'), plural(clients, 'client')]
  if (window) parts.push(`${window.used}/${window.limit} in this window`)
  return parts.join(' · ')
}
