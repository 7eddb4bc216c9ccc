import { shallowRef } from 'vue'
import { toast } from '../../ui/toaster.ts'
import type { useTypedSecrets } from './useTypedSecrets.ts'
import { copyOf, emptyDraft, isSameDraft, type Draft, type EditedDraft } from './draft.ts'

/** Keeps what the user wrote while other drafts take its place. */
export function useReplacedDraft(
  draft: EditedDraft,
  fill: (given: Partial<Draft>) => void,
  { place, brought, dismiss }: ReturnType<typeof useTypedSecrets>,
) {
  /** The draft that another took the place of; null when none did. */
  const replaced = shallowRef<Draft | null>(null)
  /** As it was put there last; not what the user has written as long as it is still the same. */
  let put: Draft | null = null
  /** Where the replaced draft went. */
  let wentTo: string | null = null

  /** Puts another draft in the place of this one. What the user wrote last can be brought back. */
  function replace(given: Partial<Draft>): void {
    const before = copyOf(draft)
    const goes = place.value
    dismiss()
    fill(given)
    const isOwn = replaced.value === null || put === null || !isSameDraft(before, put)
    if (isOwn && !isSameDraft(before, draft) && !isSameDraft(before, emptyDraft())) {
      replaced.value = before
      wentTo = goes
      toast('Replaced your draft', bringBack)
    }
    put = copyOf(draft)
  }

  function bringBack(): void {
    if (replaced.value === null) return
    const before = copyOf(draft)
    const goes = place.value
    fill(brought(replaced.value, wentTo))
    replaced.value = before
    wentTo = goes
  }

  function forgetReplaced(): void {
    replaced.value = null
  }

  return { replaced, replace, bringBack, forgetReplaced }
}
