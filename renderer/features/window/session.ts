import { defineStore } from 'pinia'
import { computed, shallowRef, type ComputedRef, type ShallowRef } from 'vue'
import type { KeyInfo } from '../../../app/contract/keys.ts'
import type { Profile } from '../../../app/contract/profile.ts'
import type { WindowState } from '../../../app/contract/rateWindow.ts'
import type { SessionState } from '../../../app/contract/session.ts'
import type { Settings } from '../../../app/contract/settings.ts'
import type { Claims, TokenState } from '../../../app/contract/token.ts'
import { call, on } from '../../api/bridge.ts'
import { settle, type Async } from '../../api/async.ts'
import { announce } from '../../ui/announcer.ts'
import { onComputerSleep, steadyTime } from '../../ui/steadyTime.ts'
import { useNoticesStore } from './notices.ts'

interface KnownClaims {
  readonly claims: Claims
  /** Epoch ms; null for now. */
  readonly asOf: number | null
}

/** Who Postern talks to, and as whom: profiles, keys, the selected pair with its rate window and token. */
export const useSessionStore = defineStore('session', () => {
  const notices = useNoticesStore()
  const loaded = shallowRef<Async<SessionState>>({ state: 'idle' })
  const profileId = shallowRef('')
  const keyAlias = shallowRef<string | null>(null)
  const theme = shallowRef<Settings['theme']>('system')

  const views = viewsOf(loaded, profileId)
  const states = createKeyStates(loaded, views.keys)
  const rateWindow = computed(() =>
    keyAlias.value === null ? null : states.windowOf(profileId.value, keyAlias.value),
  )
  const token = computed(() =>
    keyAlias.value === null ? null : states.tokenOf(profileId.value, keyAlias.value),
  )

  async function start(): Promise<void> {
    notices.start()
    on('computer:sleep', onComputerSleep)
    on('window:changed', states.keepWindow)
    on('token:changed', states.keepToken)
    on('session:changed', take)
    await load()
  }

  async function load(): Promise<void> {
    loaded.value = { state: 'loading' }
    const found = await settle(call('session:get', undefined))
    if (found.state === 'failed') {
      loaded.value = found
      return
    }
    const state = found.value
    take(state)
    notices.begin(state.info.notices)
    theme.value = state.settings.theme
    profileId.value = views.profileOf(profileId.value)?.id ?? state.profiles[0]?.id ?? ''
    keyAlias.value = usableKey(keyAlias.value)
  }

  /** Takes in what main says now; main chooses another profile or key where the selected one is gone. */
  function take(state: SessionState): void {
    loaded.value = { state: 'ready', value: state }
    const { selected } = state.settings
    profileId.value = selected.profile
    keyAlias.value = selected.key
    if (state.rateWindow) states.keepWindow(state.rateWindow)
    if (state.token) states.keepToken(state.token)
  }

  function usableKey(wanted: string | null): string | null {
    const ready = views.readyKeysOf(profileId.value)
    return ready.find((alias) => alias === wanted) ?? ready[0] ?? null
  }

  async function select(newProfile: string, newKey: string | null): Promise<void> {
    profileId.value = newProfile
    keyAlias.value = newKey
    await save(
      { selected: { profile: newProfile, key: newKey } },
      'Postern did not keep the selected profile and key',
    )
  }

  async function selectProfile(id: string): Promise<void> {
    profileId.value = id
    await select(id, usableKey(null))
  }

  async function setTheme(value: Settings['theme']): Promise<void> {
    theme.value = value
    await save({ theme: value }, 'Postern did not keep the theme')
  }

  async function zoom(to: 'in' | 'out' | 'reset'): Promise<void> {
    await notices.attempt('The zoom stays unchanged', async () => {
      const { percent } = await call('app:zoom', { to })
      announce(`Zoom ${percent} %`)
    })
  }

  async function save(change: Partial<Pick<Settings, 'selected' | 'theme'>>, title: string): Promise<void> {
    await notices.attempt(title, () => call('settings:set', change))
  }

  return {
    loaded,
    ...views,
    profileId,
    keyAlias,
    theme,
    rateWindow,
    token,
    tokenOf: states.tokenOf,
    claimsOf: states.claimsOf,
    windowOf: states.windowOf,
    windows: states.windows,
    ...createKeyActions({ select }),
    start,
    load,
    select,
    selectProfile,
    setTheme,
    zoom,
  }
})

