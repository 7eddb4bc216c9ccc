import type { KeyInfo } from '../contract/keys.ts'
import type { WindowContext } from './context.ts'
import { listKeys, pushSession } from './sessionState.ts'

/** A key that has just been kept. */
export function keptKey(context: WindowContext, profile: string, key: string): Promise<KeyInfo> {
  forgetKey(context, profile, key)
  return changedKey(context, profile, key)
}

/** Whatever was known of a key by this name was of another one. */
export function forgetKey({ sender, lastClaims }: WindowContext, profile: string, key: string): void {
  sender.forget(profile, key)
  lastClaims.forget(profile, key)
}

/** Tells the page of the keys as they are now, and gives back the one that was changed. */
export async function changedKey(context: WindowContext, profile: string, key: string): Promise<KeyInfo> {
  const found = listKeys(context).find((entry) => entry.profile === profile && entry.alias === key)
  if (!found) throw new Error('A key that was just kept is not in the list')
  await pushSession(context)
  return found
}
