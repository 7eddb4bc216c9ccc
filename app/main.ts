import { app } from 'electron'
import { join } from 'node:path'
import { beginHistory } from './history/opening.ts'
import { broadcastTo } from './ipc/broadcast.ts'
import { serveIpc } from './ipc/ipcServer.ts'
import { prepareDataFolder, type DataFolder } from './shell/dataFolder.ts'
import { openBootstrapWindow } from './shell/bootstrapWindow.ts'
import { exitWithError } from './shell/fatalError.ts'
import { collectOpenRequests } from './shell/openRequests.ts'
import { setUpMenu, skipDefaultMenu } from './shell/menu.ts'
import { registerScheme } from './shell/scheme.ts'
import { ownArguments, readStartArguments } from './shell/startArguments.ts'
import { CannotStart, isHeldByAnother, prepareEnvironment } from './shell/startEnvironment.ts'
import { openWindowPlace } from './shell/windowPlace.ts'

const own = ownArguments(process.argv, app.isPackaged ? null : app.getAppPath())
const asked = readStartArguments(own, app.getVersion())
if (asked.kind === 'start') {
  try {
    // Electron waits for this file to be done before it opens the display.
    await start()
  } catch (error) {
    void exitWithError(error)
  }
} else {
  process[asked.to].write(asked.text)
  app.exit(asked.code)
}

/** All of this must happen before Electron is ready. */
async function start(): Promise<void> {
  // Files are for this user alone, Chromium's included.
  process.umask(0o077)
  // As root Chromium's sandbox does not work: child processes would crash if it were enabled.
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()
  await prepareEnvironment()
  // The clipboard may hold a key: no script reads it by `execCommand('paste')`, as older runtimes let any.
  app.commandLine.appendSwitch('blink-settings', 'DOMPasteAllowed=false')
  // Chromium would write its cache again and again, also into the place of a data folder that was moved.
  app.commandLine.appendSwitch('disable-http-cache')
  registerScheme()
  skipDefaultMenu()
  const data = prepareDataFolder()
  if (app.requestSingleInstanceLock()) {
    // Not awaited at the top level, where an ESM main file that waits for "ready" hangs.
    openWhenReady(data).catch(exitWithError)
  } else if (isHeldByAnother(data.path)) {
    process.stdout.write('Postern is already open: its window has been brought to the front.\n')
    app.exit(0)
  } else {
    throw new CannotStart(
      `Postern could not lock its data folder ${data.path}. Make this folder and the one for temporary files writable, or set POSTERN_DATA to another folder.`,
      true,
    )
  }
}

async function openWhenReady(data: DataFolder): Promise<void> {
  const openRequests = collectOpenRequests()
  // The history's thread works while Chromium starts in this one.
  const openingHistory = beginHistory({
    file: join(data.path, 'history.db'),
    worker: new URL('historyWorker.js', import.meta.url),
  })
  const openingPlace = openWindowPlace(join(data.path, 'window.json'))
  await app.whenReady()
  const bootstrap = openBootstrapWindow(await openingPlace)
  const ipcServer = serveIpc(bootstrap.isTrusted)
  // The name of a command needs no redaction.
  const broadcast = broadcastTo(bootstrap.window, (value) => value)
  setUpMenu((id) => {
    broadcast('menu:chosen', { id })
  })
  // Reading boot.ts, which is most of the program, blocks this process. The page's document is sent before, so that the
  // page's process works meanwhile.
  await bootstrap.documentSent
  const { boot } = await import('./boot.ts')
  await boot({ data, bootstrap, ipcServer, openRequests, openingHistory })
}
