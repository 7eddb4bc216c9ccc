import type { Exchange, RemedyAction } from '../../../app/contract/exchange.ts'
import { entryOf } from '../../catalogEntries.ts'
import { useComposerStore } from '../../stores/composer.ts'
import { useExportingStore } from '../../stores/exporting.ts'
import { useFrameStore } from '../../stores/frame.ts'

export interface Remedy {
  readonly label: string
  /** Epoch ms before which it is of no use; null when it can be done at once. */
  readonly notBefore: number | null
  run(): Promise<void> | void
}

/** What the button beside a step of the remedy does; null for what can only be done by a person. */
export function useRemedies(): (action: RemedyAction | null, exchange: Exchange) => Remedy | null {
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
        return { label: 'Write it above', notBefore: null, run: () => edit(exchange, 'target') }
      case 'switch-key':
        return { label: 'Choose a key…', notBefore: null, run: () => edit(exchange, 'key') }
      case 'open-catalog':
        return lookUp(exchange)
      default:
        return null
    }
  }

  function lookUp(exchange: Exchange): Remedy {
    return {
      label: 'Look it up',
      notBefore: null,
      run: () => {
        frame.lookUp(entryOf(exchange))
      },
    }
  }

  return (action, exchange) => {
    if (exchange.source === 'import') return remedyForSaved(action, exchange)
    const notBefore = exchange.diagnosis?.retry.notBefore ?? null
    switch (action) {
      case 'switch-key':
        return { label: 'Switch key…', notBefore: null, run: () => edit(exchange, 'key') }
      case 'edit-request':
        return { label: 'Edit request', notBefore: null, run: () => edit(exchange, 'target') }
      case 'replay':
        return { label: replayLabel(exchange), notBefore: null, run: () => composer.replay(exchange) }
      case 'wait-and-replay':
        return {
          label: replayLabel(exchange),
          notBefore: notBefore === null ? null : Date.parse(notBefore),
          run: () => composer.replay(exchange),
        }
      case 'enter-key':
        return {
          label: 'Enter key…',
          notBefore: null,
          run: () => {
            frame.askForKey(exchange.profile, exchange.key)
          },
        }
      case 'copy-for-support':
        return {
          label: 'Support bundle…',
          notBefore: null,
          run: () => {
            exporting.ask(exchange.id, 'bundle')
          },
        }
      case 'open-catalog':
        return lookUp(exchange)
      case 'open-settings':
        return {
          label: 'Open settings',
          notBefore: null,
          run: () => {
            frame.openSettings(exchange.profile)
          },
        }
      // A token is exchanged anew by each replay that needs it.
      case 'refresh-token':
      case null:
        return null
    }
  }
}

function replayLabel(exchange: Exchange): string {
  return exchange.diagnosis?.retry.helps === 'unsafe' ? 'Replay anyway' : 'Replay'
}
