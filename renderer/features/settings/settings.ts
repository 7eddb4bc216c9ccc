import { defineStore } from 'pinia'
import { computed, reactive, shallowRef, toRaw } from 'vue'
import { SANDBOX_PROFILE } from '../../../app/contract/names.ts'
import { PRESETS, profileFor } from '../../../app/contract/presets.ts'
import type { Profile } from '../../../app/contract/profile.ts'
import { call } from '../../api/bridge.ts'
import { toast } from '../../ui/toaster.ts'
import { useWork } from '../../ui/useWork.ts'
import { freshId } from '../../ui/freshId.ts'
import { applyEdits, PROFILE_FIELDS } from './profileFields.ts'
import { useNavigationStore } from '../window/navigation.ts'
import { useNoticesStore } from '../window/notices.ts'
import { useSessionStore } from '../window/session.ts'

type Texts = Record<string, string>

/** What is being changed in the settings, and what main said of it. */
export const useSettingsStore = defineStore('settings', () => {
  const notices = useNoticesStore()
  const session = useSessionStore()
  const navigation = useNavigationStore()
  /** The profile that was removed last, with the names of its keys that can come back for ten minutes. */
  const removed = shallowRef<{ readonly profile: Profile; readonly keys: readonly string[] } | null>(null)

  /** What was typed and is not saved yet, by profile and path. */
  const edits = reactive(new Map<string, Texts>())
  /** What is wrong, by path. `new.name` and `new.baseUrl` belong to the form for a new profile. */
  const problems = shallowRef<Readonly<Texts>>({})
  const { isBusy: isSaving, trouble, run } = useWork()

  const profile = computed(
    () => session.profileOf(navigation.settingsProfile ?? session.profileId) ?? session.profiles[0] ?? null,
  )
  const preset = computed(() => PRESETS.find(({ id }) => id === profile.value?.id) ?? null)
  const isChanged = computed(() => {
    const of = profile.value
    return of !== null && PROFILE_FIELDS.some((field) => textOf(field.path) !== field.read(of))
  })
  /** Whether the saved settings differ from those that the profile came with. */
  const isOwnSetting = computed(() => session.savedProfiles.some(({ id }) => id === profile.value?.id))

  function textOf(path: string): string {
    const of = profile.value
    if (of === null) return ''
    const field = PROFILE_FIELDS.find((each) => each.path === path)
    return edits.get(of.id)?.[path] ?? field?.read(of) ?? ''
  }

  function type(path: string, text: string): void {
    const of = profile.value
    if (of === null) return
    edits.set(of.id, { ...edits.get(of.id), [path]: text })
    problems.value = Object.fromEntries(Object.entries(problems.value).filter(([name]) => name !== path))
  }

  /** The page can name no file: the system asks for it. */
  async function chooseCaFile(): Promise<void> {
    await run(async () => {
      const { file } = await call('profiles:chooseCaFile', undefined)
      if (file !== null) type('caFile', file)
    })
  }

  function discard(): void {
    if (profile.value) edits.delete(profile.value.id)
    problems.value = {}
    trouble.value = null
  }

  function show(id: string): void {
    navigation.showProfile(id)
    problems.value = {}
    trouble.value = null
  }

  /** Saves the profiles, and says beside the field what main did not take. `place` leads to the changed one. */
  function put(saved: readonly Profile[], place: (path: string) => string | null): Promise<boolean> {
    problems.value = {}
    return run(
      () => call('settings:set', { profiles: saved.map((each) => structuredClone(toRaw(each))) }),
      (field) => {
        const path = place(field.path)
        if (path !== null) problems.value = { [path]: field.message }
        return path !== null
      },
    )
  }

  async function save(): Promise<void> {
    const of = profile.value
    if (of === null) return
    const next = settled(applyEdits(of, edits.get(of.id) ?? {}))
    if (!(await put([...others(of.id), next], fieldOf))) return
    edits.delete(of.id)
    toast('Settings saved')
  }

  function others(id: string): Profile[] {
    return session.savedProfiles.filter((saved) => saved.id !== id)
  }

  /** Back to what the profile came with. */
  async function reset(): Promise<void> {
    const of = profile.value
    if (of === null) return
    const initial = preset.value ? [] : [profileFor(of.id, of.name, of.baseUrl)]
    if (!(await put([...others(of.id), ...initial], fieldOf))) return
    edits.delete(of.id)
    toast(`${of.name} is as it came`)
  }

  /** Adds a profile for another address and shows it. Returns whether it was taken. */
  async function add(name: string, baseUrl: string): Promise<boolean> {
    const id = freshId(name, new Set(session.profiles.map((each) => each.id)))
    const added = profileFor(id, name.trim(), baseUrl.trim().replace(/\/+$/, ''))
    const isAdded = await put([...session.savedProfiles, added], (path) => {
      const inner = fieldOf(path)
      return inner === 'name' || inner === 'baseUrl' ? `new.${inner}` : null
    })
    if (isAdded) {
      show(id)
      toast(`Added ${added.name}`)
    }
    return isAdded
  }

  /** Removes a profile of the user's own, its keys first, so that none is left behind without it. */
  async function remove(): Promise<void> {
    const of = profile.value
    if (of === null || preset.value) return
    const held: string[] = []
    const areKeysGone = await run(async () => {
      for (const { alias } of session.keys.filter(({ profile: owner }) => owner === of.id)) {
        const { isHeld } = await call('keys:remove', { profile: of.id, key: alias })
        if (isHeld) held.push(alias)
      }
    })
    if (!areKeysGone || !(await put(others(of.id), fieldOf))) return
    edits.delete(of.id)
    navigation.showProfile(null)
    removed.value = { profile: of, keys: held }
    toast(`Removed ${of.name}`)
  }

  /** Brings back the profile that was removed last, and those of its keys that main still holds. */
  async function restore(): Promise<void> {
    if (removed.value === null) return
    const { profile: back, keys } = removed.value
    if (!(await put([...others(back.id), back], fieldOf))) return
    removed.value = null
    await notices.attempt(`${back.name} came back without all of its keys`, async () => {
      for (const key of keys) await call('keys:restore', { profile: back.id, key })
    })
    show(back.id)
    toast(`${back.name} is back`)
  }

  return {
    edits,
    problems,
    trouble,
    isSaving,
    profile,
    preset,
    isChanged,
    isOwnSetting,
    textOf,
    type,
    chooseCaFile,
    discard,
    show,
    save,
    reset,
    add,
    remove,
    removed,
    restore,
  }
})

/** From `profiles.2.retry.backoffMs.1` to `retry.backoffMs`, the field that shows it. */
function fieldOf(path: string): string | null {
  const inner = path.replace(/^profiles\.\d+\./, '')
  return PROFILE_FIELDS.find((each) => inner === each.path || inner.startsWith(`${each.path}.`))?.path ?? null
}

/** The sandbox has another address at each start: what is kept is only a placeholder. */
function settled(next: Profile): Profile {
  const placeholder = PRESETS.find(({ id }) => id === SANDBOX_PROFILE)?.baseUrl ?? next.baseUrl
  return next.id === SANDBOX_PROFILE ? { ...next, baseUrl: placeholder } : next
}
