import { onScopeDispose, shallowRef, watch, type Ref } from 'vue'
import type { Activity } from '../../../app/contract/activity.ts'
import { call } from '../../api/bridge.ts'
import { toUiError, type Async } from '../../api/async.ts'
import { useExchangesStore } from '../history/exchanges.ts'

/** A burst of answers is followed by one look. */
const REST_MS = 500

/** What was sent in the last hour, read anew as answers come in. `minute` is the present one, in epoch ms. */
export function useActivity(minute: Readonly<Ref<number>>): {
  pace: Readonly<Ref<Async<Activity>>>
  read(): Promise<void>
} {
  const exchanges = useExchangesStore()
  const pace = shallowRef<Async<Activity>>({ state: 'loading' })
  let timer: ReturnType<typeof setTimeout> | undefined

  async function read(): Promise<void> {
    try {
      pace.value = { state: 'ready', value: await call('history:activity', undefined) }
    } catch (error) {
      pace.value = { state: 'failed', trouble: toUiError(error) }
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
