import { useEventListener } from '@vueuse/core'
import { onScopeDispose } from 'vue'
import { on, platform } from '../../api/bridge.ts'
import type { Command } from './command.ts'
import { useCommands } from './commands.ts'
import { commandFor } from './keys.ts'

const FIELDS = 'input, textarea, select, [contenteditable]'

/** Whether it happens where something can be written, which then is what it is for. */
export function isInField(event: Event): boolean {
  // The event's own target would be the editor as a whole, whose field is out of sight.
  const [target] = event.composedPath()
  return target instanceof Element && target.closest(FIELDS) !== null
}

/** Lets the keyboard and the window's menu run the commands of the table; most of them not while a dialog is open. */
export function useShortcuts(): void {
  const commands = useCommands()
  const isMac = platform() === 'darwin'

  function onKeydown(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.isComposing) return
    const command = commandFor(commands.value, event, { isMac, isInField: isInField(event) })
    if (!command || !mayRun(command)) return
    event.preventDefault()
    void command.run()
  }

  /** Behind an open dialog nothing moves. */
  function mayRun({ isPossible, isEverywhere = false }: Command): boolean {
    return isPossible && (isEverywhere || document.querySelector('dialog[open]') === null)
  }

  useEventListener('keydown', onKeydown)
  onScopeDispose(
    on('menu:chosen', ({ id }) => {
      const command = commands.value.find((each) => each.id === id)
      if (command && mayRun(command)) void command.run()
    }),
  )
}
