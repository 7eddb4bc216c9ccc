import { messageOf } from '../contract/thrown.ts'
import { app, dialog } from 'electron'
import { setTimeout as delay } from 'node:timers/promises'
import { CannotStart } from './startEnvironment.ts'

/** A script may wait for the process to end, with nobody there to close the dialog. */
const LONGEST_DIALOG_MS = 60_000

/** Says why the app cannot start, first on standard error and then in a dialog, and ends with exit code 1. */
export async function exitWithError(error: unknown): Promise<void> {
  const detail = messageOf(error)
  process.stderr.write(`Postern could not start: ${detail}\n`)
  const isReason = error instanceof CannotStart
  if (!isReason || error.canShowDialog)
    await Promise.race([showDialog(detail, isReason), delay(LONGEST_DIALOG_MS)]).catch(() => undefined)
  app.exit(1)
}

/** @param saysWhatToDo whether the detail does */
async function showDialog(detail: string, saysWhatToDo: boolean): Promise<void> {
  await app.whenReady()
  const advice = 'Your data is unchanged. Start Postern again. If that does not help, install Postern again.'
  await dialog.showMessageBox({
    type: 'error',
    title: 'Postern',
    message: 'Postern could not start',
    detail: saysWhatToDo ? detail : `${detail}\n\n${advice}`,
    buttons: ['Close'],
  })
}
