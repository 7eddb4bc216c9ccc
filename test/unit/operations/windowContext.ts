import { isDeepStrictEqual } from 'node:util'
import { bindingOf, type Binding } from '../../../app/contract/binding.ts'
import type { KeptKey } from '../../../app/contract/keys.ts'
import { PRESETS } from '../../../app/contract/presets.ts'
import type { Profile } from '../../../app/contract/profile.ts'
import type { WindowContext } from '../../../app/operations/context.ts'
import { createRedactor } from '../../../app/recorder/redact.ts'
import { createHeldSecrets } from '../../../app/session/heldSecrets.ts'
import { DEFAULT_SETTINGS } from '../../../app/settings/settings.ts'
import { createFakeClock } from '../../fixtures/fakeClock.ts'

export interface KeptSecret {
  profile: string
  alias: string
  /** Null: it is locked. */
  secret: string | null
  binding: Binding
}

/** A context with keys, settings and held keys in memory, and what was pushed to the page. */
export function contextWithKeys({ saved = [], kept = [] }: { saved?: Profile[]; kept?: KeptSecret[] } = {}) {
  const clock = createFakeClock()
  const keys: KeptSecret[] = [...kept]
  const pushed: { name: string; payload: unknown }[] = []
  let settings = { ...DEFAULT_SETTINGS, profiles: saved }
  const heldKeys = createHeldSecrets(clock)
  const find = (profile: string, alias: string) =>
    keys.find((key) => key.profile === profile && key.alias === alias)
  const parts: Partial<WindowContext> = {
    heldKeys,
    profiles: () => withPresets(settings.profiles),
    bindingOf,
    redactor: createRedactor(() => []),
    settings: {
      get: () => settings,
      set: (part) => {
        settings = { ...settings, ...JSON.parse(JSON.stringify(part)) }
        return Promise.resolve(settings)
      },
    },
    notify: (name, payload) => pushed.push({ name, payload }),
    info: () => ({
      version: '1',
      electron: '33',
      platform: 'linux',
      protection: 'memory',
      dataFolder: '/data',
    }),
    notices: { list: () => [], dismiss: () => undefined },
    lastClaims: { of: () => null, forget: () => undefined, rename: () => undefined },
    // Only what keys ask of it.
    sender: { forget: () => undefined, windowState: () => null, tokenState: () => null } as never,
    vault: {
      protection: 'memory',
      storesWeakly: false,
      list: (bindingNow) =>
        keys.map(({ profile, alias, binding }): KeptKey => ({
          profile,
          alias,
          state: isDeepStrictEqual(binding, bindingNow(profile)) ? 'ready' : 'moved',
          kept: 'memory',
          boundTo: null,
          builtIn: false,
          note: null,
        })),
      get: (profile, alias) => {
        const found = find(profile, alias)
        return found?.secret === null
          ? Promise.reject(new Error('It is locked.'))
          : Promise.resolve(found?.secret ?? null)
      },
      set: (profile, alias, secret, binding) => {
        keys.push({ profile, alias, secret, binding })
        return Promise.resolve()
      },
      remove: (profile, alias) => {
        const found = find(profile, alias)
        if (found) keys.splice(keys.indexOf(found), 1)
        return Promise.resolve()
      },
      rename: () => Promise.resolve(),
      async rebind(profile, alias, binding, confirm) {
        const found = find(profile, alias)
        if (found && (await confirm())) found.binding = binding
      },
      lend: (profile, alias) => Promise.resolve(find(profile, alias)?.secret ?? ''),
      storeWeakly: () => Promise.resolve(),
      secrets: () => keys.flatMap(({ secret }) => secret ?? []),
    },
  }
  return { context: parts as WindowContext, clock, keys, heldKeys, pushed, settings: () => settings }
}

function withPresets(saved: readonly Profile[]): Profile[] {
  const presets = PRESETS.map((preset) => saved.find(({ id }) => id === preset.id) ?? preset)
  return [...presets, ...saved.filter(({ id }) => PRESETS.every((preset) => preset.id !== id))]
}
