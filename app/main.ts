import { app } from 'electron'
import { join } from 'node:path'
import { beginHistory } from './history/opening.ts'
import { prepareDataFolder } from './shell/dataFolder.ts'
import { openBootstrapWindow } from './shell/bootstrapWindow.ts'
import { exitWithError } from './shell/fatalError.ts'
import { collectOpenRequests } from './shell/openRequests.ts'
import { skipDefaultMenu } from './shell/menu.ts'
import { registerScheme } from './shell/scheme.ts'
import { openWindowPlace } from './shell/windowPlace.ts'

// All of this must happen before Electron is ready.
// Whatever is written is for this user alone, Chromium's own files included.
process.umask(0o077)
// Root cannot have Chromium's sandbox, and says so by the switch; then children would crash if it were asked for.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()
registerScheme()
skipDefaultMenu()
const data = prepareDataFolder()

if (app.requestSingleInstanceLock()) {
  const openRequests = collectOpenRequests()
  // Its thread works while Chromium starts in this one.
  const history = beginHistory({
    file: join(data.path, 'history.db'),
    worker: new URL('historyWorker.js', import.meta.url),
  })
  const openingPlace = openWindowPlace(join(data.path, 'window.json'))
  // Not awaited at the top level: an ESM main file that waits for "ready" there hangs for ever.
  app
    .whenReady()
    .then(async () => {
      const place = await openingPlace
      const bootstrap = openBootstrapWindow(openRequests, place)
      // Most of the program is in there. To read it holds this process up, so the page's document goes out before: then
      // both work at once.
      await bootstrap.documentSent
      const { boot } = await import('./boot.ts')
      await boot(data, bootstrap, history)
    })
    .catch(exitWithError)
} else {
  process.stdout.write('Postern is already open: its window has been brought to the front.\n')
  app.exit(0)
}
