import { computed, type ComputedRef } from 'vue'
import { ENDPOINTS } from '../app/catalog/endpoints.ts'
import { useComposerStore } from './stores/composer.ts'
import { NOTHING_TO_ACT_ON, useExchangeActions, type ActionName } from './exchangeActions.ts'
import { useImportingStore } from './stores/importing.ts'
import { useExchangesStore } from './stores/exchanges.ts'
import { useFilterStore } from './stores/filter.ts'
import { ROOMS, useFrameStore, type Room } from './stores/frame.ts'
import { useReplaysStore } from './stores/replays.ts'
import { useSessionStore } from './stores/session.ts'

export interface Keys {
  /** As `KeyboardEvent.key` names it, in lower case. */
  readonly key: string
  /** With Ctrl, or with Cmd on a Mac. A key without it acts only outside of fields. */
  readonly isModified: boolean
}

export interface Command {
  readonly id: string
  readonly group: 'Go to' | 'Request' | 'Exchange' | 'Bring in' | 'View' | 'Help' | 'Write a request'
  readonly title: string
  /** The first is the one to be taught. */
  readonly keys: readonly Keys[]
  /** False while there is nothing that it could act on. */
  readonly isPossible: boolean
  run(): Promise<void> | void
}

const ROOM_NAMES = {
  history: 'History',
  problems: 'Problems',
  explain: 'Explain an answer',
  limits: 'Limits',
  keys: 'Keys',
  sandbox: 'Sandbox',
  catalog: 'Catalog',
  settings: 'Settings',
} satisfies Record<Room, string>

const THEME_NAMES = { system: 'as the system', light: 'light', dark: 'dark' } as const

function modified(key: string): readonly Keys[] {
  return [{ key, isModified: true }]
}

function plain(key: string): readonly Keys[] {
  return [{ key, isModified: false }]
}

const ACTION_KEYS = {
  replay: modified('r'),
  edit: modified('e'),
  pin: modified('p'),
  note: modified('n'),
  export: modified('s'),
  compare: modified('d'),
  delete: plain('delete'),
} satisfies Record<ActionName, readonly Keys[]>

