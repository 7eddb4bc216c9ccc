import { shallowRef, type Ref } from 'vue'
import { copyOf, emptyDraft, isSameDraft, type Draft, type EditedDraft } from './draft.ts'

/** Keeps what the user wrote while other drafts take its place. */
export function useReplacedDraft(
  draft: EditedDraft,
  isOpen: Ref<boolean>,
  fill: (given: Partial<Draft>) => void,
) {
  /** The draft that another took the place of; null when none did. */
  const replaced = shallowRef<Draft | null>(null)
  /** As it was put there last; not what the user has written as long as it is still the same. */
  let put: Draft | null = null

  /** Puts another draft in the place of this one. What the user wrote last can be brought back. */
  function replace(given: Partial<Draft>): void {
    const before = copyOf(draft)
    fill(given)
    const isOwn = replaced.value === null || put === null || !isSameDraft(before, put)
    if (isOwn && !isSameDraft(before, draft) && !isSameDraft(before, emptyDraft())) replaced.value = before
    put = copyOf(draft)
  }

  function bringBack(): void {
    if (replaced.value === null) return
    const before = copyOf(draft)
    const wasOpen = isOpen.value
    fill(replaced.value)
    replaced.value = before
    isOpen.value ||= wasOpen
  }

  function forgetReplaced(): void {
    replaced.value = null
  }

  return { replaced, replace, bringBack, forgetReplaced }
}
