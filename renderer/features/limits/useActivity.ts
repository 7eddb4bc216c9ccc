import { watchThrottled } from '@vueuse/core'
import { shallowRef, type Ref } from 'vue'
import type { Activity } from '../../../app/contract/activity.ts'
import { call } from '../../api/bridge.ts'
import { settle, type Async } from '../../api/async.ts'
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

  async function read(): Promise<void> {
    pace.value = await settle(call('history:activity', undefined))
  }

  watchThrottled([() => exchanges.items, minute], read, { throttle: REST_MS, leading: false, trailing: true })
  void read()
  return { pace, read }
}
