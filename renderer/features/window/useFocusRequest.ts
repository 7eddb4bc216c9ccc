import { watch, type Ref } from 'vue'
import { useNavigationStore, type FocusField } from './navigation.ts'

/**
 * Takes the focus when a field is asked for: at once, or as soon as the field is there.
 * @param take gets the place, and the name of what is asked for within it
 */
export function useFocusRequest<Place>(
  field: FocusField,
  place: Readonly<Ref<Place | null | undefined>>,
  take: (place: Place, name: string) => void,
): void {
  const navigation = useNavigationStore()
  watch(
    [() => navigation.focusRequest, place],
    () => {
      if (!place.value) return
      const name = navigation.takeFocusRequest(field)
      if (name !== null) take(place.value, name)
    },
    { flush: 'post', immediate: true },
  )
}
