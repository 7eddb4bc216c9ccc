import { profileAt } from '../../../../app/contract/origin.ts'
import { Ban, Check, KeyRound, Plus } from '@lucide/vue'
import type { Exchange, RemedyAction } from '../../../../app/contract/exchange.ts'
import { PRESETS } from '../../../../app/contract/presets.ts'
import { entryOf } from '../../catalog/catalogEntries.ts'
import { claimsText } from '../../keys/claimsText.ts'
import { editPlaceOf } from '../../exchange/editPlace.ts'
import type { Fit, KeyChoice } from '../../composer/fittingKeys.ts'
import type { MenuItem } from '../../commands/menuItem.ts'
import { useScheduledReplaysStore } from '../../replay/scheduledReplays.ts'
import { useResendStore } from '../../exchange/resend.ts'
import { useExportingStore } from '../../export/exporting.ts'
import { useNavigationStore } from '../../window/navigation.ts'
import { useSessionStore } from '../../window/session.ts'

export interface Later {
  /** Epoch ms from which on it is of use. */
  readonly at: number
  isMade(): boolean
  make(): void
  cancel(): void
}

export interface Remedy {
  readonly label: string
  /** The step can only be done later: then a click makes an appointment for it. */
  readonly later?: Later
  /** One of them is to be chosen. */
  readonly choices?: readonly MenuItem[]
  run(choice?: string): Promise<void> | void
}

const ANOTHER_KEY = { id: '', label: 'Enter another key…', icon: Plus } satisfies MenuItem

const FITS = {
  fits: { word: 'fits', icon: Check },
  unknown: { word: 'not used yet', icon: KeyRound },
  other: { word: 'for other data', icon: Ban },
  refused: { word: 'refused as well', icon: Ban },
} as const satisfies Record<Fit, unknown>

function choiceOf({ alias, claims, fit }: KeyChoice): MenuItem {
  const { word, icon } = FITS[fit]
  const about = claims ? claimsText(claims) : ''
  return { id: alias, label: [alias, about, word].filter((part) => part !== '').join(' · '), icon }
}

const REGIONS = PRESETS.filter(({ baseUrl }) => baseUrl.startsWith('https://'))

const SENDS_AGAIN: ReadonlySet<RemedyAction> = new Set(['replay', 'wait-and-replay', 'refresh-token'])

/** What the button beside a step of the remedy does; null for what can only be done by a person. */
export function useRemedies(): (action: RemedyAction | null, exchange: Exchange) => Remedy | null {
  const scheduledReplays = useScheduledReplaysStore()
  const recorded = useResendStore()
  const exporting = useExportingStore()
  const navigation = useNavigationStore()
  const session = useSessionStore()

  async function chooseKey(exchange: Exchange): Promise<void> {
    await recorded.load(exchange)
    navigation.focus('key')
  }

  function edit(exchange: Exchange): Remedy {
    const { field, name } = editPlaceOf(exchange)
    const has = exchange.request.headers.some(([other]) => other.toLowerCase() === name.toLowerCase())
    return {
      label: field === 'header' && !has ? `Add ${name}` : 'Edit request',
      run: () => recorded.edit(exchange),
    }
  }

  function switchKey(exchange: Exchange): Remedy {
    return {
      label: 'Switch key…',
      choices: [...recorded.keysForExchange(exchange).map(choiceOf), ANOTHER_KEY],
      run: (alias) => {
        if (alias !== undefined && alias !== ANOTHER_KEY.id) return recorded.replay(exchange, alias)
        navigation.askForKey(exchange.profile)
      },
    }
  }

  function openSettings(exchange: Exchange): Remedy {
    return {
      label: 'Open settings',
      run: () => {
        navigation.openSettings(exchange.profile)
      },
    }
  }

  /** The request comes to the composer, for the profile of the other region. */
  function otherRegion(exchange: Exchange): Remedy {
    const here = profileAt(exchange.request.url, REGIONS)
    const there = here && REGIONS.find(({ id }) => id !== here.id)
    const profile = there ? session.profileOf(there.id) : null
    if (profile === null) return openSettings(exchange)
    return {
      label: `Ask ${profile.name}`,
      run: async () => {
        await recorded.loadFor(exchange, profile)
        if (session.readyKeysOf(profile.id).length === 0) navigation.askForKey(profile.id)
        else navigation.focus('target')
      },
    }
  }

  /** What can be done about an answer that Postern did not fetch: it has no key and no profile, and may hold secrets. */
  function remedyForSaved(action: RemedyAction | null, exchange: Exchange): Remedy | null {
    if (exchange.request.url === '' && action !== 'open-catalog') return null
    switch (action) {
      case 'edit-request':
        return { label: 'Copy to the composer', run: () => recorded.edit(exchange) }
      case 'switch-key':
        return { label: 'Choose a key…', run: () => chooseKey(exchange) }
      case 'open-catalog':
        return lookUp(exchange)
      default:
        return null
    }
  }

  function lookUp(exchange: Exchange): Remedy {
    return {
      label: 'Look it up',

      run: () => {
        navigation.lookUp(entryOf(exchange))
      },
    }
  }

  function laterFor(exchange: Exchange): { later?: Later } {
    const notBefore = exchange.diagnosis?.retry.notBefore ?? null
    // Nobody may be there at that time to be asked.
    if (notBefore === null || !recorded.isReady(exchange)) return {}
    const at = Date.parse(notBefore)
    return {
      later: {
        at,
        isMade: () => scheduledReplays.isMade(exchange.id),
        make: () => {
          scheduledReplays.make(exchange, at)
        },
        cancel: () => {
          scheduledReplays.cancel(exchange.id)
        },
      },
    }
  }

  return (action, exchange) => {
    if (exchange.source === 'import') return remedyForSaved(action, exchange)
    // What was recorded gets the same answer once more; of what was changed, the composer sends.
    if (action !== null && SENDS_AGAIN.has(action) && exchange.diagnosis?.retry.helps === 'no') return null
    switch (action) {
      case 'switch-key':
        return switchKey(exchange)
      case 'edit-request':
        return edit(exchange)
      case 'replay':
        return { label: replayLabel(exchange), run: () => recorded.replay(exchange) }
      case 'wait-and-replay':
        return {
          label: replayLabel(exchange),
          ...laterFor(exchange),
          run: () => recorded.replay(exchange),
        }
      // Whoever sends after a refused token exchanges the key anew.
      case 'refresh-token':
        return { label: 'Refresh and replay', run: () => recorded.replay(exchange) }
      case 'enter-key':
        return {
          label: 'Enter key…',

          run: () => {
            navigation.askForKey(exchange.profile, exchange.key)
          },
        }
      case 'copy-for-support':
        return {
          label: 'Support bundle…',

          run: () => {
            exporting.ask({ id: exchange.id }, 'bundle')
          },
        }
      case 'open-catalog':
        return lookUp(exchange)
      case 'open-settings':
        return openSettings(exchange)
      case 'other-region':
        return otherRegion(exchange)
      case 'show-answer':
        return {
          label: 'Show the answer',

          run: () => {
            navigation.showTab('response')
          },
        }
      case null:
        return null
    }
  }
}

function replayLabel(exchange: Exchange): string {
  return exchange.diagnosis?.retry.helps === 'unsafe' ? 'Replay anyway' : 'Replay'
}
