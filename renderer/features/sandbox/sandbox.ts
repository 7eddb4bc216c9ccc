import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { SandboxState } from '../../../app/contract/sandbox.ts'
import { call, on } from '../../api/bridge.ts'
import { settle, type Async } from '../../api/async.ts'
import { useWork } from '../../ui/useWork.ts'
import { toast } from '../../ui/toaster.ts'
import { plural } from '../../../app/contract/words.ts'
import { withTimes } from './faultSpec.ts'

/** As many requests as main itself keeps. */
const MAX_LOG = 500

/** The built-in API: its keys, its faults, and what it was asked. */
export const useSandboxStore = defineStore('sandbox', () => {
  const loaded = shallowRef<Async<SandboxState>>({ state: 'idle' })
  /** `trouble`: why the last fault was not switched on. */
  const { trouble, run } = useWork()
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
    loaded.value = await settle(call('sandbox:state', undefined))
  }

  function change(to: (before: SandboxState) => Partial<SandboxState>): void {
    const before = state.value
    if (before) loaded.value = { state: 'ready', value: { ...before, ...to(before) } }
  }

  /** Switches a fault on for the next `times` requests. Returns whether it is on. */
  function addFault(spec: string, times: number): Promise<boolean> {
    return run(async () => {
      const waiting = await call('sandbox:addFault', { spec: withTimes(spec, times) })
      change(() => ({ waiting }))
      toast(`${spec} strikes the next ${plural(times, 'request')}`)
    })
  }

  async function clearFaults(): Promise<void> {
    await run(async () => {
      await call('sandbox:clearFaults', undefined)
      change(() => ({ waiting: [] }))
      toast('The sandbox behaves again')
    })
  }

  return { loaded, state, trouble, start, load, addFault, clearFaults }
})
