import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Command } from '../../../renderer/features/commands/command.ts'
import { useCommands } from '../../../renderer/features/commands/commands.ts'
import { commandFor, keysText } from '../../../renderer/features/commands/keys.ts'
import { useExchangesStore } from '../../../renderer/features/history/exchanges.ts'
import { ROOMS, useNavigationStore } from '../../../renderer/features/window/navigation.ts'
import { useReplaysStore } from '../../../renderer/features/replay/replays.ts'
import { useSelectionStore } from '../../../renderer/features/history/selection.ts'
import { exchangeOf, idOf, summaryOf } from './samples.ts'

const PRESS = { key: 'k', ctrlKey: false, metaKey: false, altKey: false, repeat: false }
const onLinux = { isMac: false, isInField: false }

let commands: readonly Command[]

beforeEach(() => {
  setActivePinia(createPinia())
  commands = useCommands().value
})

describe('the table of commands', () => {
  it('has no name and no shortcut twice', () => {
    const ids = commands.map(({ id }) => id)
    const keys = commands.flatMap(({ keys }) => keys.map((each) => keysText([each], false)))
    expect(new Set(ids).size).toBe(ids.length)
    expect(new Set(keys).size).toBe(keys.length)
  })

  it('leads to every room', () => {
    const navigation = useNavigationStore()
    for (const room of ROOMS) {
      void commands.find(({ id }) => id === `go-${room}`)?.run()
      expect(navigation.room).toBe(room)
    }
  })

  it('replays what is done and cancels what is under way', () => {
    const exchanges = useExchangesStore()
    const possible = () =>
      useCommands()
        .value.filter(({ group, isPossible }) => group === 'Exchange' && isPossible)
        .map(({ id }) => id)
    expect(possible()).toEqual([])
    expect(commands.find(({ id }) => id === 'export')).toMatchObject({
      isPossible: false,
      keys: [{ key: 's' }],
    })
    exchanges.opened = { state: 'ready', value: exchangeOf(1) }
    expect(possible()).toEqual([
      'replay',
      'edit',
      'pin',
      'note',
      'copy',
      'export',
      'compare',
      'send-to',
      'delete',
      ...['curl', 'fetch', 'axios', 'python', 'powershell', 'csharp', 'http'].map(
        (name) => `copy-as-${name}`,
      ),
    ])
    exchanges.opened = { state: 'ready', value: exchangeOf(1, { outcome: null }) }
    expect(possible()).toEqual(['cancel'])
  })
})

describe('commands while several exchanges are chosen', () => {
  it('replay and delete these', () => {
    const exchanges = useExchangesStore()
    exchanges.items = [summaryOf(2), summaryOf(1)]
    exchanges.selectedId = idOf(1)
    exchanges.opened = { state: 'ready', value: exchangeOf(1) }
    useSelectionStore().all()
    const titles = useCommands().value.map(({ title }) => title)
    expect(titles).toContain('Delete 2 selected exchanges')
    const replay = useCommands().value.find(({ title }) => title === 'Replay 2 selected exchanges')
    void replay?.run()
    expect(useReplaysStore().request).toEqual({ selection: { ids: [idOf(2), idOf(1)] }, keys: {} })
  })
})

describe('a key press', () => {
  it('runs a command with Ctrl, and on a Mac with Cmd', () => {
    expect(commandFor(commands, { ...PRESS, ctrlKey: true }, onLinux)?.id).toBe('palette')
    expect(commandFor(commands, { ...PRESS, metaKey: true }, { ...onLinux, isMac: true })?.id).toBe('palette')
    expect(commandFor(commands, { ...PRESS, ctrlKey: true }, { ...onLinux, isMac: true })).toBeNull()
  })

  it('writes into a field instead, unless it is held with Ctrl', () => {
    expect(commandFor(commands, { ...PRESS, key: '?' }, onLinux)?.id).toBe('shortcuts')
    expect(commandFor(commands, { ...PRESS, key: '?' }, { ...onLinux, isInField: true })).toBeNull()
    expect(commandFor(commands, { ...PRESS, ctrlKey: true }, { ...onLinux, isInField: true })?.id).toBe(
      'palette',
    )
  })

  it('may be one of several that mean the same', () => {
    expect(commandFor(commands, { ...PRESS, key: 'f', ctrlKey: true }, onLinux)?.id).toBe('filter')
    expect(commandFor(commands, { ...PRESS, key: '/' }, onLinux)?.id).toBe('filter')
  })

  it('means nothing when it repeats, has another modifier, or cannot act', () => {
    expect(commandFor(commands, { ...PRESS, ctrlKey: true, repeat: true }, onLinux)).toBeNull()
    expect(commandFor(commands, { ...PRESS, ctrlKey: true, altKey: true }, onLinux)).toBeNull()
    expect(commandFor(commands, { ...PRESS, key: 'r', ctrlKey: true }, onLinux)).toBeNull()
    expect(commandFor(commands, { ...PRESS, key: 'x' }, onLinux)).toBeNull()
  })
})

describe('the zoom', () => {
  it.each(['+', '='])('grows with Ctrl and %s', (key) => {
    expect(commandFor(commands, { ...PRESS, key, ctrlKey: true }, onLinux)?.id).toBe('zoom-in')
  })
})

const FILTER = [
  { key: 'f', isModified: true },
  { key: '/', isModified: false },
]

describe('a shortcut in writing', () => {
  it.each([
    [[{ key: 'k', isModified: true }], 'Ctrl K', '⌘K'],
    [[{ key: 'enter', isModified: true }], 'Ctrl ⏎', '⌘⏎'],
    [[{ key: '?', isModified: false }], '?', '?'],
    [FILTER, 'Ctrl F or /', '⌘F or /'],
    [[{ key: 'f6', isModified: false }], 'F6', 'F6'],
    [[{ key: 'delete', isModified: false }], 'Delete', 'Delete'],
  ])('%o', (keys, onOthers, onMac) => {
    expect(keysText(keys, false)).toBe(onOthers)
    expect(keysText(keys, true)).toBe(onMac)
  })
})
