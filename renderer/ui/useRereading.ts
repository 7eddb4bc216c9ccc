import { useDocumentVisibility } from '@vueuse/core'
import { watch, type Ref } from 'vue'

/** Clocks are set and computers sleep: however long it is still good, the clock is looked at as often as this. */
const LOOK_MS = 60_000

/**
 * Reads again what time makes out of date, while the window can be seen; times are epoch ms.
 * @param outdatedAt when what is read at a time is out of date; null for never
 * @returns to be called when it was read
 */
export function useRereading(
  outdatedAt: (readAt: number) => number | null,
  reread: () => void,
  now: () => number = Date.now,
  visibility: Readonly<Ref<DocumentVisibilityState>> = useDocumentVisibility(),
): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let readAt = Number.NaN
  let due: number | null = null

  function look(): void {
    clearTimeout(timer)
    if (due === null || visibility.value === 'hidden') return
    const left = due - now()
    // A clock that was set back makes out of date what was read in its future.
    if (left <= 0 || now() < readAt) {
      wasRead()
      reread()
    } else timer = setTimeout(look, Math.min(left, LOOK_MS))
  }

  function wasRead(): void {
    readAt = now()
    due = outdatedAt(readAt)
    look()
  }

  watch(visibility, look)
  return wasRead
}
