import { plural } from '../../../app/contract/words.ts'
import type { Exchange } from '../../../app/contract/exchange.ts'
import { announce } from '../../ui/announcer.ts'
import { useComparingStore } from '../compare/comparing.ts'
import { useResendStore } from './resend.ts'
import { useSendingToStore } from './sendingTo.ts'
import { useExportingStore } from '../export/exporting.ts'
import { useNavigationStore } from '../window/navigation.ts'
import { useAnnotationsStore } from '../history/annotations.ts'
import { useRemovalStore } from '../history/removal.ts'
import { useReplaysStore } from '../replay/replays.ts'
import { useSelectionStore } from '../history/selection.ts'

const NAMES = ['replay', 'edit', 'pin', 'note', 'copy', 'export', 'compare', 'send-to', 'delete'] as const

export type ActionName = (typeof NAMES)[number]

const TITLES = {
  replay: 'Replay the selected exchange',
  edit: 'Edit the selected request for a replay',
  pin: 'Pin the selected exchange',
  note: 'Write a note on the selected exchange',
  copy: 'Copy the selected request as…',
  export: 'Export the selected exchange',
  compare: 'Compare the selected exchange with another',
  'send-to': 'Send the selected request to another profile or with another key',
  delete: 'Delete the selected exchange',
} satisfies Record<ActionName, string>

interface ExchangeAction {
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

type Maker = (exchange: Exchange) => Omit<ExchangeAction, 'name'>

/** What can be done with an exchange that has ended: its buttons and the commands say and do the same. */
export function useExchangeActions(): (exchange: Exchange) => readonly ExchangeAction[] {
  const makers: Record<ActionName, Maker> = { ...useActionsOnSelected(), ...useActionsOnOne() }
  return (exchange) => NAMES.map((name) => ({ name, ...makers[name](exchange) }))
}

/** What acts on all that are selected together. */
function useActionsOnSelected() {
  const resend = useResendStore()
  const replays = useReplaysStore()
  const removal = useRemovalStore()
  const selection = useSelectionStore()

  return {
    replay: (exchange) => {
      const { isMany, ids } = selection
      return {
        label: isMany ? `Replay ${ids.length}…` : 'Replay',
        title: isMany ? `Replay ${plural(ids.length, 'selected exchange')}` : TITLES.replay,
        isPossible: !isMany || !replays.isBusy,
        run: () => {
          if (!isMany) return resend.replay(exchange)
          replays.ask({ ids })
        },
      }
    },
    delete: ({ id }) => {
      const { isMany, ids } = selection
      return {
        label: isMany ? `Delete ${ids.length}` : 'Delete',
        title: isMany ? `Delete ${plural(ids.length, 'selected exchange')}` : TITLES.delete,
        isPossible: !removal.isBusy,
        run: () => removal.remove(isMany ? ids : [id]),
      }
    },
  } as const satisfies Partial<Record<ActionName, Maker>>
}

function useActionsOnOne() {
  const resend = useResendStore()
  const exporting = useExportingStore()
  const navigation = useNavigationStore()
  const sendingTo = useSendingToStore()

  return {
    edit: (exchange) => ({
      label: 'Edit',
      title: TITLES.edit,
      isPossible: exchange.direction !== 'in',
      async run() {
        await resend.load(exchange)
        navigation.focus('target')
      },
    }),
    copy: ({ id }) => ({
      label: 'Copy as…',
      title: TITLES.copy,
      isPossible: true,
      run: () => {
        exporting.ask({ id }, exporting.requestFormat)
      },
    }),
    export: ({ id }) => ({
      label: 'Export…',
      title: TITLES.export,
      isPossible: true,
      run: () => {
        exporting.ask({ id })
      },
    }),
    ...useAnnotating(),
    compare: useComparing(),
    'send-to': (exchange) => ({
      label: 'Send the same to…',
      title: TITLES['send-to'],
      isPossible: exchange.request.url !== '' && exchange.direction !== 'in',
      run: () => {
        navigation.go('history')
        sendingTo.ask(exchange)
      },
    }),
  } as const satisfies Partial<Record<ActionName, Maker>>
}

function useAnnotating() {
  const annotations = useAnnotationsStore()
  const navigation = useNavigationStore()

  return {
    pin: ({ id }) => {
      const { pinned } = annotations.of(id)
      return {
        label: pinned ? 'Unpin' : 'Pin',
        title: pinned ? 'Unpin the selected exchange' : TITLES.pin,
        isPossible: true,
        async run() {
          const isDone = await annotations.set(id, { pinned: !pinned })
          if (isDone) announce(pinned ? 'Not pinned any more' : 'Pinned')
        },
      }
    },
    note: ({ id }) => ({
      label: annotations.of(id).note === null ? 'Note' : 'Change note',
      title: TITLES.note,
      isPossible: !annotations.drafts.has(id),
      run: () => {
        navigation.go('history')
        annotations.write(id)
        navigation.focus('note')
      },
    }),
  } as const satisfies Partial<Record<ActionName, Maker>>
}

function useComparing(): Maker {
  const comparing = useComparingStore()
  const navigation = useNavigationStore()

  return ({ id, request, profile, key, startedAt }) => ({
    label: 'Compare with…',
    title: TITLES.compare,
    isPossible: comparing.marked?.id !== id,
    run: () => {
      comparing.mark(comparing.named({ id, profile, key, startedAt, ...request }))
      navigation.read(false)
      navigation.focus('list')
    },
  })
}
