import { messageOf } from '../contract/thrown.ts'
import { app, dialog } from 'electron'
import { setTimeout as delay } from 'node:timers/promises'

/** A script may wait for the process to end, with nobody there to close the dialog. */
const LONGEST_DIALOG_MS = 60_000

/** Says why the app cannot start, first on standard error and then in a dialog, and ends with exit code 1. */
export async function exitWithError(error: unknown): Promise<void> {
  const detail = messageOf(error)
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
