import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { useBridge } from '../../../renderer/api/bridge.ts'
import { useKeyOffersStore } from '../../../renderer/features/import/keyOffers.ts'
import { useNoticesStore } from '../../../renderer/features/window/notices.ts'
import { useSessionStore } from '../../../renderer/features/window/session.ts'
import { fakeBridge } from './fakeBridge.ts'
import { keyOf, sessionOf, SETTINGS } from './samples.ts'

beforeEach(() => {
  setActivePinia(createPinia())
})

afterEach(() => {
  useBridge(null)
})

it('a key that is kept leaves what the import said where it stands, and every room with it', async () => {
  const keys = [keyOf('site-7')]
  useBridge(
    fakeBridge({
      'session:get': () => sessionOf({ keys }),
      'settings:set': () => SETTINGS,
      'import:keepKey': ({ key }) => {
        keys.push(keyOf(key, { builtIn: false }))
        return { profile: 'sandbox', key }
      },
    }),
  )
  const session = useSessionStore()
  await session.start()
  useNoticesStore().remark('Pasted request ready', 'A secret was left out: body of the request.')
  const kept = useKeyOffersStore().keep('one', 'mine')
  expect(session.loaded.state).toBe('ready')
  await kept
  expect(session.loaded.state).toBe('ready')
  expect(useNoticesStore().list.map(({ title }) => title)).toEqual(['Pasted request ready'])
  expect(session.keyAlias).toBe('mine')
})
