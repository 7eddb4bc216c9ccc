import { describe, expect, it } from 'vitest'
import type { KeyOffer } from '../../../app/contract/importCalls.ts'
import { profileFor } from '../../../app/contract/presets.ts'
import type { Profile } from '../../../app/contract/profile.ts'
import type { FoundSecret } from '../../../app/formats/secretCollector.ts'
import { createKeyOffers } from '../../../app/ipc/keyOffers.ts'
import { createFakeClock } from '../../fixtures/fakeClock.ts'

const KEY: FoundSecret = {
  kind: 'key',
  origin: 'https://api.example',
  where: 'body of the request in entry 3',
  value: 'key-of-the-shop-0042',
}

function desk(saved: Profile[] = [], inVault: string[] = []) {
  const clock = createFakeClock()
  const kept: [profile: string, alias: string, secret: string, place: string][] = []
  const told: KeyOffer[][] = []
  let profiles = saved
  const offers = createKeyOffers({
    clock,
    vault: {
      set: (...key) => {
        kept.push(key)
        return Promise.resolve()
      },
      secrets: () => inVault,
      list: () =>
        kept.map(([profile, alias]) => ({
          profile,
          alias,
          state: 'ready',
          kept: 'memory',
          boundTo: null,
          builtIn: false,
          note: null,
        })),
    },
    settings: {
      // Only what an offer asks of them.
      get: () => ({ profiles }) as never,
      set: (part) => {
        profiles = part.profiles ?? profiles
        return Promise.resolve({} as never)
      },
    },
    profiles: () => profiles,
    placeOf: ({ baseUrl }) => baseUrl,
    onChange: (list) => told.push(list),
  })
  return { offers, clock, kept, told, profiles: () => profiles }
}

describe('a key that came along', () => {
  it('is told of without itself, and goes to the profile of its address', async () => {
    const { offers, kept, told } = desk([profileFor('shop', 'Shop', 'https://api.example')])
    offers.add([KEY])
    expect(offers.list()).toMatchObject([
      { origin: 'https://api.example', profile: 'shop', where: KEY.where },
    ])
    expect(JSON.stringify(told)).not.toContain(KEY.value)
    expect(await offers.keep(offers.list()[0]?.id ?? '', 'mine')).toEqual({ profile: 'shop', key: 'mine' })
    expect(kept).toEqual([['shop', 'mine', KEY.value, 'https://api.example']])
    expect(offers.list()).toEqual([])
    expect(offers.secrets()).toEqual([])
  })

  it('gets a profile of its own where its address has none', async () => {
    const { offers, kept, profiles } = desk([profileFor('api-example', 'Another', 'https://other.example')])
    offers.add([KEY])
    expect(offers.list()).toMatchObject([{ profile: null }])
    await offers.keep(offers.list()[0]?.id ?? '', 'mine')
    expect(profiles().at(-1)).toMatchObject({ id: 'api-example-2', baseUrl: 'https://api.example' })
    expect(kept[0]?.[0]).toBe('api-example-2')
  })

  it('is offered once, and not when it is in the vault, or no key, or goes nowhere', () => {
    const { offers } = desk([], ['key-in-the-vault-1'])
    offers.add([
      KEY,
      KEY,
      { ...KEY, value: 'key-in-the-vault-1' },
      { ...KEY, kind: 'token', value: 'another' },
      { ...KEY, origin: null, value: 'a third one' },
    ])
    offers.add([KEY])
    expect(offers.list()).toHaveLength(1)
  })

  it('is forgotten after ten minutes, or at a word', async () => {
    const { offers, clock } = desk()
    offers.add([KEY])
    await clock.advance(10 * 60_000)
    expect(offers.secrets()).toEqual([])
    await expect(offers.keep('gone', 'mine')).rejects.toMatchObject({ code: 'not-found' })
    offers.add([KEY])
    offers.decline()
    expect(offers.secrets()).toEqual([])
  })

  it('never takes the place of another key', async () => {
    const { offers, kept } = desk()
    offers.add([KEY, { ...KEY, value: 'key-of-the-shop-0043' }])
    const [one, two] = offers.list()
    await offers.keep(one?.id ?? '', 'mine')
    await expect(offers.keep(two?.id ?? '', 'mine')).rejects.toMatchObject({ code: 'bad-input' })
    expect(kept).toHaveLength(1)
  })
})
