import { z } from 'zod'
import type { Binding } from '../contract/binding.ts'
import { PosternError } from '../contract/errors.ts'
import { aliasSchema } from '../contract/keyName.ts'
import { keepingSchema, keyInfoSchema, keyOfSchema, keySecretSchema } from '../contract/keys.ts'
import { windowStateSchema } from '../contract/rateWindow.ts'
import { claimsSchema, tokenStateSchema } from '../contract/token.ts'
import type { WindowContext } from './context.ts'
import { changedKey, forgetKey, keepKey } from './keptKey.ts'
import { windowOperation } from './operation.ts'
import { profileNamed } from './profiles.ts'
import { listKeys, pushSession } from './sessionState.ts'

const NOWHERE: Binding = { origin: '', recipe: '' }

// Keys go in here and never come out: what is answered are names, states and the claims of a token.

export const keysList = windowOperation({
  name: 'keys:list',
  kind: 'read',
  summary: 'list the keys, without their secrets',
  output: z.array(keyInfoSchema),
  isAsTyped: true,
  run: listKeys,
})

export const keysSet = windowOperation({
  name: 'keys:set',
  kind: 'write',
  summary: 'keep a key',
  input: keyOfSchema.extend({ secret: keySecretSchema }),
  output: keyInfoSchema,
  isAsTyped: true,
  run: (context, { profile, key, secret }) =>
    keepKey(context, profileNamed(context.profiles(), profile), key, secret),
})

/** `isHeld`: for ten minutes the key can be restored. */
export const keysRemove = windowOperation({
  name: 'keys:remove',
  kind: 'write',
  summary: 'remove a key',
  input: keyOfSchema,
  output: z.strictObject({ isHeld: z.boolean() }),
  async run(context, { profile, key }) {
    const { vault, heldKeys, profiles, bindingOf } = context
    const of = profiles().find(({ id }) => id === profile)
    const binding = of ? bindingOf(of) : NOWHERE
    // One that is bound elsewhere, or locked, is removed all the same.
    const secret = await vault.get(profile, key, binding).catch(() => null)
    await vault.remove(profile, key)
    heldKeys.drop(removedKeys(context, profile, key).map(({ id }) => id))
    const owner = { profile, alias: key, binding }
    if (secret !== null)
      heldKeys.hold([{ reason: 'removed', secret, origin: binding.origin, owner, where: '' }])
    forgetKey(context, profile, key)
    await pushSession(context)
    return { isHeld: secret !== null }
  },
})

/** For the origin and the token recipe that the key was bound to. */
export const keysRestore = windowOperation({
  name: 'keys:restore',
  kind: 'write',
  summary: 'bring a removed key back',
  input: keyOfSchema,
  output: keyInfoSchema,
  isAsTyped: true,
  async run(context, { profile, key }) {
    const { vault, heldKeys } = context
    const held = removedKeys(context, profile, key).at(-1)
    if (!held?.owner) {
      throw new PosternError(
        'not-found',
        `The key ${key} is gone. Postern could restore it for 10 minutes.`,
        'Enter the key again.',
      )
    }
    if (vault.list(() => null).some((other) => other.profile === profile && other.alias === key))
      throw new PosternError(
        'bad-input',
        `There is a key named ${key} again.`,
        'Give that one another name first.',
      )
    await vault.set(profile, key, held.secret, held.owner.binding)
    heldKeys.drop([held.id])
    return changedKey(context, profile, key)
  },
})

/**
 * Takes a key over to where its profile leads now. That is confirmed in a dialog of the system's, out of the page's reach:
 * a page could have changed the profile to get hold of the key.
 */
export const keysUseHere = windowOperation({
  name: 'keys:useHere',
  kind: 'write',
  summary: 'use a key with the changed URL or token request of its profile',
  input: keyOfSchema,
  output: keyInfoSchema,
  isAsTyped: true,
  async run(context, { profile: id, key }) {
    const { vault, bindingOf, profiles, dialogs } = context
    const profile = profileNamed(profiles(), id)
    await vault.rebind(id, key, bindingOf(profile), () => dialogs.confirmKeyMove(key, profile))
    return changedKey(context, id, key)
  },
})

export const keysRename = windowOperation({
  name: 'keys:rename',
  kind: 'write',
  summary: 'give a key another name',
  input: keyOfSchema.extend({ to: aliasSchema }),
  output: keyInfoSchema,
  isAsTyped: true,
  async run(context, { profile, key, to }) {
    const { vault, sender, lastClaims, settings } = context
    await vault.rename(profile, key, to)
    sender.forget(profile, key)
    lastClaims.rename(profile, key, to)
    const { selected } = settings.get()
    // What was selected stays selected.
    if (selected.profile === profile && selected.key === key)
      await settings.set({ selected: { profile, key: to } })
    return changedKey(context, profile, to)
  },
})

export const keysKeeping = windowOperation({
  name: 'keys:keeping',
  kind: 'read',
  summary: 'show how Postern keeps keys',
  output: keepingSchema,
  run: ({ vault: { protection, storesWeakly } }) => ({ protection, storesWeakly }),
})

/** Storing weakly is confirmed in a dialog of the system's, out of the page's reach. */
export const keysStoreWeakly = windowOperation({
  name: 'keys:storeWeakly',
  kind: 'write',
  summary: 'store keys although nothing protects their password, or stop that',
  input: z.strictObject({ isWanted: z.boolean() }),
  output: keepingSchema,
  async run(context, { isWanted }) {
    const { vault, dialogs } = context
    // Going back protects better, and needs no confirmation.
    if (!isWanted || (await dialogs.confirmWeakStorage())) await vault.storeWeakly(isWanted)
    await pushSession(context)
    return { protection: vault.protection, storesWeakly: vault.storesWeakly }
  },
})

export const keysTest = windowOperation({
  name: 'keys:test',
  kind: 'send',
  summary: 'request a token with a key, and show its claims',
  input: keyOfSchema,
  output: claimsSchema.nullable(),
  run: ({ sender, profiles }, { profile, key }) => sender.exchangeKey(profileNamed(profiles(), profile), key),
})

export const windowState = windowOperation({
  name: 'window:state',
  kind: 'read',
  summary: 'show the rate window of a key',
  input: keyOfSchema,
  output: windowStateSchema,
  run: ({ sender, profiles }, { profile, key }) => sender.windowState(profileNamed(profiles(), profile), key),
})

export const tokenState = windowOperation({
  name: 'token:state',
  kind: 'read',
  summary: 'show the claims and the end of the token of a key',
  input: keyOfSchema,
  output: tokenStateSchema,
  run: ({ sender, profiles }, { profile, key }) => sender.tokenState(profileNamed(profiles(), profile), key),
})

function removedKeys({ heldKeys }: WindowContext, profile: string, key: string) {
  return heldKeys.list('removed').filter(({ owner }) => owner?.profile === profile && owner.alias === key)
}
