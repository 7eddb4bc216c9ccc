import { expect, it } from 'vitest'
import type { KeptKey } from '../../../app/contract/calls.ts'
import { createRemovedKeys } from '../../../app/ipc/removedKeys.ts'
import { createFakeClock } from '../../fixtures/fakeClock.ts'

const PLACE = 'https://api.example'

function withKeys(initial: Record<string, string | null>) {
  const clock = createFakeClock()
  const keys = new Map(Object.entries(initial))
  const places: string[] = []
  const removed = createRemovedKeys(clock, {
    get: (_profile, alias) => {
      const secret = keys.get(alias)
      return secret === null ? Promise.reject(new Error('It is locked.')) : Promise.resolve(secret ?? null)
    },
    set: (_profile, alias, secret, place) => {
      keys.set(alias, secret)
      places.push(place)
      return Promise.resolve()
    },
    remove: (_profile, alias) => {
      keys.delete(alias)
      return Promise.resolve()
    },
    list: () =>
      [...keys.keys()].map((alias): KeptKey => ({
        profile: 'shop',
        alias,
        state: 'ready',
        kept: 'disk',
        boundTo: PLACE,
        builtIn: false,
        note: null,
      })),
  })
  return { clock, keys, places, removed }
}

it('a key that was removed is out of the vault, blanked still, and can be put back where it was', async () => {
  const { keys, places, removed } = withKeys({ mine: 'key-of-the-shop' })
  expect(await removed.remove('shop', 'mine', PLACE)).toEqual({ isHeld: true })
  expect([...keys.keys()]).toEqual([])
  expect(removed.secrets()).toEqual(['key-of-the-shop'])
  await removed.restore('shop', 'mine')
  expect([keys.get('mine'), places, removed.secrets()]).toEqual(['key-of-the-shop', [PLACE], []])
})

it('after ten minutes it is gone', async () => {
  const { clock, removed } = withKeys({ mine: 'key-of-the-shop' })
  await removed.remove('shop', 'mine', PLACE)
  await clock.advance(10 * 60_000)
  expect(removed.secrets()).toEqual([])
  await expect(removed.restore('shop', 'mine')).rejects.toMatchObject({ code: 'not-found' })
})

it('does not take the place of another key that has its name now', async () => {
  const { keys, removed } = withKeys({ mine: 'key-of-the-shop' })
  await removed.remove('shop', 'mine', PLACE)
  keys.set('mine', 'another')
  await expect(removed.restore('shop', 'mine')).rejects.toMatchObject({ code: 'bad-input' })
  expect(keys.get('mine')).toBe('another')
})

it('one that cannot be read is removed for good', async () => {
  const { keys, removed } = withKeys({ locked: null })
  expect(await removed.remove('shop', 'locked', PLACE)).toEqual({ isHeld: false })
  expect(keys.has('locked')).toBe(false)
})
