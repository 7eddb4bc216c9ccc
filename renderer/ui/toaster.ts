import { readonly, shallowRef } from 'vue'
import { announce } from './announcer.ts'

/** A few words on what was just done, seen for a while. */
interface Toast {
  readonly text: string
  /** Takes back what was done; null where nothing can. */
  readonly undo: (() => void) | null
}

const shown = shallowRef<Toast | null>(null)

/** What the page shows now; null for nothing. */
export const shownToast = readonly(shown)

/** Says what was done, to the eye and to screen readers, without moving the focus. What was said before makes room. */
export function toast(text: string, undo: (() => void) | null = null): void {
  announce(undo ? `${text}. It can be undone.` : text)
  shown.value = { text, undo }
}

export function dismissToast(): void {
  shown.value = null
}
