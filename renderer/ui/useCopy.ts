import { onScopeDispose, readonly, ref, type Ref } from 'vue'
import { announce } from './announcer.ts'

const SHOWN_MS = 1600

export interface Copying {
  readonly state: Readonly<Ref<'idle' | 'copied' | 'refused'>>
  copy(text: string): Promise<void>
}

/** Copies a text and says for a moment whether that worked. */
export function useCopy(): Copying {
  const state = ref<'idle' | 'copied' | 'refused'>('idle')
  let timer: ReturnType<typeof setTimeout> | undefined

  async function copy(text: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(text)
      state.value = 'copied'
      announce('Copied')
    } catch {
      state.value = 'refused'
      announce('The system refused to copy')
    }
    clearTimeout(timer)
    timer = setTimeout(() => {
      state.value = 'idle'
    }, SHOWN_MS)
  }

  onScopeDispose(() => {
    clearTimeout(timer)
  })
  return { state: readonly(state), copy }
}
