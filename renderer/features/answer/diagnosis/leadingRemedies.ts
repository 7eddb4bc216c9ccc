import type { Exchange, RemedyAction } from '../../../../app/contract/exchange.ts'
import { profileAt } from '../../../../app/contract/origin.ts'
import { PRESETS } from '../../../../app/contract/presets.ts'
import { entryOf } from '../../catalog/catalogEntries.ts'
import { useResendStore } from '../../exchange/resend.ts'
import { useExportingStore } from '../../export/exporting.ts'
import { useNavigationStore, type FieldGroupId } from '../../window/navigation.ts'
import { useSessionStore } from '../../window/session.ts'
import type { Remedy, RemedyMaker } from './remedy.ts'

const REGIONS = PRESETS.filter(({ baseUrl }) => baseUrl.startsWith('https://'))

/** The steps that lead to where something can be seen or changed, and send nothing. */
export function useLeadingRemedies() {
  const exporting = useExportingStore()
  const navigation = useNavigationStore()
  const otherRegion = useOtherRegion()

  return {
    'enter-key': ({ profile, key }) => ({
      label: 'Enter key…',
      run: () => {
        navigation.askForKey(profile, key)
      },
    }),
    'copy-for-support': ({ id }) => ({
      label: 'Support bundle…',
      run: () => {
        exporting.ask({ id }, 'bundle')
      },
    }),
    'open-catalog': (exchange) => ({
      label: 'Look it up',
      run: () => {
        navigation.lookUp(entryOf(exchange))
      },
    }),
    'open-settings': settingsAt('address', 'Open settings'),
    'open-token-settings': settingsAt('token', 'Token settings'),
    'open-time-settings': settingsAt('retry', 'Time settings'),
    'other-region': (exchange) => otherRegion(exchange) ?? settingsAt('address', 'Open settings')(exchange),
    'show-answer': () => ({
      label: 'Show the body',
      run: () => {
        navigation.showTab('body')
      },
    }),
  } as const satisfies Partial<Record<RemedyAction, RemedyMaker>>

  /** The settings of the profile, at the group that the step is about. */
  function settingsAt(group: FieldGroupId, label: string) {
    return ({ profile }: Exchange): Remedy => ({
      label,
      run: () => {
        navigation.openSettings(profile, group)
      },
    })
  }
}

/** Takes the request to the composer, for the profile of the other region; null when there is none. */
function useOtherRegion(): (exchange: Exchange) => Remedy | null {
  const navigation = useNavigationStore()
  const resend = useResendStore()
  const session = useSessionStore()

  return (exchange) => {
    const here = profileAt(exchange.request.url, REGIONS)
    const there = here && REGIONS.find(({ id }) => id !== here.id)
    const profile = there ? session.profileOf(there.id) : null
    if (profile === null) return null
    return {
      label: `Ask ${profile.name}`,
      run: async () => {
        await resend.loadFor(exchange, profile)
        if (session.readyKeysOf(profile.id).length === 0) navigation.askForKey(profile.id)
        else navigation.focus('target')
      },
    }
  }
}
