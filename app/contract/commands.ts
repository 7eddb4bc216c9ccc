/** A shortcut of the keyboard. */
export interface Keys {
  /** As `KeyboardEvent.key` names it, in lower case. */
  readonly key: string
  /** With Ctrl, or with Cmd on a Mac. A key without it acts only outside of fields. */
  readonly isModified: boolean
}

export interface CommandEntry {
  /** Where the window's menu has it; the order here is the order there. */
  readonly menu: 'file' | 'edit' | 'view' | 'help'
  readonly group: 'Go to' | 'Request' | 'Exchange' | 'Bring in' | 'View' | 'Help'
  readonly title: string
  /** The first is the one to be taught. */
  readonly keys: readonly Keys[]
  /** Other words by which people look for it. */
  readonly also?: string
}

const withKey = (key: string): { readonly keys: readonly Keys[] } => ({ keys: [{ key, isModified: true }] })
const alone = (key: string): { readonly keys: readonly Keys[] } => ({ keys: [{ key, isModified: false }] })
const plain = { keys: [] } as const

const request = { menu: 'file', group: 'Request' } as const
const exchange = { menu: 'file', group: 'Exchange' } as const
const room = { menu: 'view', group: 'Go to' } as const
const view = { menu: 'view', group: 'View' } as const
const help = { menu: 'help', group: 'Help' } as const

/**
 * The commands that are always there. The palette, the shortcut table, the keyboard and the window's menu all read this
 * list, so that none can contradict another.
 */
export const COMMANDS = {
  send: { ...request, title: 'Send', ...withKey('enter') },
  'choose-key': { ...request, title: 'Use key…', also: 'choose switch select', ...plain },
  'request-details': { ...request, title: 'Show or hide parameters, headers and body', ...withKey('b') },
  'save-request': { ...request, title: 'Save this request…', also: 'keep name folder', ...plain },
  'saved-requests': { ...request, title: 'Saved requests…', also: 'open folder collection', ...plain },
  'bring-back-draft': {
    ...request,
    title: 'Bring back the replaced request',
    also: 'undo restore draft',
    ...plain,
  },
  replay: { ...exchange, title: 'Replay the selected exchange', ...withKey('r') },
  edit: { ...exchange, title: 'Edit the selected request for a replay', ...withKey('e') },
  pin: { ...exchange, title: 'Pin or unpin the selected exchange', ...withKey('p') },
  note: { ...exchange, title: 'Write a note on the selected exchange', ...withKey('n') },
  copy: { ...exchange, title: 'Copy the selected request as…', also: 'code snippet', ...plain },
  export: { ...exchange, title: 'Export the selected exchange', ...withKey('s') },
  compare: { ...exchange, title: 'Compare the selected exchange with another', ...withKey('d') },
  'send-to': {
    ...exchange,
    title: 'Send the selected request to another profile or with another key',
    also: 'region compare',
    ...plain,
  },
  delete: { ...exchange, title: 'Delete the selection', also: 'remove', ...alone('delete') },
  'replay-all': { ...exchange, title: 'Replay all that failed', ...withKey('g') },
  cancel: { ...exchange, title: 'Cancel the selected exchange', ...plain },
  paste: {
    menu: 'file',
    group: 'Bring in',
    title: 'Paste anything…',
    also: 'explain response answer log token command curl',
    ...withKey('3'),
  },
  'open-file': {
    menu: 'file',
    group: 'Bring in',
    title: 'Open a Postern file…',
    also: 'bundle read shared',
    ...plain,
  },
  'import-har': {
    menu: 'file',
    group: 'Bring in',
    title: 'Import HAR…',
    also: 'open file capture',
    ...withKey('o'),
  },
  'edit-path': { ...request, menu: 'edit', title: 'Edit the path', ...withKey('l') },
  filter: {
    ...view,
    menu: 'edit',
    title: 'Filter the history',
    also: 'find search',
    keys: [...withKey('f').keys, ...alone('/').keys],
  },
  'search-envelope': { ...view, menu: 'edit', title: 'Search the body', also: 'find', ...withKey('j') },
  'undo-deletion': {
    ...exchange,
    menu: 'edit',
    title: 'Undo delete',
    also: 'bring back restore deleted',
    ...plain,
  },
  'go-history': { ...room, title: 'History', ...withKey('1') },
  'go-problems': { ...room, title: 'Problems', ...withKey('2') },
  'go-keys': { ...room, title: 'Keys', also: 'limits rate window', ...withKey('4') },
  'go-capture': { ...room, title: 'Capture', also: 'proxy program client listen', ...plain },
  'go-check': { ...room, title: 'Check', also: 'rules retry judge report verdict', ...plain },
  'go-webhooks': { ...room, title: 'Webhooks', also: 'signature delivery', ...plain },
  'go-sandbox': { ...room, title: 'Sandbox', ...withKey('5') },
  'go-catalog': { ...room, title: 'Catalog', ...withKey('6') },
  'go-settings': { ...room, title: 'Settings', ...withKey('7') },
  'show-replay': { ...view, title: 'Show the last replay', ...plain },
  'theme-system': { ...view, title: 'Theme: as the system', also: 'mode appearance', ...plain },
  'theme-light': { ...view, title: 'Theme: light', also: 'mode appearance', ...plain },
  'theme-dark': { ...view, title: 'Theme: dark', also: 'mode appearance', ...plain },
  'zoom-in': { ...view, title: 'Zoom in', also: 'bigger larger', ...withKey('+') },
  'zoom-out': { ...view, title: 'Zoom out', also: 'smaller', ...withKey('-') },
  'zoom-reset': { ...view, title: 'Reset zoom', also: 'actual size 100 %', ...withKey('0') },
  'next-part': { ...view, title: 'Go to the next part of the window', also: 'focus pane', ...alone('f6') },
  palette: { ...help, title: 'All commands', ...withKey('k') },
  shortcuts: { ...help, title: 'Shortcuts', also: 'keyboard', ...alone('?') },
  'help-catalog': { ...help, title: 'Look up a status or a code', also: 'error', ...plain },
} as const satisfies Record<string, CommandEntry>

export type CommandId = keyof typeof COMMANDS

export const COMMAND_IDS = Object.keys(COMMANDS) as [CommandId, ...CommandId[]]
