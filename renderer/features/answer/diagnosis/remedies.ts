import type { Exchange, RemedyAction } from '../../../../app/contract/exchange.ts'
import { useLeadingRemedies } from './leadingRemedies.ts'
import type { Remedy, RemedyMaker } from './remedy.ts'
import { useSavedRemedies, useSendingRemedies } from './sendingRemedies.ts'

const SENDS_AGAIN: ReadonlySet<RemedyAction> = new Set(['replay', 'wait-and-replay', 'refresh-token'])

/** What the button beside a step of the remedy does; null for what can only be done by a person. */
export function useRemedies(): (action: RemedyAction | null, exchange: Exchange) => Remedy | null {
  const leading = useLeadingRemedies()
  const ofOwn: Record<Exclude<RemedyAction, 'save-secret'>, RemedyMaker> = {
    ...useSendingRemedies(),
    ...leading,
  }
  const ofSaved: Partial<Record<RemedyAction, RemedyMaker>> = {
    ...useSavedRemedies(),
    'open-catalog': leading['open-catalog'],
  }

  return (action, exchange) => {
    // The secret has a note of its own, which knows whether main still holds it.
    if (action === null || action === 'save-secret') return null
    if (exchange.source === 'import') {
      const isKnown = exchange.request.url !== '' || action === 'open-catalog'
      return isKnown ? (ofSaved[action]?.(exchange) ?? null) : null
    }
    // What was recorded gets the same answer once more; of what was changed, the composer sends.
    if (SENDS_AGAIN.has(action) && exchange.diagnosis?.retry.helps === 'no') return null
    return ofOwn[action](exchange)
  }
}
