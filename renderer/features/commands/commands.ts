import { computed, type ComputedRef } from 'vue'
import type { Settings } from '../../../app/contract/settings.ts'
import {
  COMMAND_IDS,
  COMMANDS,
  type CommandEntry,
  type CommandId,
  type Keys,
} from '../../../app/contract/commands.ts'
import { useCatalogStore } from '../catalog/catalog.ts'
import { useComposerStore } from '../composer/composer.ts'
import { useResendStore } from '../exchange/resend.ts'
import { NOTHING_TO_ACT_ON, useExchangeActions, type ActionName } from '../exchange/exchangeActions.ts'
import { useImportingStore } from '../import/importing.ts'
import { useExchangesStore } from '../history/exchanges.ts'
import { useFilterStore } from '../history/filter.ts'
import { useNavigationStore, type FocusField, type Room } from '../window/navigation.ts'
import { useRemovalStore } from '../history/removal.ts'
import { useReplaysStore } from '../replay/replays.ts'
import { useSessionStore } from '../window/session.ts'

export interface Command {
  readonly id: string
  readonly group: CommandEntry['group'] | 'Write a request'
  readonly title: string
  /** Other words by which people look for it. */
  readonly also?: string
  /** Whether it sends a request at once. */
  readonly sends?: boolean
  /** The first is the one to be taught. */
  readonly keys: readonly Keys[]
  /** False while there is nothing that it could act on. */
  readonly isPossible: boolean
  /** Whether it acts while a dialog is open, too. */
  readonly isEverywhere?: boolean
  run(): Promise<void> | void
}

/** What of a command changes with what there is to act on. */
type Act = Pick<Command, 'run'> & Partial<Pick<Command, 'title' | 'isPossible' | 'isEverywhere' | 'sends'>>

const NOTHING_SELECTED: Act = { isPossible: false, run: () => undefined }

/** Everything that can be done by name or by shortcut: the palette, the shortcut table and the keyboard read this. */
export function useCommands(): ComputedRef<readonly Command[]> {
  const navigation = useNavigationStore()
  const catalog = useCatalogStore()
  const composer = useComposerStore()
  const recorded = useResendStore()
  const exchanges = useExchangesStore()
  const session = useSessionStore()
  const filter = useFilterStore()
  const removal = useRemovalStore()
  const replays = useReplaysStore()
  const actionsFor = useExchangeActions()
  const importing = useImportingStore()

  const requests = computed(() =>
    catalog.endpoints.map(({ method, path, title }): Command => ({
      id: `write-${method} ${path}`,
      group: 'Write a request',
      title: `${title} · ${method} ${path}`,
      keys: [],
      isPossible: true,
      run: () => {
        composer.replace({ method, target: path })
        navigation.focus('target')
      },
    })),
  )

  const keys = computed(() =>
    session.keysOfProfile
      .filter(({ alias, state }) => state === 'ready' && alias !== session.keyAlias)
      .map(({ profile, alias }): Command => ({
        id: `key-${alias}`,
        group: 'Request',
        title: `Use key ${alias}`,
        keys: [],
        isPossible: true,
        run: () => session.select(profile, alias),
      })),
  )

  const go = (room: Room): Act => ({
    run: () => {
      navigation.go(room)
    },
  })
  const wear = (theme: Settings['theme']): Act => ({ run: () => session.setTheme(theme) })
  const zoom = (to: 'in' | 'out' | 'reset'): Act => ({ isEverywhere: true, run: () => session.zoom(to) })
  const focus = (field: FocusField): Act => ({
    run: () => {
      if (field === 'filter') navigation.go('history')
      navigation.focus(field)
    },
  })
  const rooms = {
    'go-history': go('history'),
    'go-problems': go('problems'),
    'go-explain': go('explain'),
    'go-limits': go('limits'),
    'go-keys': go('keys'),
    'go-sandbox': go('sandbox'),
    'go-catalog': go('catalog'),
    'go-settings': go('settings'),
  } satisfies Record<`go-${Room}`, Act>

  return computed(() => {
    const opened = exchanges.opened.state === 'ready' ? exchanges.opened.value : null
    const isUnderWay = opened !== null && opened.outcome === null
    const ended = isUnderWay ? null : opened
    const actions = new Map(
      (ended ? actionsFor(ended) : NOTHING_TO_ACT_ON).map((action) => [action.name, action]),
    )
    const act = (name: ActionName): Act => actions.get(name) ?? NOTHING_SELECTED
    const acts: Record<CommandId, Act> = {
      send: {
        sends: true,
        isPossible: composer.obstacle === null && !composer.isSending,
        run: () => composer.submit(),
      },
      'choose-key': focus('key'),
      'request-details': {
        title: composer.isOpen ? 'Hide parameters, headers and body' : 'Show parameters, headers and body',
        run: () => {
          composer.toggle()
        },
      },
      'bring-back-draft': {
        isPossible: composer.replaced !== null,
        run: () => {
          composer.bringBack()
        },
      },
      replay: { ...act('replay'), sends: true },
      edit: act('edit'),
      pin: act('pin'),
      note: act('note'),
      export: act('export'),
      compare: act('compare'),
      delete: act('delete'),
      'replay-all': {
        title: filter.isOn ? 'Replay all that failed and match the filter' : 'Replay all that failed',
        isPossible: !replays.isBusy && exchanges.total > 0,
        run: () => {
          replays.ask({ query: filter.isOn ? filter.query : null })
        },
      },
      cancel: {
        isPossible: isUnderWay,
        run: () => (opened ? exchanges.cancel(opened.id) : undefined),
      },
      'import-har': {
        isPossible: importing.status?.phase !== 'reading',
        run: () => importing.choose(),
      },
      'show-replay': {
        run: async () => {
          navigation.go('history')
          await filter.apply('is:replay')
        },
      },
      'edit-path': focus('target'),
      filter: focus('filter'),
      'undo-deletion': { isPossible: removal.last !== null && !removal.isBusy, run: () => removal.undo() },
      'search-envelope': {
        isPossible: opened !== null,
        run: () => {
          navigation.go('history')
          navigation.showTab('envelope')
          navigation.focus('search')
        },
      },
      ...rooms,
      'theme-system': wear('system'),
      'theme-light': wear('light'),
      'theme-dark': wear('dark'),
      'zoom-in': zoom('in'),
      'zoom-out': zoom('out'),
      'zoom-reset': zoom('reset'),
      palette: {
        run: () => {
          navigation.open('palette')
        },
      },
      shortcuts: {
        run: () => {
          navigation.open('shortcuts')
        },
      },
      'help-catalog': go('catalog'),
    }
    const fixed = COMMAND_IDS.map((id): Command => {
      const { group, title, keys, also = '' }: CommandEntry = COMMANDS[id]
      const { run, title: present = title, isPossible = true, isEverywhere = false, sends = false } = acts[id]
      return { id, group, title: present, also, keys, isPossible, isEverywhere, sends, run }
    })
    const withOtherKeys = (ended ? session.otherKeysFor(ended) : []).map((alias): Command => ({
      id: `replay-with-${alias}`,
      group: 'Exchange',
      title: `Replay the selected exchange with key ${alias}`,
      sends: true,
      keys: [],
      isPossible: true,
      run: () => (ended ? recorded.replay(ended, alias) : undefined),
    }))
    return [...fixed, ...withOtherKeys, ...keys.value, ...requests.value]
  })
}

