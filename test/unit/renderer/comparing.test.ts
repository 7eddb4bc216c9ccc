import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { nextTick } from 'vue'
import { useBridge } from '../../../renderer/api/bridge.ts'
import { useComparingStore } from '../../../renderer/features/compare/comparing.ts'
import { useComposerStore } from '../../../renderer/features/composer/composer.ts'
import { useExchangesStore } from '../../../renderer/features/history/exchanges.ts'
import { fakeBridge, Refusal } from './fakeBridge.ts'
import { useSessionStore } from '../../../renderer/features/window/session.ts'
import { exchangeOf, idOf, sessionOf } from './samples.ts'

/** The exchange 4 is open, and marked. */
async function marked() {
  useBridge(fakeBridge({ 'history:get': ({ id }) => ({ ...exchangeOf(0), id }) }))
  const exchanges = useExchangesStore()
  const comparing = useComparingStore()
  const open = async (n: number) => {
    await exchanges.select(idOf(n))
    await nextTick()
  }
  await open(4)
  comparing.mark({ id: idOf(4), name: 'the fourth' })
  return { comparing, open }
}

beforeEach(() => {
  setActivePinia(createPinia())
})

afterEach(() => {
  useBridge(null)
})

describe('a comparison', () => {
  it('waits for the exchange that is opened next, and stays with these two', async () => {
    const { comparing, open } = await marked()
    for (const n of [2, 4, 2]) {
      await open(n)
      expect(comparing.marked?.id).toBe(idOf(4))
    }
  })

  it('ends where an exchange outside of the pair is opened, as one that was just sent', async () => {
    const { comparing, open } = await marked()
    await open(2)
    await open(5)
    expect(comparing.marked).toBeNull()
    await open(2)
    expect(comparing.marked).toBeNull()
  })

  it('begins anew with another mark', async () => {
    const { comparing, open } = await marked()
    await open(2)
    comparing.mark({ id: idOf(2), name: 'the second' })
    await open(5)
    expect(comparing.marked?.id).toBe(idOf(2))
    await open(4)
    expect(comparing.marked).toBeNull()
  })
})

it('ends where the request that was fixed is refused before it leaves', async () => {
  let isRefused = true
  useBridge(
    fakeBridge({
      'session:get': () => sessionOf({}),
      'history:get': ({ id }) => ({ ...exchangeOf(0), id }),
      'exchange:send': () => {
        if (isRefused) throw new Refusal('bad-input')
        return { id: idOf(5) }
      },
    }),
  )
  await useSessionStore().start()
  const comparing = useComparingStore()
  const composer = useComposerStore()
  composer.replace({ method: 'GET', target: '/api/external/sites' })
  composer.edit({ id: idOf(4), name: 'the fourth' })
  await composer.send()
  expect(comparing.marked).toBeNull()
  isRefused = false
  await composer.send()
  expect(comparing.marked?.id).toBe(idOf(4))
})
