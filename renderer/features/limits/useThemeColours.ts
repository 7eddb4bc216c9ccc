import { useEventListener } from '@vueuse/core'
import { onMounted, shallowRef, watch, type Ref } from 'vue'
import { useSessionStore } from '../window/session.ts'

const QUERIES = ['(prefers-color-scheme: dark)', '(prefers-contrast: more)', '(forced-colors: active)']

/**
 * What meanings of the theme look like now, for what is painted and not styled. Asked of a probe beside `place`,
 * because the value of a custom property still has both themes in it. Empty until `place` is there.
 */
export function useThemeColours<Name extends string>(
  place: Readonly<Ref<HTMLElement | null>>,
  names: readonly Name[],
): Readonly<Ref<Partial<Record<Name, string>>>> {
  const session = useSessionStore()
  const colours = shallowRef<Partial<Record<Name, string>>>({})
  const media = QUERIES.map((query) => window.matchMedia(query))

  function look(): void {
    if (place.value === null) return
    const probe = document.createElement('span')
    place.value.append(probe)
    const seen: Partial<Record<Name, string>> = {}
    for (const name of names) {
      probe.style.color = `var(--${name})`
      seen[name] = getComputedStyle(probe).color
    }
    probe.remove()
    colours.value = seen
  }

  onMounted(look)
  useEventListener(media, 'change', look)
  watch(() => session.theme, look, { flush: 'post' })
  return colours
}
