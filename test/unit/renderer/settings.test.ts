import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { bindingOf } from '../../../app/contract/binding.ts'
import { PRESETS, profileFor } from '../../../app/contract/presets.ts'
import { profileSchema, type Profile } from '../../../app/contract/profile.ts'
import { call, useBridge } from '../../../renderer/api/bridge.ts'
import { shownToast } from '../../../renderer/ui/toaster.ts'
import { freshId } from '../../../renderer/ui/freshId.ts'
import { applyEdits, PROFILE_FIELDS } from '../../../renderer/features/settings/profileFields.ts'
import { useNavigationStore } from '../../../renderer/features/window/navigation.ts'
import { useSessionStore } from '../../../renderer/features/window/session.ts'
import { useSettingsStore } from '../../../renderer/features/settings/settings.ts'
import type { KeptSecret } from '../operations/windowContext.ts'
import type { FakeBridge } from './fakeBridge.ts'
import { mainBridge } from './mainBridge.ts'

const AU = 'guardhouse-au'

function keyAt(profile: string, alias: string, origin: string): KeptSecret {
  return {
    profile,
    alias,
    secret: `${alias}-of-${profile}`,
    binding: bindingOf(profileFor(profile, profile, origin)),
  }
}

function appWith(): FakeBridge {
  const bridge = mainBridge({
    kept: [
      keyAt('sandbox', 'site-7', 'http://127.0.0.1'),
      keyAt('staging', 'mine', 'https://staging.example.com'),
    ],
  })
  useBridge(bridge)
  return bridge
}

async function started(): Promise<ReturnType<typeof useSettingsStore>> {
  appWith()
  await useSessionStore().start()
  return useSettingsStore()
}

function addStaging(settings: ReturnType<typeof useSettingsStore>): Promise<string | null> {
  settings.begin()
  settings.type('name', ' Staging ')
  settings.type('baseUrl', 'https://staging.example.com/')
  return settings.add()
}

const saved = (id: string): Profile | undefined =>
  useSessionStore().savedProfiles.find((profile) => profile.id === id)

beforeEach(() => {
  setActivePinia(createPinia())
})

afterEach(() => {
  useBridge(null)
})

describe('the fields of a profile', () => {
  it.each(PRESETS)('read and write $name without changing it', (profile) => {
    for (const field of PROFILE_FIELDS) expect(field.write(profile, field.read(profile))).toEqual(profile)
  })

  it('cover every value of the schema', () => {
    const leaves = (value: unknown, path: string): string[] =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.entries(value).flatMap(([name, inner]) =>
            leaves(inner, path === '' ? name : `${path}.${name}`),
          )
        : [path]
    const wanted = PRESETS.slice(0, 1)
      .flatMap((profile) => leaves(profile, ''))
      .filter((path) => path !== 'id')
    expect(PROFILE_FIELDS.map(({ path }) => path).sort()).toEqual(wanted.sort())
  })

  it('take seconds and megabytes, and keep milliseconds and bytes', () => {
    const [preset] = PRESETS
    if (!preset) throw new Error('no preset')
    const changed = applyEdits(preset, {
      'retry.backoffMs': '0.5, 3',
      'timeouts.idleMs': '1,5',
      'timeouts.totalMs': '2m',
      bodyCapBytes: '2',
      'token.tokenAt': ' data.token ',
    })
    expect(changed.retry.backoffMs).toEqual([500, 3000])
    expect(changed.timeouts).toMatchObject({ idleMs: 1500, totalMs: 120_000 })
    expect(changed.bodyCapBytes).toBe(2 * 1024 * 1024)
    expect(changed.token.tokenAt).toBe('data.token')
    expect(profileSchema.safeParse(changed).success).toBe(true)
  })
})

describe('a new profile’s id', () => {
  it.each([
    ['Staging', [], 'staging'],
    ['  My API (v2)! ', [], 'my-api-v2'],
    ['Staging', ['staging', 'staging-2'], 'staging-3'],
    ['漢字', [], 'api'],
  ])('of %s beside %s is %s', (name, taken, expected) => {
    expect(freshId(name, new Set(taken))).toBe(expected)
  })
})

