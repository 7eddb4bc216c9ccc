import type { KeyInfo, Keeping, Protection } from '../../../app/contract/keys.ts'
import { originOf } from '../../../app/contract/url.ts'
import { call } from '../../api/bridge.ts'

/** Where a key is, in a few words. */
export function whereKept({ kept }: KeyInfo): string {
  return KEPT_TEXT[kept]
}

const KEPT_TEXT = {
  disk: 'encrypted, by the system keyring',
  weak: 'on disk, weakly protected',
  memory: 'in memory until Postern quits',
} satisfies Record<KeyInfo['kept'], string>

/** Why a key is not sent as it is; null when it can be used. */
export function whyAgain({ state, boundTo }: KeyInfo, address: string): string | null {
  if (state === 'unreadable') {
    return 'Enter the key again, because its system keyring is locked, gone or another one.'
  }
  if (state === 'moved' && boundTo === originOf(address))
    return 'Confirm the key: the token request of its profile has changed since you entered it.'
  if (state === 'moved')
    return `Confirm the key: you entered it for ${boundTo ?? 'another host'}. Postern does not send it to ${address}.`
  return null
}

/** Main asks the user in a dialog of the system's. Whether they agree shows in the key. Throws a BridgeFailure. */
export async function useHere({ profile, alias }: KeyInfo): Promise<void> {
  await call('keys:useHere', { profile, key: alias })
}

/** What happens to a key that is entered now. */
export function fate({ protection, storesWeakly }: Keeping): string {
  return FATES[protection === 'weak' && !storesWeakly ? 'memory' : protection]
}

const FATES = {
  keyring: 'The system keyring encrypts it. It goes only to this URL.',
  weak: 'Postern stores it on this disk with weak protection, as you selected. It goes only to this URL.',
  memory: 'It stays in memory, goes only to this URL, and is gone when Postern quits.',
} satisfies Record<Protection, string>

/** Gives a key another name; what was selected stays selected. Throws a BridgeFailure. */
export async function renameKey({ profile, alias }: KeyInfo, to: string): Promise<void> {
  await call('keys:rename', { profile, key: alias, to })
}
