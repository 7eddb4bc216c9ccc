import { keyName } from './keys.ts'

interface WithinRow {
  readonly what: string
  /** As `KeyboardEvent.key` names them, with `Mod+` for Ctrl or ⌘, and `click` for the mouse. */
  readonly keys: readonly string[]
}

interface WithinGroup {
  readonly title: string
  /** The sources that listen to these keys; none where Chromium, or the window's menu, does. */
  readonly files: readonly string[]
  readonly rows: readonly WithinRow[]
}

/** What lists, fields and the window do by themselves. No source listens to a key that does not stand here. */
export const WITHIN: readonly WithinGroup[] = [
  {
    title: 'In the history',
    files: ['features/history/useHistoryKeys.ts'],
    rows: [
      { what: 'Move', keys: ['ArrowUp', 'ArrowDown'] },
      { what: 'Move faster, or to its ends', keys: ['PageUp', 'PageDown', 'Home', 'End'] },
      { what: 'Open the exchange, where the window has no room beside the list', keys: ['Enter'] },
      {
        what: 'Choose several',
        keys: ['Shift+ArrowUp', 'Shift+ArrowDown', 'Shift+click', 'Mod+click'],
      },
      { what: 'Select all loaded rows', keys: ['Mod+a'] },
      { what: 'Select one row again', keys: ['Escape'] },
    ],
  },
  {
    title: 'On the heads of the columns',
    files: ['features/history/ColumnHeads.vue'],
    rows: [
      { what: 'Move', keys: ['ArrowLeft', 'ArrowRight'] },
      { what: 'Make a column narrower or wider', keys: ['Shift+ArrowLeft', 'Shift+ArrowRight'] },
    ],
  },
  {
    title: 'In a field with suggestions, and in a list with a search field',
    files: ['ui/CompletionField.vue', 'ui/PickList.vue'],
    rows: [
      { what: 'Move', keys: ['ArrowUp', 'ArrowDown', 'PageUp', 'PageDown'] },
      { what: 'Take the marked one', keys: ['Enter'] },
      { what: 'Close the suggestions, then clear the filter', keys: ['Escape'] },
    ],
  },
  {
    title: 'In Activity',
    files: ['features/jobs/ActivityPill.vue'],
    rows: [{ what: 'Close it', keys: ['Escape'] }],
  },
  {
    title: 'At the name of a saved request',
    files: ['features/saved/SavedRow.vue'],
    rows: [{ what: 'Leave the name unchanged', keys: ['Escape'] }],
  },
  {
    title: 'In the search of a text',
    files: ['ui/SearchBar.vue', 'features/answer/messages/HeaderTable.vue'],
    rows: [
      { what: 'Next place', keys: ['Enter'] },
      { what: 'Place before', keys: ['Shift+Enter'] },
      { what: 'Search for nothing', keys: ['Escape'] },
    ],
  },
  {
    title: 'In the body',
    files: [
      'features/answer/envelope/JsonTree.vue',
      'features/answer/envelope/RecordTable.vue',
      'features/answer/envelope/copyKey.ts',
    ],
    rows: [
      { what: 'Move', keys: ['ArrowUp', 'ArrowDown', 'PageUp', 'PageDown', 'Home', 'End'] },
      { what: 'Open or close a branch', keys: ['Enter', ' ', 'ArrowLeft', 'ArrowRight'] },
      { what: 'From a cell of the table to its place in the tree', keys: ['Enter'] },
      { what: 'Go to a name of the tree', keys: ['its letters'] },
      { what: 'Copy the value', keys: ['Mod+c'] },
    ],
  },
  {
    title: 'In the problems',
    files: ['features/problems/ProblemList.vue', 'features/problems/ProblemsRoom.vue'],
    rows: [
      { what: 'Move', keys: ['ArrowUp', 'ArrowDown', 'PageUp', 'PageDown', 'Home', 'End'] },
      { what: 'Clear the filter', keys: ['Escape'] },
      { what: 'Open its last exchange', keys: ['Enter'] },
      { what: 'Resolve, ignore, reopen', keys: ['r', 'i', 'o'] },
    ],
  },
  {
    title: 'In the rules of Check',
    files: ['features/check/RuleList.vue'],
    rows: [{ what: 'Move', keys: ['ArrowUp', 'ArrowDown', 'Home', 'End'] }],
  },
  {
    title: 'While you write',
    files: [
      'features/exchange/ExchangeNote.vue',
      'features/problems/ProblemNote.vue',
      'features/keys/KeyRename.vue',
      'ui/ConfirmInPlace.vue',
    ],
    rows: [
      { what: 'Keep a note', keys: ['Mod+Enter'] },
      { what: 'Give up a note, a name or a removal', keys: ['Escape'] },
      { what: 'Indent in the editor of a body', keys: ['Tab'] },
      { what: 'Leave that editor', keys: ['Esc, then Tab'] },
      { what: 'Undo typing', keys: ['Mod+z'] },
    ],
  },
  {
    title: 'On the line between a list and its detail',
    files: ['features/window/RoomSplitter.vue'],
    rows: [
      { what: 'Move it', keys: ['ArrowLeft', 'ArrowRight', 'Home', 'End'] },
      { what: 'Put it back', keys: ['Enter'] },
    ],
  },
  {
    title: 'In the window',
    files: [],
    rows: [
      { what: 'Move between tabs, or choices side by side', keys: ['ArrowLeft', 'ArrowRight'] },
      { what: 'Close a menu or a dialog', keys: ['Escape'] },
      { what: 'Cut, copy, paste', keys: ['Mod+x', 'Mod+c', 'Mod+v'] },
      { what: 'Redo typing', keys: ['redo'] },
      { what: 'Full screen', keys: ['fullscreen'] },
      { what: 'Minimise or close the window', keys: ['Mod+m', 'Mod+w'] },
      { what: 'Quit', keys: ['Mod+q'] },
    ],
  },
]

/** Chromium's own, which differ by more than the modifier. */
const ROLES: Readonly<Record<string, { readonly mac: string; readonly other: string }>> = {
  redo: { mac: '⇧⌘Z', other: 'Ctrl Y' },
  fullscreen: { mac: '⌃⌘F', other: 'F11' },
}

/** How keys of the table are written: `↑ ↓`, `Shift ↑`, `Ctrl A` or `⌘A`. */
export function withinText(keys: readonly string[], isMac: boolean): string {
  return keys
    .map((key) => oneText(key, isMac))
    .join(keys.every((key) => key.startsWith('Arrow')) ? ' ' : ', ')
}

function oneText(key: string, isMac: boolean): string {
  const role = ROLES[key]
  if (role) return isMac ? role.mac : role.other
  const [last = '', modifier] = key.split('+').toReversed()
  const name = keyName(last)
  if (modifier === 'Mod') return isMac && last !== 'click' ? `⌘${name}` : `${isMac ? '⌘' : 'Ctrl'} ${name}`
  return modifier === undefined ? name : `${modifier} ${name}`
}
