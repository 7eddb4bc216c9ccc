import { describe, expect, it } from 'vitest'
import { bindingOf } from '../../../app/contract/binding.ts'
import { profileFor } from '../../../app/contract/presets.ts'
import type { WindowContext } from '../../../app/operations/context.ts'
import { keysUseHere } from '../../../app/operations/keys.ts'
import { settingsSet } from '../../../app/operations/settings.ts'
import { contextWithKeys } from './windowContext.ts'

const SHOP = profileFor('shop', 'Shop', 'https://api.example')
const MOVED = { ...SHOP, token: { ...SHOP.token, path: '/v2/login' } }
const MINE = { profile: 'shop', key: 'mine' }

/** Of two keys the second is selected. */
async function withSelectedKey() {
  const key = (alias: string) => ({
    profile: 'shop',
    alias,
    secret: `key-${alias}`,
    binding: bindingOf(SHOP),
  })
  const { context, settings } = contextWithKeys({ saved: [SHOP], kept: [key('first'), key('mine')] })
  const parts: Partial<WindowContext> = {
    certificates: { check: () => undefined, chosen: (file) => file },
    dialogs: { confirmKeyMove: () => Promise.resolve(true) } as never,
    onSettings: () => Promise.resolve(),
  }
  const whole = Object.assign(context, parts)
  await settingsSet.run(whole, { selected: MINE })
  return { context: whole, selected: () => settings().selected }
}

describe('a selected key whose profile leads elsewhere', () => {
  it('is selected again once it is used there', async () => {
    const { context, selected } = await withSelectedKey()
    await settingsSet.run(context, { profiles: [MOVED] })
    expect(selected()).toEqual({ profile: 'shop', key: null })
    await keysUseHere.run(context, MINE)
    expect(selected()).toEqual(MINE)
  })

  it('is selected again when the profile is as it was', async () => {
    const { context, selected } = await withSelectedKey()
    await settingsSet.run(context, { profiles: [MOVED] })
    await settingsSet.run(context, { profiles: [SHOP] })
    expect(selected()).toEqual(MINE)
  })

  it('stays aside when another one was selected meanwhile', async () => {
    const { context, selected } = await withSelectedKey()
    await settingsSet.run(context, { profiles: [MOVED] })
    await keysUseHere.run(context, { profile: 'shop', key: 'first' })
    await settingsSet.run(context, { selected: { profile: 'shop', key: 'first' } })
    await keysUseHere.run(context, MINE)
    expect(selected()).toEqual({ profile: 'shop', key: 'first' })
  })
})
