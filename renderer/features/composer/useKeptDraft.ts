import { useEventListener, watchDebounced } from '@vueuse/core'
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

  function written(): string {
    return writtenDraft(composer.draft, composer.place)
  }

  function keep(): void {
    call('draft:keep', { text: written() }).catch(() => undefined)
  }

  watchDebounced(composer.draft, keep, { debounce: PAUSE_MS, deep: true })
  useEventListener('pagehide', keep)

  return async () => {
    const untouched = written()
    const { text } = await call('draft:get', undefined).catch(() => ({ text: null }))
    const kept = readDraft(text)
    if (kept && written() === untouched) composer.restore(kept.draft, kept.writtenFor)
  }
}
