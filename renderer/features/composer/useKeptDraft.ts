import { useEventListener, watchDebounced } from '@vueuse/core'
import { call } from '../../api/bridge.ts'
import { readDraft, writtenDraft } from './keptDraft.ts'
import { useComposerStore } from './composer.ts'

const PAUSE_MS = 300

/**
 * Keeps the draft while it is written. The function returned brings back that of the last session, unless something was
 * typed meanwhile. A draft that cannot be kept or read is given up in silence: nothing that was sent is lost with it.
 */
export function useKeptDraft(): (profilesKnown: Promise<unknown>) => Promise<void> {
  const composer = useComposerStore()

  function keep(): void {
    call('draft:keep', { text: writtenDraft(composer.draft, composer.place) }).catch(() => undefined)
  }

  watchDebounced(composer.draft, keep, { debounce: PAUSE_MS, deep: true })
  useEventListener('pagehide', keep)

  return async (profilesKnown) => {
    const untouched = writtenDraft(composer.draft)
    const { text } = await call('draft:get', undefined).catch(() => ({ text: null }))
    // Before, no place can be compared with the one that the draft was written for.
    await profilesKnown
    const kept = readDraft(text)
    if (kept && writtenDraft(composer.draft) === untouched) composer.restore(kept.draft, kept.writtenFor)
  }
}
