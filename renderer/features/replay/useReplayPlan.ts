import { reactive, shallowRef } from 'vue'
import type { ReplaySelection, ReplayPlanShown } from '../../../app/contract/replayPlan.ts'
import { call } from '../../api/bridge.ts'
import { settle, type Async } from '../../api/async.ts'

/** The plan of a replay, made anew with each choice of a key. While that goes on, what is shown is not what was chosen. */
export function useReplayPlan(selection: ReplaySelection, begun: Readonly<Record<string, string>>) {
  const loaded = shallowRef<Async<ReplayPlanShown>>({ state: 'loading' })
  /** Keys in place of those that were used before, by profile; empty for each request's own. */
  const keys = reactive<Record<string, string>>({ ...begun })
  const isPlanning = shallowRef(false)
  let turn = 0

  async function look(): Promise<void> {
    turn += 1
    const mine = turn
    isPlanning.value = true
    const chosen = Object.entries(keys).flatMap(([profile, key]) => (key === '' ? [] : [{ profile, key }]))
    const made = await settle(call('replay:plan', { selection, keys: chosen }))
    if (mine !== turn) return
    loaded.value = made
    isPlanning.value = false
  }

  async function use(profile: string, key: string): Promise<void> {
    keys[profile] = key
    await look()
  }

  function keyOf(profile: string): string {
    // A profile may be named `constructor`.
    return Object.hasOwn(keys, profile) ? (keys[profile] ?? '') : ''
  }

  return { loaded, keys, keyOf, isPlanning, look, use }
}
