import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { SandboxState } from '../../../app/contract/sandbox.ts'
import { call, on } from '../../api/bridge.ts'
import { toUiError, type Async, type UiError } from '../../api/async.ts'
import { toast } from '../../ui/toaster.ts'
import { plural } from '../../../app/contract/words.ts'
import { withTimes } from './faultSpec.ts'

/** As many requests as main itself keeps. */
const MAX_LOG = 500

/** The built-in API: its keys, its faults, and what it was asked. */
export const useSandboxStore = defineStore('sandbox', () => {
  const loaded = shallowRef<Async<SandboxState>>({ state: 'idle' })
  /** Why the last fault was not switched on. */
  const trouble = shallowRef<UiError | null>(null)
  let isListening = false

  const state = computed(() => (loaded.value.state === 'ready' ? loaded.value.value : null))

  async function start(): Promise<void> {
    if (!isListening) {
      isListening = true
      on('sandbox:activity', ({ entry, waiting }) => {
        change((before) => ({ waiting, log: [...before.log.slice(1 - MAX_LOG), entry] }))
      })
    }
    await load()
  }

  async function load(): Promise<void> {
    if (loaded.value.state !== 'ready') loaded.value = { state: 'loading' }
    try {
      loaded.value = { state: 'ready', value: await call('sandbox:state', undefined) }
    } catch (error) {
      loaded.value = { state: 'failed', trouble: toUiError(error) }
    }
  }

  function change(to: (before: SandboxState) => Partial<SandboxState>): void {
    const before = state.value
    if (before) loaded.value = { state: 'ready', value: { ...before, ...to(before) } }
  }

  /** Switches a fault on for the next `times` requests. Returns whether it is on. */
  async function addFault(spec: string, times: number): Promise<boolean> {
    trouble.value = null
    try {
      const waiting = await call('sandbox:addFault', { spec: withTimes(spec, times) })
      change(() => ({ waiting }))
      toast(`${spec} strikes the next ${plural(times, 'request')}`)
      return true
    } catch (error) {
      trouble.value = toUiError(error)
      return false
    }
  }

  async function clearFaults(): Promise<void> {
    trouble.value = null
    try {
      await call('sandbox:clearFaults', undefined)
      change(() => ({ waiting: [] }))
      toast('The sandbox behaves again')
    } catch (error) {
      trouble.value = toUiError(error)
    }
  }

  return { loaded, state, trouble, start, load, addFault, clearFaults }
})
