import { randomUUID } from 'node:crypto'
import type { Clock } from '../clock.ts'
import { PosternError } from '../contract/errors.ts'
import type { KeyOffer } from '../contract/importCalls.ts'
import { profileAt } from '../contract/origin.ts'
import { profileFor } from '../contract/presets.ts'
import type { Profile } from '../contract/profile.ts'
import type { FoundSecret } from '../formats/secretCollector.ts'
import type { SettingsFile } from '../settings/settings.ts'
import type { Vault } from '../vault/vault.ts'

export interface KeyOfferPorts {
  clock: Clock
  vault: Pick<Vault, 'set' | 'secrets' | 'list'>
  settings: Pick<SettingsFile, 'get' | 'set'>
  profiles(): Profile[]
  placeOf(profile: Profile): string
  onChange(offers: KeyOffer[]): void
}

/** API keys that came in with something imported. They wait here, in memory, for the user's word; nobody reads them. */
export interface KeyOffers {
  /** Takes up what is a key, goes to a known origin and is not in the vault. */
  add(found: readonly FoundSecret[]): void
  list(): KeyOffer[]
  /** Throws a PosternError: `not-found` when it was too late, `bad-input` when the name is taken. */
  keep(id: string, alias: string): Promise<{ profile: string; key: string }>
  decline(): void
  /** In clear, so that they are blanked wherever they turn up. */
  secrets(): string[]
}

/** After so long without an answer a key is forgotten. */
const LIFE_MS = 10 * 60_000
const MOST_OFFERS = 20

interface Held {
  id: string
  origin: string
  where: string
  value: string
  until: number
}

export function createKeyOffers(ports: KeyOfferPorts): KeyOffers {
  const { clock, vault, settings, profiles, placeOf } = ports
  let held: Held[] = []

  const list = () =>
    held.map(({ id, origin, where }) => ({
      id,
      origin,
      where,
      profile: profileAt(origin, profiles())?.id ?? null,
    }))

  function keepOnly(isKept: (offer: Held) => boolean): void {
    const rest = held.filter(isKept)
    if (rest.length === held.length) return
    held = rest
    ports.onChange(list())
  }

  async function forgetInTime(): Promise<void> {
    await clock.sleep(LIFE_MS)
    keepOnly(({ until }) => until > clock.monotonic())
  }

  return {
    list,
    add(found) {
      const known = new Set([...vault.secrets(), ...held.map(({ value }) => value)])
      const until = clock.monotonic() + LIFE_MS
      const fresh = found.flatMap(({ kind, origin, where, value }): Held[] => {
        if (kind !== 'key' || origin === null || known.has(value)) return []
        known.add(value)
        return [{ id: randomUUID(), origin, where, value, until }]
      })
      if (fresh.length === 0) return
      held = [...held, ...fresh].slice(0, MOST_OFFERS)
      ports.onChange(list())
      void forgetInTime()
    },
    async keep(id, alias) {
      const offer = held.find((other) => other.id === id)
      if (!offer) {
        throw new PosternError(
          'not-found',
          'This key is no longer held: an offer lasts ten minutes.',
          'Import the file again, or enter the key in the room of keys.',
        )
      }
      const profile = profileAt(offer.origin, profiles()) ?? (await addProfile(offer.origin))
      const place = placeOf(profile)
      if (vault.list(() => place).some((key) => key.profile === profile.id && key.alias === alias)) {
        throw new PosternError(
          'bad-input',
          `${profile.name} has a key named ${alias} already.`,
          'Give this one another name.',
        )
      }
      await vault.set(profile.id, alias, offer.value, place)
      keepOnly((other) => other.id !== id)
      return { profile: profile.id, key: alias }
    },
    decline() {
      keepOnly(() => false)
    },
    secrets: () => held.map(({ value }) => value),
  }

  async function addProfile(origin: string): Promise<Profile> {
    const { hostname, host } = new URL(origin)
    const taken = new Set(profiles().map(({ id }) => id))
    const stem =
      hostname
        .toLowerCase()
        .replaceAll(/[^a-z0-9]+/g, '-')
        .slice(0, 30) || 'api'
    let id = stem
    for (let number = 2; taken.has(id); number += 1) id = `${stem}-${number}`
    const profile = profileFor(id, host.slice(0, 80), origin)
    await settings.set({ profiles: [...settings.get().profiles, profile] })
    return profile
  }
}
