import { onBeforeUnmount, onMounted } from 'vue'
import { platform } from '../api/bridge.ts'
import { commandFor, useCommands } from '../commands.ts'

const FIELDS = 'input, textarea, select, [contenteditable]'

/** Whether it happens where something can be written, which then is what it is for. */
export function isInField(event: Event): boolean {
  // The event's own target would be the editor as a whole, whose field is out of sight.
  const [target] = event.composedPath()
  return target instanceof Element && target.closest(FIELDS) !== null
}

/** Lets the keyboard run the commands of the table, except while a dialog is open. */
export function useShortcuts(): void {
  const commands = useCommands()
  const isMac = platform() === 'darwin'

  function onKeydown(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.isComposing || document.querySelector('dialog[open]')) return
    const command = commandFor(commands.value, event, { isMac, isInField: isInField(event) })
    if (!command) return
    event.preventDefault()
    void command.run()
  }

  onMounted(() => {
    window.addEventListener('keydown', onKeydown)
  })
  onBeforeUnmount(() => {
    window.removeEventListener('keydown', onKeydown)
  })
}
