import { computed, shallowRef, watch } from 'vue'
import { useSessionStore } from '../window/session.ts'
import type { Draft, EditedDraft } from './draft.ts'
import { placeOf, withoutTypedSecrets } from './typedSecrets.ts'

/** Empties what was typed as a secret as soon as the draft goes elsewhere, before anybody can send it there. */
export function useTypedSecrets(draft: EditedDraft) {
  const session = useSessionStore()
  /** What was emptied last, in a sentence. */
  const emptied = shallowRef<string | null>(null)
  const place = computed(() => placeOf(draft.target, session.profile))
  /** Where the draft went when that could be told last. */
  let typedFor = place.value

  /** A draft that was written for another place, as it may be sent from here. */
  function brought<T extends Draft>(given: T, writtenFor: string | null, formerTarget = given.target): T {
    if (writtenFor === null || writtenFor === placeOf(given.target, session.profile)) return given
    const own = session.profiles.map(({ subscriptionHeader }) => subscriptionHeader)
    const { draft: clean, emptied: names } = withoutTypedSecrets(given, own, formerTarget)
    if (names.length > 0)
      emptied.value = `${names.join(', ')} ${names.length === 1 ? 'was' : 'were'} emptied, because you typed ${names.length === 1 ? 'it' : 'them'} for another host.`
    return { ...given, ...clean }
  }

  watch(
    [place, () => draft.target],
    ([now], [, formerTarget]) => {
      if (now === null || now === typedFor) return
      const before = typedFor
      typedFor = now
      Object.assign(draft, brought(draft, before, formerTarget))
    },
    { flush: 'sync' },
  )

  function dismiss(): void {
    emptied.value = null
  }

  return { place, emptied, brought, dismiss }
}
