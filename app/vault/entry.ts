import { isSameBinding, type Binding } from '../contract/binding.ts'
import type { KeptKey } from '../contract/keys.ts'
import type { StoredKey } from './keysFile.ts'

/** A key as the vault holds it while Postern runs. */
export interface Entry {
  profile: string
  alias: string
  binding: Binding
  /** Null while it cannot be decrypted. */
  secret: string | null
  kept: KeptKey['kept']
  builtIn: boolean
  note: string | null
  /** Further places that the user has let the key go to, outside the page. */
  agreed: readonly Binding[]
}

export const KEPT = { keyring: 'disk', weak: 'weak' } as const satisfies Record<
  StoredKey['protection'],
  Entry['kept']
>

/** A key in memory. */
export function newEntry(profile: string, alias: string, secret: string | null, binding: Binding): Entry {
  return { profile, alias, binding, secret, kept: 'memory', builtIn: false, note: null, agreed: [] }
}

export function lockedEntry({ profile, alias, place, protection }: StoredKey, recipe: string): Entry {
  return { ...newEntry(profile, alias, null, { origin: place, recipe }), kept: KEPT[protection] }
}

/** Neither part can hold a slash, so no two keys share a name, and none is that of all writing. */
export function nameOf(profile: string, alias: string): string {
  return `${profile}/${alias}`
}

export function infoOf(entry: Entry, now: Binding | null): KeptKey {
  const { profile, alias, binding, secret, kept, builtIn, note } = entry
  const isHere = now !== null && isSameBinding(binding, now)
  const state = secret === null ? 'unreadable' : isHere ? 'ready' : 'moved'
  return { profile, alias, state, kept, boundTo: builtIn ? null : binding.origin, builtIn, note }
}
