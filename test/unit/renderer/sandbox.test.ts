import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { SandboxState } from '../../../app/contract/sandbox.ts'
import { useBridge } from '../../../renderer/api/bridge.ts'
import { withTimes, withoutTimes } from '../../../renderer/features/sandbox/faultSpec.ts'
import { useSandboxStore } from '../../../renderer/features/sandbox/sandbox.ts'
import { fakeBridge, Refusal } from './fakeBridge.ts'

const STATE: SandboxState = {
  url: 'http://127.0.0.1:4000',
  keys: [{ alias: 'site-7', note: 'Sees three sites.' }],
  faults: [
    { name: 'reset', title: 'The connection breaks', description: 'Resets.', example: 'reset;times=1' },
  ],
  waiting: [],
  log: [],
}

const entryAt = (at: number) => ({
  at,
  method: 'GET',
  path: '/api/external/sites',
  status: 200,
  key: 'site-7',
  fault: null,
  traceId: `trace-${at}`,
})

beforeEach(() => {
  setActivePinia(createPinia())
})

afterEach(() => {
  useBridge(null)
})

describe('a fault’s specification', () => {
  it.each([
    ['status=500;times=2', 1, 'status=500'],
    ['status=500; times = 2 ', 5, 'status=500;times=5'],
    ['gateway-429;retry-after=7', 3, 'gateway-429;retry-after=7;times=3'],
  ])('%s for %d', (spec, times, expected) => {
    expect(withTimes(spec, times)).toBe(expected)
  })

  it('keeps everything but the number of requests', () => {
    expect(withoutTimes('unknown-code=734;times=9;status=200')).toBe('unknown-code=734;status=200')
  })
})

describe('the sandbox', () => {
  it('hears its requests live, once however often the room is entered', async () => {
    const bridge = fakeBridge({ 'sandbox:state': () => STATE })
    useBridge(bridge)
    const sandbox = useSandboxStore()
    await sandbox.start()
    await sandbox.start()
    bridge.emit('sandbox:activity', { entry: entryAt(1), waiting: [{ spec: 'reset', left: 1 }] })
    expect(sandbox.state?.log.map(({ at }) => at)).toEqual([1])
    expect(sandbox.state?.waiting).toEqual([{ spec: 'reset', left: 1 }])
  })

  it('keeps as many requests as main does', async () => {
    const bridge = fakeBridge({ 'sandbox:state': () => STATE })
    useBridge(bridge)
    const sandbox = useSandboxStore()
    await sandbox.start()
    for (let at = 1; at <= 510; at += 1) bridge.emit('sandbox:activity', { entry: entryAt(at), waiting: [] })
    expect(sandbox.state?.log).toHaveLength(500)
    expect(sandbox.state?.log.at(-1)?.at).toBe(510)
  })

  it('switches a fault on, shows that it waits, and all of them off', async () => {
    const bridge = fakeBridge({
      'sandbox:state': () => STATE,
      'sandbox:addFault': ({ spec }) => [{ spec, left: 3 }],
      'sandbox:clearFaults': () => undefined,
    })
    useBridge(bridge)
    const sandbox = useSandboxStore()
    await sandbox.start()
    expect(await sandbox.addFault('reset', 3)).toBe(true)
    expect(sandbox.state?.waiting).toEqual([{ spec: 'reset;times=3', left: 3 }])
    await sandbox.clearFaults()
    expect(sandbox.state?.waiting).toEqual([])
  })

  it('says why a fault is not taken', async () => {
    useBridge(
      fakeBridge({
        'sandbox:state': () => STATE,
        'sandbox:addFault': () => {
          throw new Refusal('bad-input', 'There is no such fault.')
        },
      }),
    )
    const sandbox = useSandboxStore()
    await sandbox.start()
    expect(await sandbox.addFault('rest', 1)).toBe(false)
    expect(sandbox.trouble?.message).toBe('There is no such fault.')
  })

  it('can be asked again when it did not answer', async () => {
    let isBroken = true
    useBridge(
      fakeBridge({
        'sandbox:state': () => {
          if (isBroken) throw new Refusal('sandbox-unavailable')
          return STATE
        },
      }),
    )
    const sandbox = useSandboxStore()
    await sandbox.start()
    expect(sandbox.loaded.state).toBe('failed')
    isBroken = false
    await sandbox.load()
    expect(sandbox.state?.url).toBe(STATE.url)
  })
})
