import { computed, type ComputedRef } from 'vue'
import type { CommandId } from '../../../app/contract/commands.ts'
import type { Exchange } from '../../../app/contract/exchange.ts'
import { hasEnded } from '../../../app/contract/jobPhase.ts'
import { useComposerStore } from '../composer/composer.ts'
import { NOTHING_TO_ACT_ON, useExchangeActions, type ActionName } from '../exchange/exchangeActions.ts'
import { useExchangesStore } from '../history/exchanges.ts'
import { usePosternFileStore } from '../file/posternFile.ts'
import { useFilterStore } from '../history/filter.ts'
import { useRemovalStore } from '../history/removal.ts'
import { useImportingStore } from '../import/importing.ts'
import { useJobsStore } from '../jobs/jobs.ts'
import { useReplaysStore } from '../replay/replays.ts'
import { useSavedStore } from '../saved/saved.ts'
import { useNavigationStore } from '../window/navigation.ts'
import type { Act } from './command.ts'
import type { WindowActId } from './windowActs.ts'

const NOTHING_SELECTED: Act = { isPossible: false, run: () => undefined }

/** What can be done with the draft, with the exchange that is open, and with what is kept. */
export function useRequestActs(): ComputedRef<Record<Exclude<CommandId, WindowActId>, Act>> {
  const draftActs = useDraftActs()
  const openedActs = useOpenedActs()
  const historyActs = useHistoryActs()
  return computed(() => ({ ...draftActs(), ...openedActs(), ...historyActs() }))
}

function useDraftActs() {
  const composer = useComposerStore()
  const saved = useSavedStore()
  return () =>
    ({
      send: {
        sends: true,
        isPossible: composer.obstacle === null && !composer.isSending,
        run: () => composer.submit(),
      },
      'request-details': {
        title: composer.isOpen ? 'Hide parameters, headers and body' : 'Show parameters, headers and body',
        run: () => {
          composer.toggle()
        },
      },
      'save-request': {
        isPossible: composer.draft.target.trim() !== '',
        run: () => {
          saved.show('save')
        },
      },
      'saved-requests': {
        run: () => {
          saved.show('list')
        },
      },
      'bring-back-draft': {
        isPossible: composer.replaced !== null,
        run: () => {
          composer.bringBack()
        },
      },
    }) satisfies Partial<Record<CommandId, Act>>
}

function useOpenedActs() {
  const exchanges = useExchangesStore()
  const navigation = useNavigationStore()
  const actionsFor = useExchangeActions()
  return () => {
    const opened = exchanges.opened.state === 'ready' ? exchanges.opened.value : null
    const ended = endedOf(opened)
    const actions = ended ? actionsFor(ended) : NOTHING_TO_ACT_ON
    const act = (name: ActionName): Act => actions.find((each) => each.name === name) ?? NOTHING_SELECTED
    return {
      replay: { ...act('replay'), sends: true },
      edit: act('edit'),
      pin: act('pin'),
      note: act('note'),
      copy: act('copy'),
      export: act('export'),
      compare: act('compare'),
      'send-to': act('send-to'),
      delete: act('delete'),
      cancel: {
        isPossible: opened !== ended,
        run: () => (opened ? exchanges.cancel(opened.id) : undefined),
      },
      'search-envelope': {
        isPossible: opened !== null,
        run: () => {
          navigation.showTab('body')
          navigation.focus('search')
        },
      },
    } satisfies Partial<Record<CommandId, Act>>
  }
}

function useHistoryActs() {
  const exchanges = useExchangesStore()
  const filter = useFilterStore()
  const replays = useReplaysStore()
  const removal = useRemovalStore()
  const importing = useImportingStore()
  const posternFile = usePosternFileStore()
  const jobs = useJobsStore()
  return () =>
    ({
      'replay-all': {
        title: filter.isOn ? 'Replay all that failed and match the filter' : 'Replay all that failed',
        isPossible: !replays.isBusy && exchanges.total > 0 && filter.isCurrent,
        run: () => {
          replays.ask({ query: filter.isOn ? filter.query : null })
        },
      },
      'open-file': { run: () => posternFile.choose() },
      'import-har': {
        isPossible: jobs.of('import').every(hasEnded),
        run: () => importing.choose(),
      },
      'undo-deletion': { isPossible: removal.last !== null && !removal.isBusy, run: () => removal.undo() },
    }) satisfies Partial<Record<CommandId, Act>>
}

/** The exchange, if it is over. */
export function endedOf(exchange: Exchange | null): Exchange | null {
  return exchange?.outcome === null ? null : exchange
}
