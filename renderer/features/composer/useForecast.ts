import { computed, type Ref } from 'vue'
import type { SessionToken } from '../../../app/contract/token.ts'
import { findEndpoint } from '../../../app/catalog/routes.ts'
import { formatMoment } from '../../ui/format.ts'
import { useCatalogStore } from '../catalog/catalog.ts'
import { isOfProfile } from './target.ts'
import { useExchangesStore } from '../history/exchanges.ts'
import { useSessionStore } from '../window/session.ts'
import type { Draft } from './draft.ts'
import { rankKeys, refusedNote, wasRefused, type KeyChoice } from './fittingKeys.ts'
import { forecast, forecastExpiry, forecastHeader, TOKEN } from './forecast.ts'

/** What is known of a draft before it is sent: its endpoint, and what the key that is chosen may see. */
export function useForecast(draft: Draft, token: Readonly<Ref<SessionToken | null>>) {
  const session = useSessionStore()
  const catalog = useCatalogStore()
  const exchanges = useExchangesStore()

  /** What the catalog knows about the target; nothing when it is a path of the user's own. */
  const endpoint = computed(() => findEndpoint(catalog.routes, draft.method, draft.target))

  /** A key goes to the host of its profile alone. */
  const getsKey = computed(() => session.profile !== null && isOfProfile(draft.target, session.profile))

  /** Why the API, or the gateway before it, will refuse the draft. */
  const refusal = computed(() => {
    const header = forecastHeader(draft, draft.headers, catalog.routes)
    if (header !== null) return header
    if (token.value !== null)
      return (
        forecastExpiry(token.value.claims, Date.now()) ??
        forecast(draft, token.value.claims, TOKEN, catalog.routes)
      )
    if (session.keyAlias === null || !getsKey.value) return null
    const known = session.claimsOf(session.profileId, session.keyAlias)
    const asOf = known === null || known.asOf === null ? null : formatMoment(known.asOf, Date.now())
    return forecast(draft, known?.claims ?? null, session.keyAlias, catalog.routes, asOf)
  })

  const otherKeys = computed(() =>
    refusal.value === null || refusal.value.missingHeader !== null
      ? []
      : keysFor(session.profileId, session.keyAlias, draft),
  )
  /** A key that may see what the chosen one may not. */
  const betterKey = computed(() => {
    const [first] = otherKeys.value
    return first?.fit === 'fits' ? first.alias : null
  })
  /** Why another is not proposed. */
  const keysNote = computed(() => refusedNote(otherKeys.value))

  /** The other keys that a request could be sent with, those that fit first. */
  function keysFor(
    profile: string,
    key: string | null,
    request: Pick<Draft, 'method' | 'target' | 'body'>,
  ): readonly KeyChoice[] {
    const claimsOf = (alias: string) => session.claimsOf(profile, alias)?.claims ?? null
    const whole = session.profileOf(profile)
    const candidates = session.otherKeysFor({ profile, key }).map((alias) => ({
      alias,
      claims: claimsOf(alias),
      wasRefused: whole !== null && wasRefused(request, whole, alias, exchanges.items),
    }))
    return rankKeys(request, candidates, key === null ? null : claimsOf(key), catalog.routes)
  }

  return { endpoint, getsKey, refusal, betterKey, keysNote, keysFor }
}
