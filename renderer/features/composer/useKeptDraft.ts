import { onBeforeUnmount, onMounted, watch } from 'vue'
import { call } from '../../api/bridge.ts'
import { readDraft, writtenDraft } from './keptDraft.ts'
import { useComposerStore } from './composer.ts'

const PAUSE_MS = 300

/**
 * Keeps the draft while it is written. The function returned brings back that of the last session, unless something was
 * typed meanwhile. A draft that cannot be kept or read is given up in silence: nothing that was sent is lost with it.
 */
export function useKeptDraft(): () => Promise<void> {
  const composer = useComposerStore()
  let timer: ReturnType<typeof setTimeout> | undefined

  function keep(): void {
    clearTimeout(timer)
    call('draft:keep', { text: writtenDraft(composer.draft) }).catch(() => undefined)
  }

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

  return async () => {
    const untouched = writtenDraft(composer.draft)
    const { text } = await call('draft:get', undefined).catch(() => ({ text: null }))
    const kept = readDraft(text)
    if (kept && writtenDraft(composer.draft) === untouched) composer.fill(kept)
  }
}
