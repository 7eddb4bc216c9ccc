import { onScopeDispose, shallowRef, watch, type Ref } from 'vue'
import type { Pace } from '../../../app/contract/activity.ts'
import { call } from '../../api/bridge.ts'
import { toTrouble, type Async } from '../../api/async.ts'
import { useExchangesStore } from '../history/exchanges.ts'

/** A burst of answers is followed by one look. */
const REST_MS = 500

/** What was sent in the last hour, read anew as answers come in. `minute` is the present one, in epoch ms. */
export function usePace(minute: Readonly<Ref<number>>): {
  pace: Readonly<Ref<Async<Pace>>>
  read(): Promise<void>
} {
  const exchanges = useExchangesStore()
  const pace = shallowRef<Async<Pace>>({ state: 'loading' })
  let timer: ReturnType<typeof setTimeout> | undefined

  async function read(): Promise<void> {
    try {
      pace.value = { state: 'ready', value: await call('history:pace', undefined) }
    } catch (error) {
      pace.value = { state: 'failed', trouble: toTrouble(error) }
    }
  }

  watch([() => exchanges.items, minute], () => {
    timer ??= setTimeout(() => {
      timer = undefined
      void read()
    }, REST_MS)
  })
  onScopeDispose(() => {
    clearTimeout(timer)
  })
  void read()
  return { pace, read }
}
