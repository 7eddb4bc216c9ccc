import { defineStore } from 'pinia'
import { computed, reactive, shallowRef, toRaw } from 'vue'
import { SANDBOX_PROFILE } from '../../../app/contract/names.ts'
import { PRESETS, profileFor } from '../../../app/contract/presets.ts'
import type { Profile } from '../../../app/contract/profile.ts'
import { originOf, pathBelow, splitUrl } from '../../../app/contract/url.ts'
import { call } from '../../api/bridge.ts'
import { toast } from '../../ui/toaster.ts'
import { useWork } from '../../ui/useWork.ts'
import { freshId } from '../../ui/freshId.ts'
import { applyEdits, fieldOf, PROFILE_FIELDS } from './profileFields.ts'
import { useNavigationStore } from '../window/navigation.ts'
import { useNoticesStore } from '../window/notices.ts'
import { useSessionStore } from '../window/session.ts'

type Texts = Record<string, string>

/** Stands for a profile that is not saved yet. */
const NEW_PROFILE = 'new-profile'

/** What is being changed in the settings, and what main said of it. */
export const useSettingsStore = defineStore('settings', () => {
  const notices = useNoticesStore()
  const session = useSessionStore()
  const navigation = useNavigationStore()
  /** The profile that was removed last, with the names of its keys that can come back for ten minutes. */
  const removed = shallowRef<{ readonly profile: Profile; readonly keys: readonly string[] } | null>(null)

  /** What was typed and is not saved yet, by profile and path. */
  const edits = reactive(new Map<string, Texts>())
  /** What is wrong, by path. */
  const problems = shallowRef<Readonly<Texts>>({})
  const { isBusy: isSaving, trouble, run } = useWork()

  /** What a profile that is being added begins with. */
  const begun = shallowRef<Profile>(profileFor(NEW_PROFILE, '', ''))
  /** Keys that a token request of the form has worked with, by profile. */
  const tried = new Map<string, Set<string>>()

  const profile = computed(() => {
    if (navigation.settingsPage === 'new') return begun.value
    return session.profileOf(navigation.settingsProfile ?? session.profileId) ?? session.profiles[0] ?? null
  })
  /** The profile as it stands in the form. */
  const draft = computed(() => profile.value && applyEdits(profile.value, edits.get(profile.value.id) ?? {}))
  const preset = computed(() => PRESETS.find(({ id }) => id === profile.value?.id) ?? null)
  const isChanged = computed(() => {
    const of = profile.value
    return of !== null && PROFILE_FIELDS.some((field) => textOf(field.path) !== field.read(of))
  })
  /** Whether the saved settings of a preset differ from those that it came with. */
  const isChangedPreset = computed(
    () => preset.value !== null && session.savedProfiles.some(({ id }) => id === profile.value?.id),
  )

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

  /** Saves the profiles, and says beside the field what main did not take. */
  function put(saved: readonly Profile[]): Promise<boolean> {
    problems.value = {}
    return run(
      () => call('settings:set', { profiles: saved.map((each) => structuredClone(toRaw(each))) }),
      showProblem,
    )
  }

  /** Says beside its field what main did not take; false where no field shows it. */
  function showProblem(field: { readonly path: string; readonly message: string }): boolean {
    const path = fieldOf(field.path)
    if (path !== null) problems.value = { [path]: field.message }
    return path !== null
  }

  /** Sets the token request as a command has it, and the address where that is another. */
  function takeLogin(baseUrl: string, token: Profile['token']): void {
    const of = draft.value
    if (of === null) return
    const isHere = originOf(of.baseUrl) === baseUrl
    const path = isHere ? (pathBelow(baseUrl + token.path, of.baseUrl) ?? token.path) : token.path
    const next = { ...of, baseUrl: isHere ? of.baseUrl : baseUrl, token: { ...token, path } }
    for (const { path: name, read } of PROFILE_FIELDS)
      if (name === 'baseUrl' || name.startsWith('token.')) type(name, read(next))
  }

  function noteTried(id: string, alias: string): void {
    tried.set(id, new Set(tried.get(id)).add(alias))
  }

  /** Keys that were tried with the token request go on with it: the user has agreed to that. */
  async function bringTriedKeys(id: string): Promise<void> {
    const aliases = tried.get(id) ?? new Set()
    tried.delete(id)
    for (const { profile: owner, alias, state } of session.keys)
      if (owner === id && state === 'moved' && aliases.has(alias))
        await notices.attempt(`The key ${alias} does not apply here`, () =>
          call('keys:useHere', { profile: id, key: alias }),
        )
  }

  async function save(): Promise<void> {
    const of = profile.value
    if (of === null) return
    const next = settled(applyEdits(of, edits.get(of.id) ?? {}))
    if (!(await put([...others(of.id), next]))) return
    edits.delete(of.id)
    await bringTriedKeys(of.id)
    toast('Settings saved')
  }

  function others(id: string): Profile[] {
    return session.savedProfiles.filter((saved) => saved.id !== id)
  }

  /** Back to what a preset came with. */
  async function reset(): Promise<void> {
    const of = session.savedProfiles.find(({ id }) => id === profile.value?.id)
    if (of === undefined || preset.value === null) return
    if (!(await put(others(of.id)))) return
    edits.delete(of.id)
    toast(`${of.name} is as it came`, () => void put([...others(of.id), of]))
  }

  /** Begins a new profile, empty or like another. */
  function begin(like: Profile | null = null): void {
    begun.value = like
      ? { ...like, id: NEW_PROFILE, name: `${like.name} copy` }
      : profileFor(NEW_PROFILE, '', '')
    edits.delete(NEW_PROFILE)
    problems.value = {}
    trouble.value = null
    navigation.openNewProfile()
  }

  function leaveNew(): void {
    edits.delete(NEW_PROFILE)
    show(session.profileId)
  }

  /** Adds the profile that was begun. Returns its id; null when it was not taken. */
  async function add(): Promise<string | null> {
    const of = draft.value
    if (of === null) return null
    const name = of.name || splitUrl(of.baseUrl).authority || 'API'
    const id = freshId(name, new Set(session.profiles.map((each) => each.id)))
    if (!(await put([...session.savedProfiles, { ...of, id, name }]))) return null
    edits.delete(NEW_PROFILE)
    show(id)
    toast(`Added ${name}`)
    return id
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
    if (!areKeysGone || !(await put(others(of.id)))) return
    edits.delete(of.id)
    navigation.showProfile(null)
    removed.value = { profile: of, keys: held }
    toast(`Removed ${of.name}`)
  }

  /** Brings back the profile that was removed last, and those of its keys that main still holds. */
  async function restore(): Promise<void> {
    if (removed.value === null) return
    const { profile: back, keys } = removed.value
    if (!(await put([...others(back.id), back]))) return
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
    isChangedPreset,
    draft,
    textOf,
    type,
    chooseCaFile,
    discard,
    show,
    save,
    reset,
    begin,
    leaveNew,
    add,
    showProblem,
    takeLogin,
    noteTried,
    remove,
    removed,
    restore,
  }
})

/** The sandbox has another address at each start: what is kept is only a placeholder. */
function settled(next: Profile): Profile {
  const placeholder = PRESETS.find(({ id }) => id === SANDBOX_PROFILE)?.baseUrl ?? next.baseUrl
  return next.id === SANDBOX_PROFILE ? { ...next, baseUrl: placeholder } : next
}
