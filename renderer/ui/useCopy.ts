import { refAutoReset } from '@vueuse/core'
import { readonly, type Ref } from 'vue'
import { announce } from './announcer.ts'

const SHOWN_MS = 1600

export interface Copying {
  readonly state: Readonly<Ref<'idle' | 'copied' | 'refused'>>
  copy(text: string): Promise<void>
}

/** Copies a text and says for a moment whether that worked; VueUse's `useClipboard` says of no refusal. */
export function useCopy(): Copying {
  const state = refAutoReset<'idle' | 'copied' | 'refused'>('idle', SHOWN_MS)

  async function copy(text: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(text)
      state.value = 'copied'
      announce('Copied')
    } catch {
      state.value = 'refused'
      announce('The system refused to copy')
    }
  }

  return { state: readonly(state), copy }
}
