import type { Exchange, RemedyAction } from '../../../app/contract/exchange.ts'
import { entryOf } from '../../catalogEntries.ts'
import { useAppointmentsStore } from '../../stores/appointments.ts'
import { useComposerStore } from '../../stores/composer.ts'
import { useExportingStore } from '../../stores/exporting.ts'
import { useFrameStore } from '../../stores/frame.ts'

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
  run(): Promise<void> | void
}

const SENDS_AGAIN: ReadonlySet<RemedyAction> = new Set(['replay', 'wait-and-replay', 'refresh-token'])

/** What the button beside a step of the remedy does; null for what can only be done by a person. */
export function useRemedies(): (action: RemedyAction | null, exchange: Exchange) => Remedy | null {
  const appointments = useAppointmentsStore()
  const composer = useComposerStore()
  const exporting = useExportingStore()
  const frame = useFrameStore()

  async function edit(exchange: Exchange, field: 'key' | 'target'): Promise<void> {
    await composer.load(exchange)
    frame.focus(field)
  }

  /** What can be done about an answer that Postern did not fetch: it has no key and no profile, and may hold secrets. */
  function remedyForSaved(action: RemedyAction | null, exchange: Exchange): Remedy | null {
    if (exchange.request.url === '' && action !== 'open-catalog') return null
    switch (action) {
      case 'edit-request':
        return { label: 'Write it above', run: () => edit(exchange, 'target') }
      case 'switch-key':
        return { label: 'Choose a key…', run: () => edit(exchange, 'key') }
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
        frame.lookUp(entryOf(exchange))
      },
    }
  }

  function laterFor(exchange: Exchange): { later?: Later } {
    const notBefore = exchange.diagnosis?.retry.notBefore ?? null
    // Nobody may be there at that time to be asked.
    if (notBefore === null || !composer.isReady(exchange)) return {}
    const at = Date.parse(notBefore)
    return {
      later: {
        at,
        isMade: () => appointments.isMade(exchange.id),
        make: () => {
          appointments.make(exchange, at)
        },
        cancel: () => {
          appointments.cancel(exchange.id)
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
        return { label: 'Switch key…', run: () => edit(exchange, 'key') }
      case 'edit-request':
        return { label: 'Edit request', run: () => edit(exchange, 'target') }
      case 'replay':
        return { label: replayLabel(exchange), run: () => composer.replay(exchange) }
      case 'wait-and-replay':
        return {
          label: replayLabel(exchange),
          ...laterFor(exchange),
          run: () => composer.replay(exchange),
        }
      // Whoever sends after a refused token exchanges the key anew.
      case 'refresh-token':
        return { label: 'Refresh and replay', run: () => composer.replay(exchange) }
      case 'enter-key':
        return {
          label: 'Enter key…',

          run: () => {
            frame.askForKey(exchange.profile, exchange.key)
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
        return {
          label: 'Open settings',

          run: () => {
            frame.openSettings(exchange.profile)
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
