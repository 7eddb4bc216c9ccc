import { app, session, type BrowserWindow } from 'electron'
import { once } from 'node:events'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { broadcastTo } from '../ipc/broadcast.ts'
import { isFromOwnPage } from '../ipc/trustedSender.ts'
import { serveIpc, type IpcServer } from '../ipc/ipcServer.ts'
import { setUpMenu } from './menu.ts'
import type { OpenRequests } from './openRequests.ts'
import { reloadCrashedPage } from './crashRecovery.ts'
import { servePage } from './scheme.ts'
import { blockNetwork, denyPermissions, blockNavigation } from './hardening.ts'
import { bringToFront, openWindow, pageAddress } from './window.ts'
import type { WindowPlace } from './windowPlace.ts'

/** The window and what it needs, which are there before the parts of the app are. */
export interface BootstrapWindow {
  /** Null until it is open. */
  window(): BrowserWindow | null
  place: WindowPlace
  /** The page's address. */
  address: string
  ipcServer: IpcServer
  openRequests: OpenRequests
  /** Fulfilled once the page's document has left this process, or could not be sent. */
  documentSent: Promise<void>
  /** Shows the window once it is painted in its theme, so that it does not flash. Resolves when it can be seen. */
  show(): Promise<void>
}

/**
 * Hardens the session, then opens the window. The page loads while the parts of the app are built; its calls wait until
 * the IPC server is opened.
 */
export function openBootstrapWindow(openRequests: OpenRequests, place: WindowPlace): BootstrapWindow {
  const here = dirname(fileURLToPath(import.meta.url))
  const address = pageAddress(app.isPackaged)
  let window: BrowserWindow | null = null
  denyPermissions()
  blockNetwork(address)
  blockNavigation(address)
  app.setAboutPanelOptions({
    applicationName: 'Postern',
    applicationVersion: app.getVersion(),
    copyright: 'Sends requests to the Guardhouse API with its own retry rules, and explains each answer.',
  })
  servePage(join(here, 'renderer'))
  const ipcServer = serveIpc((event) => isFromOwnPage(event, window, address))
  app.on('second-instance', () => {
    bringToFront(window)
  })
  app.on('window-all-closed', () => {
    app.quit()
  })
  const documentSent = untilDocumentSent()
  const opened = openWindow({ folder: here, address, isPackaged: app.isPackaged, place })
  reloadCrashedPage(opened)
  const painted = once(opened, 'ready-to-show')
  window = opened
  // Nothing is redacted here: the name of a command is not a secret.
  const broadcast = broadcastTo(
    () => window,
    (value) => value,
  )
  setUpMenu({
    isMac: process.platform === 'darwin',
    isPackaged: app.isPackaged,
    onChoose: (id) => {
      broadcast('menu:chosen', { id })
    },
  })
  return {
    window: () => window,
    place,
    address,
    ipcServer,
    openRequests,
    documentSent,
    async show() {
      await painted
      if (opened.isDestroyed()) return
      if (place.value.isMaximised) opened.maximize()
      if (place.value.isFullScreen) opened.setFullScreen(true)
      opened.show()
      place.follow(opened)
    },
  }
}

function untilDocumentSent(): Promise<void> {
  const { webRequest } = session.defaultSession
  return new Promise((resolve) => {
    const onEnd = ({ resourceType }: { resourceType: string }) => {
      if (resourceType !== 'mainFrame') return
      webRequest.onCompleted(null)
      webRequest.onErrorOccurred(null)
      resolve()
    }
    webRequest.onCompleted(onEnd)
    webRequest.onErrorOccurred(onEnd)
  })
}
