import { onScopeDispose } from 'vue'
import { on } from '../../api/bridge.ts'
import { useNavigationStore } from '../window/navigation.ts'

/** Lays an answer that came by a link into the room Explain, and goes there. */
export function useOffers(): void {
  const navigation = useNavigationStore()
  onScopeDispose(
    on('explain:offered', (answer) => {
      // The store brings the whole diagnosis along, which the window can do without until then.
      void import('../explain/explain.ts').then(({ useExplainStore }) => {
        useExplainStore().offer(answer)
        navigation.go('explain')
      })
    }),
  )
}
