import { afterEach, expect, it } from 'vitest'
import type { ReplayPlanShown } from '../../../app/contract/replayPlan.ts'
import { useBridge } from '../../../renderer/api/bridge.ts'
import { useReplayPlan } from '../../../renderer/features/replay/useReplayPlan.ts'
import { fakeBridge, Refusal } from './fakeBridge.ts'

afterEach(() => {
  useBridge(null)
})

function planOf(plan: number): ReplayPlanShown {
  const counts = { ready: 1, unsafe: 0, blocked: 0 }
  return {
    plan,
    counts,
    keys: [],
    profiles: ['sandbox'],
    takesMs: 0,
    takesMsWithUnsafe: 0,
    warnings: [],
    exceptions: [],
  }
}

it('is that of the key chosen last, whichever answer comes last', async () => {
  const answers: ((plan: ReplayPlanShown) => void)[] = []
  const bridge = fakeBridge({ 'replay:plan': () => new Promise((resolve) => answers.push(resolve)) })
  useBridge(bridge)
  const { loaded, keys, isPlanning, look, use } = useReplayPlan({ query: null }, {})
  const first = look()
  const second = use('sandbox', 'company')
  answers[0]?.(planOf(1))
  await first
  expect([loaded.value.state, isPlanning.value]).toEqual(['loading', true])
  answers[1]?.(planOf(2))
  await second
  expect(loaded.value).toMatchObject({ state: 'ready', value: { plan: 2 } })
  expect([isPlanning.value, keys]).toEqual([false, { sandbox: 'company' }])
  expect(bridge.calls.map(({ input }) => input)).toEqual([
    { selection: { query: null }, keys: [] },
    { selection: { query: null }, keys: [{ profile: 'sandbox', key: 'company' }] },
  ])
})

it('says why there is none, and can be made with another key', async () => {
  let isBroken = true
  useBridge(
    fakeBridge({
      'replay:plan': () => {
        if (isBroken) throw new Refusal('history-unavailable')
        return planOf(1)
      },
    }),
  )
  const { loaded, look, use } = useReplayPlan({ query: null }, { sandbox: 'company' })
  await look()
  expect(loaded.value.state).toBe('failed')
  isBroken = false
  await use('sandbox', '')
  expect(loaded.value.state).toBe('ready')
})

it('knows no key for a profile named like what every object has', () => {
  const { keyOf } = useReplayPlan({ query: null }, {})
  expect(keyOf('constructor')).toBe('')
})
