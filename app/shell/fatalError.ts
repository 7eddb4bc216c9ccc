import { app, dialog } from 'electron'
import { setTimeout as delay } from 'node:timers/promises'

/** Nobody may be there to close the dialog: a script waits for the process to end. */
const LONGEST_DIALOG_MS = 60_000

/** Says why the app cannot start, first where a script reads it and then in a dialog, and ends with exit code 1. */
export async function giveUp(error: unknown): Promise<void> {
  const detail = error instanceof Error ? error.message : String(error)
  process.stderr.write(`Postern could not start: ${detail}\n`)
  const shown = dialog.showMessageBox({
    type: 'error',
    title: 'Postern',
    message: 'Postern could not start',
    detail: `${detail}\n\nWhat you have kept is untouched. Start Postern again; if that does not help, install it again.`,
    buttons: ['Close'],
  })
  await Promise.race([shown, delay(LONGEST_DIALOG_MS)]).catch(() => undefined)
  app.exit(1)
}
