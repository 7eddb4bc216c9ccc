import { defineStore } from 'pinia'
import { shallowRef } from 'vue'

export const ROOMS = [
  'history',
  'problems',
  'capture',
  'check',
  'webhooks',
  'keys',
  'sandbox',
  'catalog',
  'settings',
] as const
export type Room = (typeof ROOMS)[number]

export const DETAIL_TABS = ['diagnosis', 'body', 'attempts', 'request'] as const
export type DetailTab = (typeof DETAIL_TABS)[number]

/** What lies above the window until it is closed. */
export type Overlay = 'palette' | 'shortcuts' | 'use-key' | 'paste'

/** A key that the key dialog asks for: its profile, and its name when that is settled. */
export interface KeyRequest {
  readonly profile: string
  readonly alias: string | null
}

export type FocusField =
  | 'key'
  | 'target'
  | 'parameter'
  | 'header'
  | 'body'
  | 'filter'
  | 'search'
  | 'note'
  | 'list'
  | 'paste'
  | 'setting'

/** Every other field of the history is hidden in a small window that shows an exchange alone. */
const STAND_WITH_READING: ReadonlySet<FocusField> = new Set(['note', 'list'])

/** The groups of the settings of a profile. */
export type FieldGroupId = 'address' | 'token' | 'retry' | 'rate' | 'timeouts' | 'responses'

/** Where the user stands: the room, the tab, the dialog that is open, the field that wants the focus. */
export const useNavigationStore = defineStore('navigation', () => {
  const room = shallowRef<Room>('history')
  const tab = shallowRef<DetailTab>('diagnosis')
  const keyRequest = shallowRef<KeyRequest | null>(null)
  const overlay = shallowRef<Overlay | null>(null)
  /** Changes with each request, so that the same field can be asked for twice. */
  const focusRequest = shallowRef<{ readonly field: FocusField; readonly name: string } | null>(null)
  /** The entry that the catalog shows, such as `status:403`. */
  const catalogEntry = shallowRef('status:403')
  /** The profile that the settings show; null for the one in use. */
  const settingsProfile = shallowRef<string | null>(null)
  /** Which settings are shown: those of a profile, of one that is being added, or of the whole app. */
  const settingsPage = shallowRef<'profile' | 'new' | 'app'>('profile')

  /** Whether a window that is too narrow for both shows the exchange that is read instead of the list. */
  const isReading = shallowRef(false)

  /** Counts how often a room was gone to from the keyboard. */
  const entries = shallowRef(0)

  function go(to: Room): void {
    room.value = to
  }

  /** Goes to a room with the focus. */
  function enter(to: Room): void {
    room.value = to
    entries.value += 1
  }

  function lookUp(entry: string): void {
    catalogEntry.value = entry
    room.value = 'catalog'
  }

  function read(isShown = true): void {
    isReading.value = isShown
  }

  function showTab(which: DetailTab): void {
    tab.value = which
  }

  /** `part` is one of theirs, such as `updates`. */
  function openAppSettings(part: string | null = null): void {
    settingsPage.value = 'app'
    room.value = 'settings'
    if (part !== null) request('setting', part)
  }

  /** Of which profile the settings are; null for the one in use. */
  function showProfile(id: string | null): void {
    settingsPage.value = 'profile'
    settingsProfile.value = id
  }

  /** `place` is a group of the profile's settings, or the path of one of them. */
  function openSettings(profile: string | null, place: string | null = null): void {
    showProfile(profile)
    room.value = 'settings'
    if (place !== null) request('setting', place)
  }

  function openNewProfile(): void {
    settingsPage.value = 'new'
    room.value = 'settings'
  }

  function askForKey(profile: string, alias: string | null = null): void {
    keyRequest.value = { profile, alias }
  }

  function closeKeyDialog(): void {
    keyRequest.value = null
  }

  function open(which: Overlay): void {
    overlay.value = which
  }

  /** A dialog tells of its end late: by then another may be open. */
  function closeOverlay(which: Overlay): void {
    if (overlay.value === which) overlay.value = null
  }

  /** `name` is that of the parameter, the header, or the field of the body. All these fields are in the history. */
  function focus(field: FocusField, name = ''): void {
    room.value = 'history'
    if (!STAND_WITH_READING.has(field)) read(false)
    focusRequest.value = { field, name }
  }

  /** As `focus`, for a field that is not in the history. */
  function request(field: FocusField, name = ''): void {
    focusRequest.value = { field, name }
  }

  /** The name of what is asked for in that field, once; null when nobody asks for it. */
  function takeFocusRequest(field: FocusField): string | null {
    if (focusRequest.value?.field !== field) return null
    const { name } = focusRequest.value
    focusRequest.value = null
    return name
  }

  return {
    room,
    tab,
    keyRequest,
    overlay,
    focusRequest,
    catalogEntry,
    settingsProfile,
    settingsPage,
    isReading,
    entries,
    go,
    enter,
    lookUp,
    read,
    showTab,
    openAppSettings,
    showProfile,
    openSettings,
    openNewProfile,
    askForKey,
    closeKeyDialog,
    open,
    closeOverlay,
    focus,
    request,
    takeFocusRequest,
  }
})
