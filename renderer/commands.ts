import { computed, type ComputedRef } from 'vue'
import { ENDPOINTS } from '../app/catalog/endpoints.ts'
import { useComposerStore } from './stores/composer.ts'
import { useExchangesStore } from './stores/exchanges.ts'
import { ROOMS, useFrameStore, type Room } from './stores/frame.ts'
import { useSessionStore } from './stores/session.ts'

export interface Keys {
  /** As `KeyboardEvent.key` names it, in lower case. */
  readonly key: string
  /** With Ctrl, or with Cmd on a Mac. A key without it acts only outside of fields. */
  readonly isModified: boolean
}

export interface Command {
  readonly id: string
  readonly group: 'Go to' | 'Request' | 'Exchange' | 'View' | 'Help' | 'Write a request'
  readonly title: string
  readonly keys: Keys | null
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

function modified(key: string): Keys {
  return { key, isModified: true }
}

/** Everything that can be done by name or by shortcut: the palette, the shortcut table and the keyboard read this. */
export function useCommands(): ComputedRef<readonly Command[]> {
  const frame = useFrameStore()
  const composer = useComposerStore()
  const exchanges = useExchangesStore()
  const session = useSessionStore()

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
  const always = { keys: null, isPossible: true } as const
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
      composer.fill({ method, target: path })
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
        id: 'replay',
        group: 'Exchange',
        title: 'Replay the selected exchange',
        keys: modified('r'),
        isPossible: opened !== null && !isUnderWay,
        run: () => (opened ? composer.replay(opened) : undefined),
      },
      {
        id: 'cancel',
        group: 'Exchange',
        title: 'Cancel the selected exchange',
        keys: null,
        isPossible: isUnderWay,
        run: () => (opened ? exchanges.cancel(opened.id) : undefined),
      },
      {
        ...always,
        id: 'filter',
        group: 'View',
        title: 'Filter the history',
        keys: modified('f'),
        run: () => {
          frame.go('history')
          frame.focus('filter')
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
        keys: { key: '?', isModified: false },
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
  const found = commands.find(({ keys }) => keys?.key === key && keys.isModified === isModified)
  return found?.isPossible ? found : null
}

const KEY_NAMES: Readonly<Record<string, string>> = { enter: '⏎' }

/** How a shortcut is written: `Ctrl K`, or `⌘K` on a Mac. */
export function keysText({ key, isModified }: Keys, isMac: boolean): string {
  const name = KEY_NAMES[key] ?? key.toUpperCase()
  if (!isModified) return name
  return isMac ? `⌘${name}` : `Ctrl ${name}`
}
