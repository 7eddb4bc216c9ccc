import { defineStore } from 'pinia'
import { shallowRef } from 'vue'

export const ROOMS = ['history', 'keys'] as const
export type Room = (typeof ROOMS)[number]

export const DETAIL_TABS = ['diagnosis', 'envelope', 'attempts', 'request', 'response'] as const
export type DetailTab = (typeof DETAIL_TABS)[number]

/** A key that the key dialog asks for: its profile, and its name when that is settled. */
export interface KeyWish {
  readonly profile: string
  readonly alias: string | null
}

/** Where the user stands: the room, the tab, the dialog that is open, the field that wants the focus. */
export const useFrameStore = defineStore('frame', () => {
  const room = shallowRef<Room>('history')
  const tab = shallowRef<DetailTab>('diagnosis')
  const keyWish = shallowRef<KeyWish | null>(null)
  /** Changes with each wish, so that the same field can be wished for twice. */
  const focusWish = shallowRef<{ readonly field: 'key' | 'target' } | null>(null)

  function go(to: Room): void {
    room.value = to
  }

  function askForKey(profile: string, alias: string | null = null): void {
    keyWish.value = { profile, alias }
  }

  function closeKeyDialog(): void {
    keyWish.value = null
  }

  function focus(field: 'key' | 'target'): void {
    focusWish.value = { field }
  }

  return { room, tab, keyWish, focusWish, go, askForKey, closeKeyDialog, focus }
})
