import type { Keys } from '../../../app/contract/commands.ts'
import type { Command } from './command.ts'

type Press = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'repeat'>

/** The command that a key press means; null when it means none, or only writes into a field. */
export function commandFor(
  commands: readonly Command[],
  press: Press,
  { isMac, isInField }: { isMac: boolean; isInField: boolean },
): Command | null {
  const isModified = isMac ? press.metaKey : press.ctrlKey
  const isOther = press.altKey || (isMac ? press.ctrlKey : press.metaKey)
  const writes = !isModified && !/^F\d+$/.test(press.key)
  if (press.repeat || isOther || (writes && isInField)) return null
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
  const [first = '', ...rest] = keyName(key)
  const name = first.toUpperCase() + rest.join('')
  if (!isModified) return name
  return isMac ? `⌘${name}` : `Ctrl ${name}`
}
