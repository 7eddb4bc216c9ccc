import type { KeyInfo } from '../contract/keys.ts'
import { WEBHOOK_SECRETS } from '../contract/names.ts'
import type { SessionState } from '../contract/session.ts'
import type { WindowContext } from './context.ts'

/** The keys of the vault with what their last tokens said. */
export function listKeys({ vault, profiles, bindingOf, lastClaims, redactor }: WindowContext): KeyInfo[] {
  const bindings = new Map(profiles().map((profile) => [profile.id, bindingOf(profile)]))
  return vault
    .list((profile) => bindings.get(profile) ?? null)
    .filter(({ profile }) => profile !== WEBHOOK_SECRETS)
    .map((kept) => ({ ...kept, lastClaims: redactor.value(lastClaims.of(kept.profile, kept.alias)) }))
}

/**
 * Settings, profiles and keys as they are now, with rate window and token of the selected key. What the page typed of it is
 * as it was typed, and the rest is without secrets.
 */
export function sessionState(context: WindowContext): SessionState {
  const { sender, redactor } = context
  const settings = context.settings.get()
  const profiles = context.profiles()
  const { profile: id, key } = settings.selected
  const profile = profiles.find((candidate) => candidate.id === id)
  return {
    info: redactor.value({ ...context.info(), notices: context.notices.list() }),
    settings,
    profiles,
    keys: listKeys(context),
    rateWindow: profile && key !== null ? sender.windowState(profile, key) : null,
    token: profile && key !== null ? redactor.value(sender.tokenState(profile, key)) : null,
  }
}

/** Tells the page of changed settings, profiles or keys. */
export async function pushSession(context: WindowContext): Promise<void> {
  await settleSelection(context)
  context.notify('session:changed', sessionState(context))
}

/**
 * A selected profile or key that is not there any more, or cannot be used, makes room for the first that can. A key comes
 * back to its place once it can be used again, unless another one was selected meanwhile.
 */
async function settleSelection(context: WindowContext): Promise<void> {
  const { settings, profiles, vault, bindingOf, displaced } = context
  const { selected } = settings.get()
  const all = profiles()
  const profile = all.find(({ id }) => id === selected.profile) ?? all[0]
  if (!profile) return
  const kept = vault
    .list((id) => (id === profile.id ? bindingOf(profile) : null))
    .filter((key) => key.profile === profile.id)
  const ready = kept.filter(({ state }) => state === 'ready').map(({ alias }) => alias)
  const select = (key: string | null) => settings.set({ selected: { profile: profile.id, key } })
  const isUntouched = displaced?.profile === selected.profile && displaced.by === selected.key
  if (!isUntouched) context.displaced = null
  else if (ready.includes(displaced.key)) {
    context.displaced = null
    await select(displaced.key)
    return
  }
  const isSame = profile.id === selected.profile
  if (isSame && (selected.key === null || ready.includes(selected.key))) return
  const by = ready[0] ?? null
  const wasMoved = isSame && kept.some(({ alias, state }) => alias === selected.key && state === 'moved')
  if (wasMoved && selected.key !== null) context.displaced = { profile: profile.id, key: selected.key, by }
  await select(by)
}
