import { app } from 'electron'
import { join } from 'node:path'
import { beginHistory } from './history/opening.ts'
import { broadcastTo } from './ipc/broadcast.ts'
import { serveIpc } from './ipc/ipcServer.ts'
import { prepareDataFolder } from './shell/dataFolder.ts'
import { openBootstrapWindow } from './shell/bootstrapWindow.ts'
import { exitWithError } from './shell/fatalError.ts'
import { collectOpenRequests } from './shell/openRequests.ts'
import { setUpMenu, skipDefaultMenu } from './shell/menu.ts'
import { registerScheme } from './shell/scheme.ts'
import { openWindowPlace } from './shell/windowPlace.ts'

// All of this must happen before Electron is ready.
// Files are for this user alone, Chromium's included.
process.umask(0o077)
// As root Chromium's sandbox does not work: child processes would crash if it were enabled.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()
registerScheme()
skipDefaultMenu()
const data = prepareDataFolder()

if (app.requestSingleInstanceLock()) {
  const openRequests = collectOpenRequests()
  // The history's thread works while Chromium starts in this one.
  const openingHistory = beginHistory({
    file: join(data.path, 'history.db'),
    worker: new URL('historyWorker.js', import.meta.url),
  })
  const openingPlace = openWindowPlace(join(data.path, 'window.json'))
  // Not awaited at the top level, where an ESM main file that waits for "ready" hangs.
  app
    .whenReady()
    .then(async () => {
      const bootstrap = openBootstrapWindow(await openingPlace)
      const ipcServer = serveIpc(bootstrap.isTrusted)
      // The name of a command needs no redaction.
      const broadcast = broadcastTo(bootstrap.window, (value) => value)
      setUpMenu((id) => {
        broadcast('menu:chosen', { id })
      })
      // Reading boot.ts, which is most of the program, blocks this process. The page's document is sent before, so that
      // the page's process works meanwhile.
      await bootstrap.documentSent
      const { boot } = await import('./boot.ts')
      await boot({ data, bootstrap, ipcServer, openRequests, openingHistory })
    })
    .catch(exitWithError)
} else {
  process.stdout.write('Postern is already open: its window has been brought to the front.\n')
  app.exit(0)
}