/** Everything that can be done by name or by shortcut: the palette, the shortcut table and the keyboard read this. */
export function useCommands(): ComputedRef<readonly Command[]> {
  const frame = useFrameStore()
  const composer = useComposerStore()
  const exchanges = useExchangesStore()
  const filter = useFilterStore()
  const replays = useReplaysStore()
  const session = useSessionStore()
  const actionsFor = useExchangeActions()
  const importing = useImportingStore()

  const rooms = ROOMS.map((room, index): Command => ({
    id: `go-${room}`,
    group: 'Go to',
    title: ROOM_NAMES[room],
    keys: modified(String(index + 1)),
    isPossible: true,
    run: () => {
      frame.go(room)
    },
  }))
  const always = { keys: [], isPossible: true } as const
  const themes = (['system', 'light', 'dark'] as const).map((theme): Command => ({
    ...always,
    id: `theme-${theme}`,
    group: 'View',
    title: `Theme: ${THEME_NAMES[theme]}`,
    run: () => session.setTheme(theme),
  }))
  const requests = ENDPOINTS.map(({ method, path, title }): Command => ({
    ...always,
    id: `write-${method} ${path}`,
    group: 'Write a request',
    title: `${title} · ${method} ${path}`,
    run: () => {
      composer.replace({ method, target: path })
      frame.focus('target')
    },
  }))

  const keys = computed(() =>
    session.keysOfProfile
      .filter(({ alias, state }) => state === 'ready' && alias !== session.keyAlias)
      .map(({ profile, alias }): Command => ({
        ...always,
        id: `key-${alias}`,
        group: 'Request',
        title: `Use key ${alias}`,
        run: () => session.select(profile, alias),
      })),
  )

  return computed(() => {
    const opened = exchanges.opened.state === 'ready' ? exchanges.opened.value : null
    const isUnderWay = opened !== null && opened.outcome === null
    const ended = isUnderWay ? null : opened
    const commands: Command[] = [
      {
        id: 'send',
        group: 'Request',
        title: 'Send',
        keys: modified('enter'),
        isPossible: composer.obstacle === null && !composer.isSending,
        run: () => composer.submit(),
      },
      {
        ...always,
        id: 'edit-path',
        group: 'Request',
        title: 'Edit the path',
        keys: modified('l'),
        run: () => {
          frame.focus('target')
        },
      },
      {
        ...always,
        id: 'choose-key',
        group: 'Request',
        title: 'Choose a key',
        run: () => {
          frame.focus('key')
        },
      },
      {
        ...always,
        id: 'request-details',
        group: 'Request',
        title: composer.isOpen ? 'Hide parameters, headers and body' : 'Show parameters, headers and body',
        keys: modified('b'),
        run: () => {
          composer.isOpen = !composer.isOpen
        },
      },
      {
        id: 'bring-back-draft',
        group: 'Request',
        title: 'Bring back the request that was replaced',
        keys: [],
        isPossible: composer.replaced !== null,
        run: () => {
          composer.bringBack()
        },
      },
      ...(ended ? actionsFor(ended) : NOTHING_TO_ACT_ON).map(({ name, title, isPossible, run }): Command => ({
        id: name,
        group: 'Exchange',
        title,
        keys: ACTION_KEYS[name],
        isPossible,
        run,
      })),
      ...(ended ? session.otherKeysFor(ended) : []).map((alias): Command => ({
        ...always,
        id: `replay-with-${alias}`,
        group: 'Exchange',
        title: `Replay the selected exchange with key ${alias}`,
        run: () => (ended ? composer.replay(ended, alias) : undefined),
      })),
      {
        id: 'replay-all',
        group: 'Exchange',
        title: filter.isOn ? 'Replay all that failed and match the filter' : 'Replay all that failed',
        keys: modified('g'),
        isPossible: !replays.isBusy && exchanges.total > 0,
        run: () => {
          replays.ask({ query: filter.isOn ? filter.query : null })
        },
      },
      {
        id: 'cancel',
        group: 'Exchange',
        title: 'Cancel the selected exchange',
        keys: [],
        isPossible: isUnderWay,
        run: () => (opened ? exchanges.cancel(opened.id) : undefined),
      },
      {
        id: 'import-har',
        group: 'Bring in',
        title: 'Import HAR…',
        keys: modified('o'),
        isPossible: importing.status?.phase !== 'reading',
        run: () => importing.choose(),
      },
      {
        ...always,
        id: 'filter',
        group: 'View',
        title: 'Filter the history',
        keys: [...modified('f'), ...plain('/')],
        run: () => {
          frame.go('history')
          frame.focus('filter')
        },
      },
      {
        id: 'search-envelope',
        group: 'View',
        title: 'Search the envelope',
        keys: modified('j'),
        isPossible: opened !== null,
        run: () => {
          frame.go('history')
          frame.tab = 'envelope'
          frame.focus('search')
        },
      },
      ...keys.value,
      ...rooms,
      ...themes,
      {
        ...always,
        id: 'palette',
        group: 'Help',
        title: 'All commands',
        keys: modified('k'),
        run: () => {
          frame.open('palette')
        },
      },
      {
        ...always,
        id: 'shortcuts',
        group: 'Help',
        title: 'Shortcuts',
        keys: plain('?'),
        run: () => {
          frame.open('shortcuts')
        },
      },
      ...requests,
    ]
    return commands
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
  const key = press.key.toLowerCase()
  const found = commands.find(({ keys }) =>
    keys.some((each) => each.key === key && each.isModified === isModified),
  )
  return found?.isPossible ? found : null
}

const KEY_NAMES: Readonly<Record<string, string>> = { enter: '⏎', delete: 'Delete' }

/** How shortcuts are written: `Ctrl F or /`, or `⌘F or /` on a Mac. */
export function keysText(keys: readonly Keys[], isMac: boolean): string {
  return keys.map((each) => oneText(each, isMac)).join(' or ')
}

function oneText({ key, isModified }: Keys, isMac: boolean): string {
  const name = KEY_NAMES[key] ?? key.toUpperCase()
  if (!isModified) return name
  return isMac ? `⌘${name}` : `Ctrl ${name}`
}
