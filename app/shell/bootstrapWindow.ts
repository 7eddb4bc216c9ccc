import { app, session, type BrowserWindow, type IpcMainInvokeEvent } from 'electron'
import { once } from 'node:events'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { reloadCrashedPage } from './crashRecovery.ts'
import { servePage } from './scheme.ts'
import { blockNavigation, blockNetwork, denyPermissions } from './hardening.ts'
import { isFromOwnPage } from './trustedSender.ts'
import { bringToFront, openWindow, pageAddress } from './window.ts'
import type { WindowPlace } from './windowPlace.ts'

/** The window and what it needs, which are there before the parts of the app are. */
export interface BootstrapWindow {
  window(): BrowserWindow
  place: WindowPlace
  /** The page's address. */
  address: string
  /** Whether a call comes from the page. */
  isTrusted(event: IpcMainInvokeEvent): boolean
  /** Fulfilled once the page's document has left this process, or could not be sent. */
  documentSent: Promise<void>
  /** Shows the window once it is painted in its theme, so that it does not flash. Resolves when it can be seen. */
  show(): Promise<void>
}

/** Hardens the session, then opens the window, whose page loads while the parts of the app are built. */
export function openBootstrapWindow(place: WindowPlace): BootstrapWindow {
  const here = dirname(fileURLToPath(import.meta.url))
  const address = pageAddress(app.isPackaged)
  denyPermissions()
  blockNetwork(address)
  blockNavigation(address)
  app.setAboutPanelOptions({
    applicationName: 'Postern',
    applicationVersion: app.getVersion(),
    copyright: 'Sends requests to the Guardhouse API with its own retry rules, and explains each response.',
  })
  servePage(join(here, 'renderer'))
  const documentSent = untilDocumentSent()
  const window = openWindow({ folder: here, address, isPackaged: app.isPackaged, place })
  const painted = once(window, 'ready-to-show')
  reloadCrashedPage(window)
  app.on('second-instance', () => {
    bringToFront(window)
  })
  app.on('window-all-closed', () => {
    app.quit()
  })
  return {
    window: () => window,
    place,
    address,
    isTrusted: (event) => isFromOwnPage(event, window, address),
    documentSent,
    async show() {
      await painted
      if (window.isDestroyed()) return
      if (place.value.isMaximised) window.maximize()
      if (place.value.isFullScreen) window.setFullScreen(true)
      window.show()
      place.follow(window)
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