/** What is shown of the session's state. */
function viewsOf(loaded: ShallowRef<Async<SessionState>>, profileId: ShallowRef<string>) {
  const state = computed(() => (loaded.value.state === 'ready' ? loaded.value.value : null))
  const info = computed(() => state.value?.info ?? null)
  const profiles = computed<readonly Profile[]>(() => state.value?.profiles ?? [])
  const keys = computed<readonly KeyInfo[]>(() => state.value?.keys ?? [])
  /** The profiles as the settings hold them: those that differ from the presets, and further ones. */
  const savedProfiles = computed<readonly Profile[]>(() => state.value?.settings.profiles ?? [])
  const profile = computed(() => profileOf(profileId.value))
  const keysOfProfile = computed(() => keys.value.filter((key) => key.profile === profileId.value))

  function profileOf(id: string): Profile | null {
    return profiles.value.find((candidate) => candidate.id === id) ?? null
  }

  /** Names of the keys of a profile that can be used now. */
  function readyKeysOf(id: string): string[] {
    return keys.value.flatMap((key) => (key.profile === id && key.state === 'ready' ? [key.alias] : []))
  }

  /** Names of the keys that an exchange could have been sent with, and was not. */
  function otherKeysFor(exchange: { profile: string; key: string | null }): string[] {
    return readyKeysOf(exchange.profile).filter((alias) => alias !== exchange.key)
  }

  return { info, profiles, keys, savedProfiles, profile, keysOfProfile, profileOf, readyKeysOf, otherKeysFor }
}

/** Rate windows and tokens of every key that was looked at or used since the start. Their times are steady ones. */
function createKeyStates(loaded: ShallowRef<Async<SessionState>>, keys: ComputedRef<readonly KeyInfo[]>) {
  const tokens = shallowRef<ReadonlyMap<string, TokenState>>(new Map())
  const windows = shallowRef<ReadonlyMap<string, WindowState>>(new Map())
  const nameOf = (profile: string, key: string) => `${profile} ${key}`

  function keepToken(state: TokenState): void {
    const { profile, key: alias, claims } = state
    const expiresAt = state.expiresAt === null ? null : steadyTime(state.expiresAt)
    tokens.value = new Map(tokens.value).set(nameOf(profile, alias), { ...state, expiresAt })
    if (!claims || loaded.value.state !== 'ready') return
    const lastClaims = { claims, asOf: Date.now() }
    const renewed = keys.value.map((key) =>
      key.profile === profile && key.alias === alias ? { ...key, lastClaims } : key,
    )
    loaded.value = { state: 'ready', value: { ...loaded.value.value, keys: renewed } }
  }

  function keepWindow(state: WindowState): void {
    const [startsAt, resetsAt] = [steadyTime(state.startsAt), steadyTime(state.resetsAt)]
    windows.value = new Map(windows.value).set(nameOf(state.profile, state.key), {
      ...state,
      startsAt,
      resetsAt,
    })
  }

  function tokenOf(profile: string, key: string): TokenState | null {
    return tokens.value.get(nameOf(profile, key)) ?? null
  }

  function windowOf(profile: string, key: string): WindowState | null {
    return windows.value.get(nameOf(profile, key)) ?? null
  }

  /** What a key may see, by its token, or by the last one that was seen; `asOf` is null for a token that is at hand. */
  function claimsOf(profile: string, alias: string): KnownClaims | null {
    const claims = tokenOf(profile, alias)?.claims
    if (claims) return { claims, asOf: null }
    return keys.value.find((key) => key.profile === profile && key.alias === alias)?.lastClaims ?? null
  }

  return { windows, keepToken, keepWindow, tokenOf, windowOf, claimsOf }
}

/** What is done to keys; main tells of the keys as they are then. */
function createKeyActions({ select }: { select(profile: string, key: string | null): Promise<void> }) {
  const notices = useNoticesStore()
  /** The key that was removed last, while that can be taken back. */
  const removedKey = shallowRef<{ readonly profile: string; readonly alias: string } | null>(null)

  /** @throws {BridgeFailure} the dialog that asked shows it. */
  async function enterKey(profile: string, alias: string, secret: string): Promise<void> {
    await call('keys:set', { profile, key: alias, secret })
    await select(profile, alias)
  }

  async function removeKey(profile: string, alias: string): Promise<void> {
    await notices.attempt(`The key ${alias} is still there`, async () => {
      const { isHeld } = await call('keys:remove', { profile, key: alias })
      removedKey.value = isHeld ? { profile, alias } : null
    })
  }

  async function restoreKey(): Promise<void> {
    if (removedKey.value === null) return
    const { profile, alias } = removedKey.value
    removedKey.value = null
    await notices.attempt(`The key ${alias} was not brought back`, async () => {
      await call('keys:restore', { profile, key: alias })
      announce(`The key ${alias} is back`)
    })
  }

  return { removedKey, enterKey, removeKey, restoreKey }
}
