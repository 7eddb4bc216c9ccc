import { onBeforeUnmount, onMounted, watch } from 'vue'
import { call } from '../api/bridge.ts'
import { keepDraft, keptDraft } from '../drafts.ts'
import { useComposerStore } from '../stores/composer.ts'

const PAUSE_MS = 300

async function withoutKnownSecrets(text: string): Promise<string> {
  return (await call('app:withoutSecrets', { text })).text
}

/** Brings the draft of the last session back, and keeps the present one while it is written. */
export function useKeptDraft(): void {
  const composer = useComposerStore()
  let timer: ReturnType<typeof setTimeout> | undefined
  let last = Promise.resolve()

  function keep(): void {
    clearTimeout(timer)
    // One after the other, so that an older one never comes last.
    last = last.then(() => keepDraft(localStorage, composer.draft, withoutKnownSecrets))
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
