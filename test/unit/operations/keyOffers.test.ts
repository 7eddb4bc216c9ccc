import { describe, expect, it } from 'vitest'
import { bindingOf } from '../../../app/contract/binding.ts'
import { profileFor } from '../../../app/contract/presets.ts'
import type { FoundSecret } from '../../../app/formats/secretCollector.ts'
import { importDeclineKeys, importKeepKey } from '../../../app/operations/importing.ts'
import { listOffers, offerKeys } from '../../../app/operations/keyOffers.ts'
import { contextWithKeys } from './windowContext.ts'

const SHOP = profileFor('shop', 'Shop', 'https://api.example')
const KEY: FoundSecret = {
  kind: 'key',
  origin: 'https://api.example',
  where: 'body of the request in entry 3',
  value: 'key-of-the-shop-0042',
}

describe('a key that came along', () => {
  it('is told of without itself, and goes to the profile of its address', async () => {
    const { context, keys, heldKeys, pushed } = contextWithKeys({
      saved: [SHOP],
    })
    offerKeys(context, [KEY])
    const [offer] = listOffers(context)
    expect(offer).toMatchObject({ origin: 'https://api.example', profile: 'shop', where: KEY.where })
    expect(JSON.stringify(pushed)).not.toContain(KEY.value)
    expect(await importKeepKey.run(context, { offer: offer?.id ?? '', key: 'mine' })).toEqual({
      profile: 'shop',
      key: 'mine',
    })
    expect(keys).toEqual([{ profile: 'shop', alias: 'mine', secret: KEY.value, binding: bindingOf(SHOP) }])
    expect(listOffers(context)).toEqual([])
    expect(heldKeys.secrets()).toEqual([])
    expect(pushed.map(({ name }) => name)).toEqual(['import:offered', 'import:offered', 'session:changed'])
  })

  it('gets a profile of its own where its address has none', async () => {
    const { context, keys, settings } = contextWithKeys({
      saved: [profileFor('api-example', 'Another', 'https://other.example')],
    })
    offerKeys(context, [KEY])
    expect(listOffers(context)).toMatchObject([{ profile: null }])
    await importKeepKey.run(context, { offer: listOffers(context)[0]?.id ?? '', key: 'mine' })
    expect(settings().profiles.at(-1)).toMatchObject({ id: 'api-example-2', baseUrl: 'https://api.example' })
    expect(keys[0]?.profile).toBe('api-example-2')
  })

  it('is offered once, and not when it is in the vault, or no key, or goes nowhere', () => {
    const { context } = contextWithKeys({
      kept: [{ profile: 'sandbox', alias: 'one', secret: 'key-in-the-vault-1', binding: bindingOf(SHOP) }],
    })
    offerKeys(context, [
      KEY,
      KEY,
      { ...KEY, value: 'key-in-the-vault-1' },
      { ...KEY, kind: 'token', value: 'another' },
      { ...KEY, origin: null, value: 'a third one' },
    ])
    offerKeys(context, [KEY])
    expect(listOffers(context)).toHaveLength(1)
  })

  it('is forgotten after ten minutes, or at a word', async () => {
    const { context, clock, heldKeys } = contextWithKeys()
    offerKeys(context, [KEY])
    await clock.advance(10 * 60_000)
    expect(heldKeys.secrets()).toEqual([])
    await expect(importKeepKey.run(context, { offer: 'gone', key: 'mine' })).rejects.toMatchObject({
      code: 'not-found',
    })
    offerKeys(context, [KEY])
    await importDeclineKeys.run(context)
    expect(heldKeys.secrets()).toEqual([])
  })

  it('never takes the place of another key', async () => {
    const { context, keys } = contextWithKeys()
    offerKeys(context, [KEY, { ...KEY, value: 'key-of-the-shop-0043' }])
    const [one, two] = listOffers(context)
    await importKeepKey.run(context, { offer: one?.id ?? '', key: 'mine' })
    await expect(importKeepKey.run(context, { offer: two?.id ?? '', key: 'mine' })).rejects.toMatchObject({
      code: 'bad-input',
    })
    expect(keys).toHaveLength(1)
  })
})
