import type { KeyInfo } from '../contract/keys.ts'
import type { Profile } from '../contract/profile.ts'
import type { WindowContext } from './context.ts'
import { listKeys, pushSession } from './sessionState.ts'

/** Keeps a key for where its profile leads now. */
export async function keepKey(
  context: WindowContext,
  profile: Profile,
  key: string,
  secret: string,
): Promise<KeyInfo> {
  await context.vault.set(profile.id, key, secret, context.bindingOf(profile))
  forgetKey(context, profile.id, key)
  return changedKey(context, profile.id, key)
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
