import type { Exchange } from '../../../app/contract/exchange.ts'
import { announce } from '../../ui/announcer.ts'
import { formatClock } from '../../ui/format.ts'
import { useComparingStore } from '../compare/comparing.ts'
import { useResendStore } from './resend.ts'
import { useExportingStore } from '../export/exporting.ts'
import { useNavigationStore } from '../window/navigation.ts'
import { useAnnotationsStore } from '../history/annotations.ts'
import { useRemovalStore } from '../history/removal.ts'
import { useReplaysStore } from '../replay/replays.ts'
import { useSelectionStore } from '../history/selection.ts'
import { useSessionStore } from '../window/session.ts'
import { shortTarget } from '../composer/target.ts'

const NAMES = ['replay', 'edit', 'pin', 'note', 'export', 'compare', 'delete'] as const

export type ActionName = (typeof NAMES)[number]

const TITLES = {
  replay: 'Replay the selected exchange',
  edit: 'Edit the selected request, to send it again',
  pin: 'Pin the selected exchange',
  note: 'Write a note on the selected exchange',
  export: 'Export the selected exchange',
  compare: 'Compare the selected exchange with another',
  delete: 'Delete the selected exchange',
} satisfies Record<ActionName, string>

export interface ExchangeAction {
  readonly name: ActionName
  /** On its button. */
  readonly label: string
  /** Where the exchange does not stand beside it. */
  readonly title: string
  readonly isPossible: boolean
  run(): Promise<void> | void
}

/** What there would be to do while no exchange is open, so that the table of shortcuts is always whole. */
export const NOTHING_TO_ACT_ON: readonly ExchangeAction[] = NAMES.map((name) => ({
  name,
  title: TITLES[name],
  label: TITLES[name],
  isPossible: false,
  run: () => undefined,
}))

/** What can be done with an exchange that has ended: its buttons and the commands say and do the same. */
export function useExchangeActions(): (exchange: Exchange) => readonly ExchangeAction[] {
  const comparing = useComparingStore()
  const recorded = useResendStore()
  const exporting = useExportingStore()
  const navigation = useNavigationStore()
  const marks = useAnnotationsStore()
  const removal = useRemovalStore()
  const replays = useReplaysStore()
  const selection = useSelectionStore()
  const session = useSessionStore()

  return (exchange) => {
    const { id, request, startedAt } = exchange
    const { pinned, note } = marks.of(id)
    const ids = selection.isMany ? selection.ids : [id]
    const isMarked = comparing.marked?.id === id
    return [
      {
        name: 'replay',
        label: selection.isMany ? `Replay ${ids.length}…` : 'Replay',
        title: selection.isMany ? `Replay the ${ids.length} selected exchanges` : TITLES.replay,
        isPossible: !selection.isMany || !replays.isBusy,
        run: () => {
          if (!selection.isMany) return recorded.replay(exchange)
          replays.ask({ ids })
        },
      },
      {
        name: 'edit',
        label: 'Edit',
        title: TITLES.edit,
        isPossible: true,
        async run() {
          await recorded.load(exchange)
          navigation.focus('target')
        },
      },
      {
        name: 'pin',
        label: pinned ? 'Unpin' : 'Pin',
        title: pinned ? 'Unpin the selected exchange' : TITLES.pin,
        isPossible: true,
        async run() {
          if (await marks.set(id, { pinned: !pinned })) announce(pinned ? 'Not pinned any more' : 'Pinned')
        },
      },
      {
        name: 'note',
        label: note === null ? 'Note' : 'Change note',
        title: TITLES.note,
        isPossible: !marks.drafts.has(id),
        run: () => {
          navigation.go('history')
          marks.write(id)
          navigation.focus('note')
        },
      },
      {
        name: 'export',
        label: 'Export…',
        title: TITLES.export,
        isPossible: true,
        run: () => {
          exporting.ask({ id }, 'curl')
        },
      },
      {
        name: 'compare',
        label: 'Compare with…',
        title: TITLES.compare,
        isPossible: !isMarked,
        run: () => {
          navigation.go('history')
          comparing.mark({
            id,
            name: `${request.method} ${shortTarget(request.url, session.profileOf(exchange.profile))} of ${formatClock(startedAt)}`,
          })
        },
      },
      {
        name: 'delete',
        label: selection.isMany ? `Delete ${ids.length}` : 'Delete',
        title: selection.isMany ? `Delete the ${ids.length} selected exchanges` : TITLES.delete,
        isPossible: !removal.isBusy,
        run: () => removal.remove(ids),
      },
    ]
  }
}
