import { app, dialog, type BrowserWindow } from 'electron'
import { systemClock } from '../clock.ts'

/** A page that crashes again this soon after a reload would crash for ever. */
const SOON_MS = 60_000

/** Reloads the page when its process has ended. If it ends again soon after that, the user is asked first. */
export function reloadCrashedPage(window: BrowserWindow): void {
  let reloadedAt = Number.NEGATIVE_INFINITY
  const reload = () => {
    reloadedAt = systemClock.monotonic()
    if (!window.isDestroyed()) window.webContents.reload()
  }
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit') return
    if (systemClock.monotonic() - reloadedAt > SOON_MS) setImmediate(reload)
    else void ask(window, reason).then((isWanted) => (isWanted ? reload() : app.quit()))
  })
}

async function ask(window: BrowserWindow, reason: string): Promise<boolean> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'error',
    title: 'Postern',
    message: 'Postern’s window has failed again',
    detail:
      `Its process ended (${reason}) for the second time within a minute. Postern still sends your requests and ` +
      'keeps them in the history.\n\nIf the window fails once more, quit Postern and start it again. The log in the ' +
      'data folder says what happened.',
    buttons: ['Open it again', 'Quit Postern'],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  })
  return response === 0
}