describe('changing settings', () => {
  it('saves what was typed, and nothing before that', async () => {
    const settings = await started()
    settings.show(AU)
    settings.type('rate.mode', 'observe')
    settings.type('retry.backoffMs', '2, 5')
    expect(settings.isChanged).toBe(true)
    expect(saved(AU)).toBeUndefined()
    await settings.save()
    expect(saved(AU)).toMatchObject({ rate: { mode: 'observe' }, retry: { backoffMs: [2000, 5000] } })
    expect(settings.isChanged).toBe(false)
  })

  it('keeps what was typed for one profile while another is looked at, and discards it when told to', async () => {
    const settings = await started()
    settings.show(AU)
    settings.type('rate.limit', '30')
    settings.show('guardhouse-uk')
    expect(settings.isChanged).toBe(false)
    settings.show(AU)
    expect(settings.textOf('rate.limit')).toBe('30')
    settings.discard()
    expect(settings.textOf('rate.limit')).toBe('60')
  })

  it.each([
    ['rate.limit', '0', 'Give a number above 0.'],
    ['rate.limit', 'many', 'Give a whole number.'],
    ['retry.backoffMs', '1, -2', 'Give delays of 0 or more.'],
    ['timeouts.totalMs', '', 'Give a whole number.'],
    ['baseUrl', 'ftp://somewhere', 'Give a whole URL, for example https://api.example.com.'],
    ['token.path', 'token', 'Begin the path with a slash.'],
    ['name', ' ', 'Give a name.'],
  ])(
    'says at the field %s why “%s” is not taken, and keeps it there to mend',
    async (path, text, message) => {
      const settings = await started()
      settings.show(AU)
      settings.type(path, text)
      await settings.save()
      expect(settings.problems).toEqual({ [path]: message })
      expect(settings.textOf(path)).toBe(text)
      expect(saved(AU)).toBeUndefined()
    },
  )

  it('goes back to the preset', async () => {
    const settings = await started()
    settings.show(AU)
    settings.type('rate.limit', '30')
    await settings.save()
    expect(settings.isChangedPreset).toBe(true)
    await settings.reset()
    expect(settings.isChangedPreset).toBe(false)
    expect(settings.textOf('rate.limit')).toBe('60')
  })

  it('takes the way back to the preset back', async () => {
    const settings = await started()
    settings.show(AU)
    settings.type('token.path', '/v2/token')
    await settings.save()
    await settings.reset()
    expect(settings.textOf('token.path')).toBe('/api/token/request')
    shownToast.value?.undo?.()
    await vi.waitFor(() => {
      expect(settings.textOf('token.path')).toBe('/v2/token')
    })
  })

  it('has no preset to go back to for a profile of the user’s own', async () => {
    const settings = await started()
    await addStaging(settings)
    settings.type('token.path', '/v2/token')
    await settings.save()
    expect(settings.isChangedPreset).toBe(false)
    await settings.reset()
    expect(settings.textOf('token.path')).toBe('/v2/token')
  })

  it('never keeps the port that the sandbox had', async () => {
    const settings = await started()
    settings.show('sandbox')
    settings.type('timeouts.idleMs', '5')
    await settings.save()
    expect(saved('sandbox')).toMatchObject({ baseUrl: 'http://127.0.0.1', timeouts: { idleMs: 5000 } })
  })

  it('adds a profile, shows it, and removes it with its keys', async () => {
    const settings = await started()
    expect(await addStaging(settings)).toBe('staging')
    expect(settings.profile).toMatchObject({
      id: 'staging',
      name: 'Staging',
      baseUrl: 'https://staging.example.com',
    })
    await settings.remove()
    expect(saved('staging')).toBeUndefined()
    expect(useSessionStore().keys.map(({ alias }) => alias)).toEqual(['site-7'])
    expect(useNavigationStore().settingsProfile).toBeNull()
  })

  it('brings a removed profile back with its keys', async () => {
    const settings = await started()
    await addStaging(settings)
    await settings.remove()
    const removed = settings.removed
    expect(removed?.profile.id).toBe('staging')
    await settings.restore()
    expect(saved('staging')).toMatchObject({ baseUrl: 'https://staging.example.com' })
    expect(useSessionStore().keys.filter(({ profile }) => profile === 'staging').length).toBe(
      removed?.keys.length,
    )
    expect([settings.profile?.id, settings.removed]).toEqual(['staging', null])
  })

  it('says what is wrong with a new profile beside its own fields, and keeps what was typed', async () => {
    const settings = await started()
    settings.begin()
    settings.type('baseUrl', 'somewhere')
    expect(await settings.add()).toBeNull()
    expect(Object.keys(settings.problems)).toEqual(['baseUrl'])
    expect(settings.textOf('baseUrl')).toBe('somewhere')
  })

  it('names a new profile after its host, and begins one like another', async () => {
    const settings = await started()
    settings.begin()
    settings.type('baseUrl', 'https://staging.example.com:8443')
    settings.type('token.path', '/v2/token')
    const id = await settings.add()
    expect(saved(id ?? '')?.name).toBe('staging.example.com:8443')
    settings.begin(settings.profile)
    expect([settings.textOf('name'), settings.textOf('token.path')]).toEqual([
      'staging.example.com:8443 copy',
      '/v2/token',
    ])
  })

  it('takes over how a command logs in, and its host where that is another', async () => {
    const settings = await started()
    await addStaging(settings)
    const token = {
      ...profileFor('any', 'Any', 'https://any.example.com').token,
      path: '/v2/login',
      sendKeyIn: 'form',
      keyName: 'secret',
    } as const
    settings.takeLogin('https://other.example.com', token)
    expect(settings.draft).toMatchObject({ baseUrl: 'https://other.example.com', token })
    settings.discard()
    settings.takeLogin('https://staging.example.com', token)
    expect(settings.draft).toMatchObject({ baseUrl: 'https://staging.example.com', token })
    expect(saved('staging')?.token.path).toBe('/api/token/request')
  })

  it('chooses another profile when the one in use is removed', async () => {
    const settings = await started()
    const session = useSessionStore()
    await addStaging(settings)
    await session.selectProfile('staging')
    await settings.remove()
    expect(session.profileId).toBe('sandbox')
    expect(session.keyAlias).toBe('site-7')
  })
})

it('a profile named like what every object has is read, changed and saved as any other', async () => {
  const settings = await started()
  const odd = profileFor('constructor', 'Odd', 'https://odd.example.com')
  await call('settings:set', { profiles: [odd] })
  settings.show('constructor')
  expect([settings.textOf('name'), settings.isChanged, settings.edits.has('constructor')]).toEqual([
    'Odd',
    false,
    false,
  ])
  settings.type('name', 'Even')
  await settings.save()
  expect(saved('constructor')?.name).toBe('Even')
})
