import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { AppInfo, KeyInfo, Settings } from '../../../app/contract/calls.ts'
import type { Profile } from '../../../app/contract/profile.ts'
import type { Claims, TokenState } from '../../../app/contract/token.ts'
import type { WindowState } from '../../../app/contract/rateWindow.ts'
import { call, on } from '../../api/bridge.ts'
import { announce } from '../../ui/announcer.ts'
import { toUiError, type Async } from '../../api/async.ts'
import { useNoticesStore } from './notices.ts'

export interface KnownClaims {
  readonly claims: Claims
  /** Epoch ms; null for now. */
  readonly asOf: number | null
}

interface Loaded {
  readonly info: AppInfo
  readonly settings: Settings
  readonly profiles: readonly Profile[]
}

/** Who we are talking to, and as whom: profiles, keys, the selected pair with its window and token. */
export const useSessionStore = defineStore('session', () => {
  const notices = useNoticesStore()

  const loaded = shallowRef<Async<Loaded>>({ state: 'idle' })
  const keys = shallowRef<readonly KeyInfo[]>([])
  /** The key that was removed last, while that can be taken back. */
  const removedKey = shallowRef<{ readonly profile: string; readonly alias: string } | null>(null)
  const profileId = shallowRef('')
  const keyAlias = shallowRef<string | null>(null)
  const theme = shallowRef<Settings['theme']>('system')
  const rateWindow = shallowRef<WindowState | null>(null)
  /** What is known of the tokens of every key that was looked at or used since the start. */
  const tokens = shallowRef<ReadonlyMap<string, TokenState>>(new Map())
  /** The windows of every key that was looked at or used since the start. */
  const windows = shallowRef<ReadonlyMap<string, WindowState>>(new Map())

  const info = computed(() => (loaded.value.state === 'ready' ? loaded.value.value.info : null))
  const profiles = computed(() => (loaded.value.state === 'ready' ? loaded.value.value.profiles : []))
  /** The profiles as the settings hold them: those that differ from the presets, and further ones. */
  const savedProfiles = computed(() =>
    loaded.value.state === 'ready' ? loaded.value.value.settings.profiles : [],
  )
  const profile = computed(() => profileOf(profileId.value))
  const token = computed(() => (keyAlias.value === null ? null : tokenOf(profileId.value, keyAlias.value)))
  const keysOfProfile = computed(() => keys.value.filter((key) => key.profile === profileId.value))

  function profileOf(id: string): Profile | null {
    return profiles.value.find((candidate) => candidate.id === id) ?? null
  }

  /** Names of the keys of a profile that can be used now. */
  function readyKeysOf(id: string): string[] {
    return keys.value.flatMap((key) => (key.profile === id && key.state === 'ready' ? [key.alias] : []))
  }

  /** Names of the keys that an exchange could have been sent with, and was not. */
  function otherKeysFor({ profile, key }: { profile: string; key: string | null }): string[] {
    return readyKeysOf(profile).filter((alias) => alias !== key)
  }

  /** What a key may see, by its token, or by the last one that was seen; `asOf` is null for a token that is at hand. */
  function claimsOf(profileOfKey: string, alias: string): KnownClaims | null {
    const claims = tokenOf(profileOfKey, alias)?.claims
    if (claims) return { claims, asOf: null }
    return keys.value.find((key) => key.profile === profileOfKey && key.alias === alias)?.lastClaims ?? null
  }

  async function start(): Promise<void> {
    notices.start()
    on('window:changed', keepWindow)
    on('token:changed', keepToken)
    await load()
  }

  async function load(): Promise<void> {
    loaded.value = { state: 'loading' }
    try {
      const [info, settings, profileList, keyList] = await Promise.all([
        call('app:info', undefined),
        call('settings:get', undefined),
        call('profiles:list', undefined),
        call('keys:list', undefined),
      ])
      loaded.value = { state: 'ready', value: { info, settings, profiles: profileList } }
      keys.value = keyList
      notices.begin(info.notices)
      theme.value = settings.theme
      profileId.value = profileOf(settings.selected.profile)?.id ?? profileList[0]?.id ?? ''
      keyAlias.value = usableKey(settings.selected.key)
      // A request can be written and sent before it is known how full the window is.
      void readKeyState()
    } catch (error) {
      loaded.value = { state: 'failed', trouble: toUiError(error) }
    }
  }

  function keepToken(state: TokenState): void {
    const { profile: of, key: alias, claims } = state
    if (claims) {
      const lastClaims = { claims, asOf: Date.now() }
      keys.value = keys.value.map((key) =>
        key.profile === of && key.alias === alias ? { ...key, lastClaims } : key,
      )
    }
    tokens.value = new Map(tokens.value).set(`${state.profile} ${state.key}`, state)
  }

  function tokenOf(profileOfKey: string, alias: string): TokenState | null {
    return tokens.value.get(`${profileOfKey} ${alias}`) ?? null
  }

  function keepWindow(state: WindowState): void {
    windows.value = new Map(windows.value).set(`${state.profile} ${state.key}`, state)
    if (isSelected(state)) rateWindow.value = state
  }

  function isSelected(state: { profile: string; key: string }): boolean {
    return state.profile === profileId.value && state.key === keyAlias.value
  }

  function usableKey(wanted: string | null): string | null {
    const ready = readyKeysOf(profileId.value)
    return ready.find((alias) => alias === wanted) ?? ready[0] ?? null
  }

  async function readKeyState(): Promise<void> {
    rateWindow.value = null
    if (keyAlias.value === null) return
    const chosen = { profile: profileId.value, key: keyAlias.value }
    try {
      const [windowState, tokenState] = await Promise.all([
        call('window:state', chosen),
        call('token:state', chosen),
      ])
      keepWindow(windowState)
      keepToken(tokenState)
    } catch (error) {
      notices.report(error, 'The state of this key could not be read')
    }
  }

  async function select(newProfile: string, newKey: string | null): Promise<void> {
    profileId.value = newProfile
    keyAlias.value = newKey
    await Promise.all([
      readKeyState(),
      save({ selected: { profile: newProfile, key: newKey } }, 'The choice of profile and key is not kept'),
    ])
  }

  async function selectProfile(id: string): Promise<void> {
    profileId.value = id
    await select(id, usableKey(null))
  }

  async function setTheme(value: Settings['theme']): Promise<void> {
    theme.value = value
    await save({ theme: value }, 'The theme is not kept')
  }

  async function zoom(to: 'in' | 'out' | 'reset'): Promise<void> {
    try {
      const { percent } = await call('app:zoom', { to })
      announce(`Zoom ${percent} %`)
    } catch (error) {
      notices.report(error, 'The zoom stays as it is')
    }
  }

  async function save(change: Partial<Omit<Settings, 'version'>>, title: string): Promise<void> {
    try {
      await call('settings:set', change)
    } catch (error) {
      notices.report(error, title)
    }
  }

  /**
   * Reads them anew after they were changed by something else than a choice; all that is shown stays.
   * @throws {BridgeFailure} whoever asked shows it.
   */
  async function readProfilesAndKeys(): Promise<void> {
    const [settings, profileList, keyList] = await Promise.all([
      call('settings:get', undefined),
      call('profiles:list', undefined),
      call('keys:list', undefined),
    ])
    keys.value = keyList
    if (loaded.value.state !== 'ready') return
    loaded.value = { state: 'ready', value: { ...loaded.value.value, settings, profiles: profileList } }
  }

  /**
   * Saves the profiles that differ from the presets, and reads what follows from them.
   * @throws {BridgeFailure} the form that asked shows it.
   */
  async function saveProfiles(saved: readonly Profile[]): Promise<void> {
    await call('settings:set', { profiles: saved.map((each) => structuredClone(each)) })
    await readProfilesAndKeys()
    const isThere = profileOf(profileId.value) !== null
    const isKeyReady = usableKey(keyAlias.value) === keyAlias.value
    if (!isThere) await selectProfile(profiles.value[0]?.id ?? '')
    else if (keyAlias.value !== null && !isKeyReady) await select(profileId.value, usableKey(null))
    else await readKeyState()
  }

  /** @throws {BridgeFailure} the dialog that asked shows it. */
  async function enterKey(profileOfKey: string, alias: string, secret: string): Promise<void> {
    await call('keys:set', { profile: profileOfKey, key: alias, secret })
    keys.value = await call('keys:list', undefined)
    await select(profileOfKey, alias)
  }

  async function removeKey(profileOfKey: string, alias: string): Promise<void> {
    try {
      const { isHeld } = await call('keys:remove', { profile: profileOfKey, key: alias })
      removedKey.value = isHeld ? { profile: profileOfKey, alias } : null
      keys.value = await call('keys:list', undefined)
    } catch (error) {
      notices.report(error, `The key ${alias} is still there`)
      return
    }
    if (isSelected({ profile: profileOfKey, key: alias })) await select(profileOfKey, usableKey(null))
  }

  async function restoreKey(): Promise<void> {
    if (removedKey.value === null) return
    const { profile: owner, alias } = removedKey.value
    removedKey.value = null
    try {
      await call('keys:restore', { profile: owner, key: alias })
      keys.value = await call('keys:list', undefined)
      announce(`The key ${alias} is back`)
    } catch (error) {
      notices.report(error, `The key ${alias} was not brought back`)
    }
  }

  return {
    loaded,
    info,
    profiles,
    keys,
    profileId,
    keyAlias,
    profile,
    keysOfProfile,
    theme,
    rateWindow,
    token,
    tokenOf,
    claimsOf,
    windows,
    savedProfiles,
    start,
    load,
    profileOf,
    readyKeysOf,
    otherKeysFor,
    select,
    selectProfile,
    setTheme,
    zoom,
    readProfilesAndKeys,
    saveProfiles,
    enterKey,
    removeKey,
    removedKey,
    restoreKey,
  }
})
