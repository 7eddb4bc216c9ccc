import { onScopeDispose } from 'vue'
import { on } from '../../api/bridge.ts'

/** Lays a response that came by a link where texts are pasted, and shows it. */
export function useOffers(): void {
  onScopeDispose(
    on('explain:offered', (answer) => {
      // The store brings the whole diagnosis along, which the window can do without until then.
      void import('../explain/door.ts').then(({ useDoorStore }) => {
        useDoorStore().offer(answer)
      })
    }),
  )
}
