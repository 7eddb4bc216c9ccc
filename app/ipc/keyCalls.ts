import type { KeyInfo, Keeping } from '../contract/calls.ts'
import type { Vault } from '../vault/vault.ts'
import { profileNamed, type CallsOf, type HandlerPorts } from './ports.ts'

/** Keys go in here and never come out: what is answered are names, states and the claims of a token. */
export function keyCalls(ports: HandlerPorts): CallsOf<'keys' | 'window' | 'token'> {
  const { vault, removedKeys, sender, lastClaims, profiles, placeOf, confirmWeakStorage } = ports

  function list(): KeyInfo[] {
    const places = new Map(profiles().map((profile) => [profile.id, placeOf(profile)]))
    return vault
      .list((profile) => places.get(profile) ?? null)
      .map((kept) => ({ ...kept, lastClaims: lastClaims.of(kept.profile, kept.alias) }))
  }

  function info(profile: string, key: string): KeyInfo {
    const found = list().find((entry) => entry.profile === profile && entry.alias === key)
    if (!found) throw new Error('A key that was just kept is not in the list')
    return found
  }

  /** Whatever was known of a key by this name was of another one. */
  function forget(profile: string, key: string): void {
    sender.forget(profile, key)
    lastClaims.forget(profile, key)
  }

  return {
    'keys:list': list,
    'keys:set': async ({ profile, key, secret }) => {
      await vault.set(profile, key, secret, placeOf(profileNamed(profiles(), profile)))
      forget(profile, key)
      return info(profile, key)
    },
    'keys:remove': async ({ profile, key }) => {
      const of = profiles().find(({ id }) => id === profile)
      const removed = await removedKeys.remove(profile, key, of ? placeOf(of) : '')
      forget(profile, key)
      return removed
    },
    'keys:restore': async ({ profile, key }) => {
      await removedKeys.restore(profile, key)
      return info(profile, key)
    },
    'keys:rename': async ({ profile, key, to }) => {
      await vault.rename(profile, key, to)
      sender.forget(profile, key)
      lastClaims.rename(profile, key, to)
      return info(profile, to)
    },
    'keys:keeping': () => keepingOf(vault),
    'keys:storeWeakly': async ({ isWanted }) => {
      // Going back protects better, and needs no leave.
      if (!isWanted || (await confirmWeakStorage())) await vault.storeWeakly(isWanted)
      return keepingOf(vault)
    },
    'keys:test': ({ profile, key }) => sender.exchangeKey(profileNamed(profiles(), profile), key),
    'window:state': ({ profile, key }) => sender.windowState(profileNamed(profiles(), profile), key),
    'token:state': ({ profile, key }) => sender.tokenState(profileNamed(profiles(), profile), key),
  }
}

function keepingOf({ protection, storesWeakly }: Vault): Keeping {
  return { protection, storesWeakly }
}
