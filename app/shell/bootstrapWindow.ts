import { app, session, type BrowserWindow } from 'electron'
import { once } from 'node:events'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { broadcastTo } from '../ipc/broadcast.ts'
import { isFromOwnPage } from '../ipc/trustedSender.ts'
import { serveIpc, type IpcServer } from '../ipc/ipcServer.ts'
import { setUpMenu } from './menu.ts'
import type { OpenRequests } from './openRequests.ts'
import { revivePage } from './crashRecovery.ts'
import { servePage } from './scheme.ts'
import { cutOffNetwork, denyPermissions, keepPagesInPlace } from './hardening.ts'
import { bringToFront, openWindow, pageAddress } from './window.ts'
import type { WindowPlace } from './windowPlace.ts'

/** What of the app stands before its parts do. */
export interface Front {
  /** Null before it is open. */
  window(): BrowserWindow | null
  place: WindowPlace
  /** Of the page. */
  address: string
  ipcServer: IpcServer
  openRequests: OpenRequests
  /** Fulfilled once the page's document has left this process, or has failed to. */
  documentSent: Promise<void>
  /**
   * Shows the window once it is painted: not before its theme is known, lest it flash. Resolves when it can be seen.
   */
  show(): Promise<void>
}

/**
 * Puts up the walls, and opens the window behind them. It needs nothing of the parts, so that the page loads while they
 * come to be: what it asks waits for them at the IPC server.
 */
export function openFront(openRequests: OpenRequests, place: WindowPlace): Front {
  const here = dirname(fileURLToPath(import.meta.url))
  const address = pageAddress(app.isPackaged)
  let window: BrowserWindow | null = null
  denyPermissions()
  cutOffNetwork(address)
  keepPagesInPlace(address)
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
  revivePage(opened)
  const painted = once(opened, 'ready-to-show')
  window = opened
  // The name of a command is no secret.
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
    const look = ({ resourceType }: { resourceType: string }) => {
      if (resourceType !== 'mainFrame') return
      webRequest.onCompleted(null)
      webRequest.onErrorOccurred(null)
      resolve()
    }
    webRequest.onCompleted(look)
    webRequest.onErrorOccurred(look)
  })
}
