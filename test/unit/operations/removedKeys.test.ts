import { expect, it } from 'vitest'
import { bindingOf } from '../../../app/contract/binding.ts'
import { profileFor } from '../../../app/contract/presets.ts'
import { keysRemove, keysRestore } from '../../../app/operations/keys.ts'
import { contextWithKeys } from './windowContext.ts'

const SHOP = profileFor('shop', 'Shop', 'https://api.example')
const BINDING = bindingOf(SHOP)
const MINE = { profile: 'shop', key: 'mine' }

function withKey(secret: string | null) {
  return contextWithKeys({
    saved: [SHOP],
    kept: [{ profile: 'shop', alias: 'mine', secret, binding: BINDING }],
  })
}

it('a key that was removed is out of the vault, redacted still, and can be put back where it was', async () => {
  const { context, keys, heldKeys } = withKey('key-of-the-shop')
  expect(await keysRemove.run(context, MINE)).toEqual({ isHeld: true })
  expect(keys).toEqual([])
  expect(heldKeys.secrets()).toEqual(['key-of-the-shop'])
  await keysRestore.run(context, MINE)
  expect(keys).toEqual([{ profile: 'shop', alias: 'mine', secret: 'key-of-the-shop', binding: BINDING }])
  expect(heldKeys.secrets()).toEqual([])
})

it('after ten minutes it is gone', async () => {
  const { context, clock, heldKeys } = withKey('key-of-the-shop')
  await keysRemove.run(context, MINE)
  await clock.advance(10 * 60_000)
  expect(heldKeys.secrets()).toEqual([])
  await expect(keysRestore.run(context, MINE)).rejects.toMatchObject({ code: 'not-found' })
})

it('does not take the place of another key that has its name now', async () => {
  const { context, keys } = withKey('key-of-the-shop')
  await keysRemove.run(context, MINE)
  keys.push({ profile: 'shop', alias: 'mine', secret: 'another', binding: BINDING })
  await expect(keysRestore.run(context, MINE)).rejects.toMatchObject({ code: 'bad-input' })
  expect(keys.map(({ secret }) => secret)).toEqual(['another'])
})

it('one that cannot be read is removed for good', async () => {
  const { context, keys } = withKey(null)
  expect(await keysRemove.run(context, MINE)).toEqual({ isHeld: false })
  expect(keys).toEqual([])
})

it('selects another key when the selected one is removed, and tells the page once', async () => {
  const { context, pushed, settings } = withKey('key-of-the-shop')
  await context.settings.set({ selected: { profile: 'shop', key: 'mine' } })
  await keysRemove.run(context, MINE)
  expect(settings().selected).toEqual({ profile: 'shop', key: null })
  expect(pushed.map(({ name }) => name)).toEqual(['session:changed'])
})
