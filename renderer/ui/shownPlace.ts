import { inject, provide, shallowRef, watch, type InjectionKey, type ShallowRef } from 'vue'

/** A place of the envelope that somebody wants to see. */
interface ShownPlace {
  /** JSONPath of the wish that nobody has answered yet. */
  readonly request: ShallowRef<string | null>
  show(path: string): void
}

const KEY: InjectionKey<ShownPlace> = Symbol('place of the envelope')

/**
 * Lets the findings below lead to their places.
 * @param of whose envelope it is: a wish ends with it
 * @param open brings the envelope into view
 */
export function provideShownPlace(of: () => unknown, open: () => void): void {
  const request = shallowRef<string | null>(null)
  watch(of, () => {
    request.value = null
  })
  provide(KEY, {
    request,
    show: (path) => {
      request.value = path
      open()
    },
  })
}

/** Null where no envelope is near. */
export function useShownPlace(): ShownPlace | null {
  return inject(KEY, null)
}
