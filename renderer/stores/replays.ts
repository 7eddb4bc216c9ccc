import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { ReplayStatus } from '../../app/contract/replayCalls.ts'
import { call, on } from '../api/bridge.ts'
import { announce } from '../composables/announcer.ts'
import { useSessionStore } from './session.ts'

/** The replay of many that is under way, and the filter whose plan is asked for. */
export const useReplaysStore = defineStore('replays', () => {
  const session = useSessionStore()

  const status = shallowRef<ReplayStatus | null>(null)
  /** The filter of the plan that the dialog shows: null for all failed ones, undefined while it is closed. */
  const query = shallowRef<string | null | undefined>(undefined)

  async function start(): Promise<void> {
    on('replay:changed', follow)
    try {
      status.value = await call('replay:state', undefined)
    } catch (error) {
      session.report(error, 'It is not known whether a replay is left from before')
    }
  }

  function follow(now: ReplayStatus): void {
    const hasEnded = now.phase === 'ended' && status.value?.phase !== 'ended'
    status.value = now
    if (hasEnded) announce(`The replay has ended: ${now.sent} sent again, ${now.fixed} fixed`)
  }

  function ask(wanted: string | null): void {
    query.value = wanted
  }

  function close(): void {
    query.value = undefined
  }

  /** @throws {BridgeFailure} the dialog that asked shows it. */
  async function begin(plan: number, withUnsafe: boolean): Promise<void> {
    status.value = await call('replay:start', { plan, withUnsafe })
  }

  async function steer(verb: 'pause' | 'resume' | 'cancel'): Promise<void> {
    try {
      await call(`replay:${verb}`, undefined)
    } catch (error) {
      session.report(error, 'The replay goes on as it did')
    }
  }

  /** Takes the banner of a replay that has ended away. */
  function dismiss(): void {
    if (status.value?.phase === 'ended') status.value = null
  }

  return { status, query, start, ask, close, begin, steer, dismiss }
})
