import { onBeforeUnmount, onMounted, watch } from 'vue'
import { keepDraft, keptDraft } from '../drafts.ts'
import { useComposerStore } from '../stores/composer.ts'

const PAUSE_MS = 300

/** Brings the draft of the last session back, and keeps the present one while it is written. */
export function useKeptDraft(): void {
  const composer = useComposerStore()
  let timer: ReturnType<typeof setTimeout> | undefined

  function keep(): void {
    clearTimeout(timer)
    keepDraft(localStorage, composer.draft)
  }

  const kept = keptDraft(localStorage)
  if (kept) composer.fill(kept)

  watch(
    composer.draft,
    () => {
      clearTimeout(timer)
      timer = setTimeout(keep, PAUSE_MS)
    },
    { deep: true },
  )
  onMounted(() => {
    window.addEventListener('pagehide', keep)
  })
  onBeforeUnmount(() => {
    window.removeEventListener('pagehide', keep)
    clearTimeout(timer)
  })
}
