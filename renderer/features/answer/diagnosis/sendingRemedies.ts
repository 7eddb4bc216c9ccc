import { isSameHeader } from '../../../../app/contract/headers.ts'
import { Ban, Check, KeyRound, Plus } from '@lucide/vue'
import type { Exchange, RemedyAction } from '../../../../app/contract/exchange.ts'
import type { MenuItem } from '../../../ui/menuItem.ts'
import { refusedNote, type Fit, type KeyChoice } from '../../composer/fittingKeys.ts'
import { editPlaceOf } from '../../exchange/editPlace.ts'
import { useResendStore } from '../../exchange/resend.ts'
import { nextPageUrl } from '../../../../app/contract/nextPage.ts'
import { claimsText } from '../../keys/claimsText.ts'
import { useReplaysStore } from '../../replay/replays.ts'
import { useNavigationStore } from '../../window/navigation.ts'
import type { Later, RemedyMaker } from './remedy.ts'

const ANOTHER_KEY = { id: '', label: 'Enter another key…', icon: Plus } satisfies MenuItem

const FITS = {
  fits: { word: 'fits', icon: Check },
  unknown: { word: 'not used yet', icon: KeyRound },
  other: { word: 'for other data', icon: Ban },
  refused: { word: 'refused as well', icon: Ban },
  failed: { word: 'refused last time', icon: Ban },
} as const satisfies Record<Fit, unknown>

function choiceOf({ alias, claims, fit }: KeyChoice): MenuItem {
  const { word, icon } = FITS[fit]
  const about = claims ? claimsText(claims) : ''
  return { id: alias, label: [alias, about, word].filter((part) => part !== '').join(' · '), icon }
}

/** The steps that send the request again, as it was or changed. */
export function useSendingRemedies() {
  const resend = useResendStore()
  const navigation = useNavigationStore()
  const laterFor = useLater()

  return {
    'switch-key': (exchange) => {
      const keys = resend.keysForExchange(exchange)
      const best = keys.find(({ fit }) => fit === 'fits')
      const others = keys.filter((key) => key !== best).map(choiceOf)
      const note = refusedNote(keys)
      return {
        ...(note !== null && { note }),
        label: best ? `Use ${best.alias}` : 'Switch key…',
        choicesLabel: 'Use another key',
        isDirect: best !== undefined,
        choices: [...others, ANOTHER_KEY],
        run: (alias = best?.alias) => {
          if (alias !== undefined && alias !== ANOTHER_KEY.id) return resend.switchKey(exchange, alias)
          navigation.askForKey(exchange.profile)
        },
      }
    },
    'edit-request': (exchange) => {
      const next = exchange.outcome === 'success' ? nextPageUrl(exchange) : null
      return next === null
        ? { label: editLabel(exchange), run: () => resend.edit(exchange) }
        : { label: 'Next page', run: () => resend.askAgain(exchange, next) }
    },
    replay: (exchange) => ({ label: replayLabel(exchange), run: () => resend.replay(exchange) }),
    'wait-and-replay': (exchange) => ({
      label: replayLabel(exchange),
      ...laterFor(exchange),
      run: () => resend.replay(exchange),
    }),
    // Whoever sends after a refused token exchanges the key anew.
    'refresh-token': (exchange) => ({ label: 'Refresh and replay', run: () => resend.replay(exchange) }),
  } as const satisfies Partial<Record<RemedyAction, RemedyMaker>>
}

/** What can be done about an answer that Postern did not fetch: it has no key and no profile, and may hold secrets. */
export function useSavedRemedies() {
  const resend = useResendStore()
  const navigation = useNavigationStore()

  return {
    'edit-request': (exchange) => ({ label: 'Copy to the composer', run: () => resend.edit(exchange) }),
    'switch-key': (exchange) => ({
      label: 'Choose a key…',
      async run() {
        await resend.load(exchange)
        navigation.focus('key')
      },
    }),
  } as const satisfies Partial<Record<RemedyAction, RemedyMaker>>
}

function useLater(): (exchange: Exchange) => { later?: Later } {
  const resend = useResendStore()
  const replays = useReplaysStore()

  return (exchange) => {
    const notBefore = exchange.diagnosis?.retry.notBefore ?? null
    // Nobody may be there at that time to be asked.
    if (notBefore === null || !resend.isReady(exchange)) return {}
    const at = Date.parse(notBefore)
    return {
      later: {
        at,
        isMade: () => replays.scheduledFor(exchange.id).length > 0,
        make: () => replays.schedule(exchange.id, at),
        cancel: () => replays.cancelScheduled(replays.scheduledFor(exchange.id)),
      },
    }
  }
}

function editLabel(exchange: Exchange): string {
  const { field, name } = editPlaceOf(exchange)
  const has = exchange.request.headers.some(([other]) => isSameHeader(other, name))
  return field === 'header' && !has ? `Add ${name}` : 'Edit request'
}

function replayLabel(exchange: Exchange): string {
  return exchange.diagnosis?.retry.helps === 'unsafe' ? 'Replay anyway' : 'Replay'
}