type Press = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'repeat'>

/** The command that a key press means; null when it means none, or only writes into a field. */
export function commandFor(
  commands: readonly Command[],
  press: Press,
  { isMac, isInField }: { isMac: boolean; isInField: boolean },
): Command | null {
  const isModified = isMac ? press.metaKey : press.ctrlKey
  const isOther = press.altKey || (isMac ? press.ctrlKey : press.metaKey)
  if (press.repeat || isOther || (!isModified && isInField)) return null
  // On many keyboards the plus needs Shift, and stands with the equals sign.
  const key = press.key === '=' && isModified ? '+' : press.key.toLowerCase()
  const found = commands.find(({ keys }) =>
    keys.some((each) => each.key === key && each.isModified === isModified),
  )
  return found?.isPossible ? found : null
}

const KEY_NAMES: Readonly<Record<string, string>> = {
  enter: '⏎',
  arrowup: '↑',
  arrowdown: '↓',
  arrowleft: '←',
  arrowright: '→',
  pageup: 'Page ↑',
  pagedown: 'Page ↓',
  escape: 'Esc',
  ' ': 'Space',
}

/** How a key is written: `A`, `⏎`, `Page ↑`; what is no single letter and has no sign stays as it is. */
export function keyName(key: string): string {
  return KEY_NAMES[key.toLowerCase()] ?? (key.length === 1 ? key.toUpperCase() : key)
}

/** How shortcuts are written: `Ctrl F or /`, or `⌘F or /` on a Mac. */
export function keysText(keys: readonly Keys[], isMac: boolean): string {
  return keys.map((each) => oneText(each, isMac)).join(' or ')
}

function oneText({ key, isModified }: Keys, isMac: boolean): string {
  const name = key === 'delete' ? 'Delete' : keyName(key)
  if (!isModified) return name
  return isMac ? `⌘${name}` : `Ctrl ${name}`
}
