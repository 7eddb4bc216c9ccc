import { computed, shallowRef } from 'vue'
import { isSameHeader } from '../../../app/contract/headers.ts'
import { targetOrigin } from '../../../app/contract/origin.ts'
import type { SessionToken } from '../../../app/contract/token.ts'
import { call } from '../../api/bridge.ts'
import { useSessionStore } from '../window/session.ts'
import type { Draft } from './draft.ts'

/** What came with a pasted command beside its draft: the token that main holds, and what is to be filled in. */
export function usePasted(draft: Draft) {
  const session = useSessionStore()
  const token = shallowRef<SessionToken | null>(null)
  const missing = shallowRef<readonly string[]>([])

  const origin = computed(() => targetOrigin(draft.target, session.profile?.baseUrl ?? ''))

  /** It goes to its own host alone, and a header that was typed goes before it. */
  const tokenInUse = computed(() => {
    const isTyped = draft.headers.some((line) => !line.isOff && isSameHeader(line.name, 'Authorization'))
    return token.value !== null && token.value.origin === origin.value && !isTyped ? token.value : null
  })

  /** What still stands there of what is to be filled in. */
  const unfilled = computed(() => {
    const lines = draft.headers.filter(({ isOff }) => !isOff).map(({ value }) => value)
    return missing.value.filter((part) =>
      [draft.target, draft.body, ...lines].some((text) => text.includes(part)),
    )
  })

  const obstacle = computed(() =>
    unfilled.value.length === 0 ? null : `Fill this in before you send: ${unfilled.value.join(', ')}`,
  )

  function bring(held: SessionToken | null, parts: readonly string[]): void {
    token.value = held
    missing.value = parts
  }

  function clear(): void {
    bring(null, [])
  }

  /** What looked like a gap may be meant. */
  function keepUnfilled(): void {
    missing.value = []
  }

  async function forgetToken(): Promise<void> {
    const id = token.value?.id
    token.value = null
    // Main forgets it at the latest when it quits.
    if (id !== undefined) await call('import:forgetToken', { id }).catch(() => undefined)
  }

  return { token, tokenInUse, unfilled, obstacle, bring, clear, keepUnfilled, forgetToken }
}
