import { computed, shallowRef, watchEffect, type ComputedRef, type Ref } from 'vue'
import { headerOf } from '../../../app/contract/headers.ts'
import { finalResponse } from '../../../app/contract/outcome.ts'
import type { SessionToken } from '../../../app/contract/token.ts'
import { useExchangesStore } from '../history/exchanges.ts'
import { useSessionStore } from '../window/session.ts'
import type { Draft } from './draft.ts'
import type { Forecast } from './forecast.ts'
import { targetOf } from './target.ts'

/**
 * What is to be expected of the request as it is written. Once its response was on the screen nothing of it is forecast
 * any more, wherever the user goes on in the list, until the request is another.
 */
export function useOutlook(
  draft: Draft,
  token: Readonly<Ref<SessionToken | null>>,
  refusal: ComputedRef<Forecast | null>,
): ComputedRef<Forecast | null> {
  const session = useSessionStore()
  const exchanges = useExchangesStore()

  const key = computed(() => (token.value === null ? session.keyAlias : null))
  const missing = computed(() => refusal.value?.missingHeader ?? '')
  const asked = computed(() =>
    JSON.stringify([
      session.profileId,
      key.value,
      draft.method,
      draft.target.trim(),
      draft.body,
      missing.value,
    ]),
  )
  const isAnswered = computed(() => {
    if (exchanges.opened.state !== 'ready') return false
    const exchange = exchanges.opened.value
    const { request, profile } = exchange
    return (
      finalResponse(exchange) !== null &&
      profile === session.profileId &&
      exchange.key === key.value &&
      request.method === draft.method &&
      targetOf(request.url, session.profileOf(profile), exchange.key) === draft.target.trim() &&
      (request.body ?? '') === draft.body &&
      headerOf(request.headers, missing.value) === null
    )
  })
  const answered = shallowRef<string | null>(null)
  watchEffect(() => {
    if (isAnswered.value) answered.value = asked.value
  })

  return computed(() => (isAnswered.value || asked.value === answered.value ? null : refusal.value))
}
