import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, it } from 'vitest'
import { WITHIN, withinText } from '../../../renderer/features/commands/withinKeys.ts'

const RENDERER = resolve(import.meta.dirname, '../../../renderer')

/** These read the table of commands, which has a test of its own. */
const OF_COMMANDS = new Set(['features/commands/keys.ts', 'features/commands/useShortcuts.ts'])

const NAMED = /^(?:Arrow(?:Up|Down|Left|Right)|Page(?:Up|Down)|Home|End|Enter|Escape|Delete|Tab| |[a-z])$/
const MODIFIERS = new Set(['prevent', 'stop', 'exact', 'self', 'capture', 'ctrl', 'meta', 'shift', 'alt'])
const ALIASES: Readonly<Record<string, string>> = { enter: 'Enter', escape: 'Escape', esc: 'Escape' }

/** The keys that a source listens to: what it compares a press with, names in its markup, or looks up in a record. */
function heardIn(source: string): Set<string> {
  const compared = [...source.matchAll(/\.key(?:\.toLowerCase\(\))?\s*[!=]==\s*'([^']+)'/g)].map(
    ([, key = '']) => key,
  )
  const marked = [...source.matchAll(/@key(?:down|up|press)((?:\.\w+)+)/g)].flatMap(([, path = '']) =>
    path
      .split('.')
      .filter((word) => word !== '' && !MODIFIERS.has(word))
      .map((word) => ALIASES[word] ?? word),
  )
  const looked = /\[event\.key\]/.test(source)
    ? [...source.matchAll(/^\s*(?:'([^']+)'|(\w+)):\s/gm)].map(([, quoted, plain]) => quoted ?? plain ?? '')
    : []
  return new Set([...compared, ...marked, ...looked.filter((key) => NAMED.test(key))])
}

const sources = readdirSync(RENDERER, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.(?:ts|vue)$/.test(file))
  .map((file) => file.replaceAll('\\', '/'))
  .map((file) => ({ file, heard: heardIn(readFileSync(join(RENDERER, file), 'utf8')) }))
  .filter(({ file, heard }) => heard.size > 0 && !OF_COMMANDS.has(file))

it('finds who listens to keys', () => {
  expect(sources.length).toBeGreaterThan(8)
  expect(heardIn("if (event.key === 'F2') x()\n@keydown.enter.exact='y'")).toEqual(new Set(['F2', 'Enter']))
})

it.each(sources)('every key that $file listens to is in the table', ({ file, heard }) => {
  const listed = WITHIN.filter(({ files }) => files.includes(file)).flatMap(({ rows }) =>
    rows.flatMap(({ keys }) => keys.map((key) => key.split('+').at(-1) ?? '')),
  )
  // Slash and question mark are commands.
  expect([...heard].filter((key) => !listed.includes(key) && key !== '/' && key !== '?')).toEqual([])
})

it('names no source that does not listen', () => {
  const known = new Set(sources.map(({ file }) => file))
  expect(WITHIN.flatMap(({ files }) => files).filter((file) => !known.has(file))).toEqual([])
})

it('is written as the keyboard has it, on a Mac too', () => {
  expect(withinText(['ArrowUp', 'ArrowDown'], false)).toBe('↑ ↓')
  expect(withinText(['Shift+ArrowUp', 'Mod+click'], false)).toBe('Shift ↑, Ctrl click')
  expect(withinText(['Shift+ArrowUp', 'Mod+click', 'Mod+a', ' '], true)).toBe('Shift ↑, ⌘ click, ⌘A, Space')
  expect(withinText(['redo'], true)).toBe('⇧⌘Z')
  const written = WITHIN.flatMap(({ rows }) => rows.map(({ keys }) => withinText(keys, false)))
  expect(written.filter((keys) => /escape/i.test(keys))).toEqual([])
})
