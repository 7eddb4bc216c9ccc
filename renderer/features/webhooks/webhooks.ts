import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { Certainty, SignatureState } from '../../../app/contract/webhooks.ts'
import type { SignedBytes, WebhooksState } from '../../../app/contract/webhooksRoom.ts'
import { settle, type Async } from '../../api/async.ts'
import { call, on } from '../../api/bridge.ts'
import { announce } from '../../ui/announcer.ts'
import type { Tone } from '../../ui/outcome.ts'
import { useWork } from '../../ui/useWork.ts'

/** Whether Postern receives webhooks, where, and what has arrived. */
export const useWebhooksStore = defineStore('webhooks', () => {
  const loaded = shallowRef<Async<WebhooksState>>({ state: 'idle' })
  /** `trouble`: what went wrong with what the user asked for last. */
  const { isBusy, trouble, run } = useWork()
  /** The delivery that is shown, and the bytes that its signature is over. */
  const selected = shallowRef<string | null>(null)
  const signed = shallowRef<SignedBytes | null>(null)
  let isListening = false

  const state = computed(() => (loaded.value.state === 'ready' ? loaded.value.value : null))
  const row = computed(() => state.value?.rows.find(({ id }) => id === selected.value) ?? null)

  async function start(): Promise<void> {
    if (!isListening) {
      isListening = true
      on('webhooks:changed', take)
    }
    if (state.value === null) loaded.value = { state: 'loading' }
    loaded.value = await settle(call('webhooks:state', undefined))
  }

  function take(next: WebhooksState): void {
    loaded.value = { state: 'ready', value: next }
  }

  const taking = (work: () => Promise<WebhooksState>) =>
    run(async () => {
      take(await work())
    })

  async function listen(forwardTo: string | null): Promise<void> {
    if (await taking(() => call('webhooks:start', { forwardTo })))
      announce(`Postern receives webhooks on ${state.value?.url ?? ''}`)
  }

  async function stop(): Promise<void> {
    if (await taking(() => call('webhooks:stop', undefined))) announce('Postern receives no webhooks now')
  }

  const keepSecret = (name: string, secret: string) =>
    taking(() => call('webhooks:keepSecret', { name, secret }))
  const removeSecret = (name: string) => taking(() => call('webhooks:removeSecret', { name }))
  const test = () => run(() => call('webhooks:test', undefined))

  async function show(id: string): Promise<void> {
    selected.value = id
    signed.value = null
    await run(async () => {
      const bytes = await call('webhooks:signed', { id })
      if (selected.value === id) signed.value = bytes
    })
  }

  /** Shows the replay, once it has ended. */
  async function replay(id: string, isResigned: boolean): Promise<void> {
    let replayed: string | null = null
    await run(async () => {
      replayed = (await call('webhooks:replay', { id, isResigned })).id
    })
    if (replayed !== null) await show(replayed)
  }

  return {
    ...{ loaded, state, isBusy, trouble, selected, signed, row },
    ...{ start, listen, stop, keepSecret, removeSecret, test, show, replay },
  }
})

export const SIGNATURES: Readonly<Record<SignatureState, { sign: string; word: string; tone: Tone }>> = {
  valid: { sign: '✓', word: 'valid', tone: 'success' },
  wrong: { sign: '✗', word: 'wrong', tone: 'failure' },
  missing: { sign: '✗', word: 'missing', tone: 'failure' },
  'unknown-scheme': { sign: '?', word: 'unknown', tone: 'warning' },
}

export const CERTAINTY_TEXTS: Readonly<Record<Certainty, string>> = {
  assumed: 'Assumed: Guardhouse has not published its scheme, and no delivery has shown it yet.',
  found: 'Found from one delivery.',
  certain: 'Certain: two deliveries showed it.',
}
