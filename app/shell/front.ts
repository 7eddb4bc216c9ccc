import { app, type BrowserWindow } from 'electron'
import { once } from 'node:events'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isFromOwnPage } from '../ipc/sender.ts'
import { serve, type Door } from '../ipc/serve.ts'
import { setUpMenu, type MenuCommands } from './menu.ts'
import type { OpenRequests } from './openRequests.ts'
import { servePage } from './scheme.ts'
import { cutOffNetwork, denyPermissions, keepPagesInPlace } from './walls.ts'
import { bringToFront, openWindow, pageAddress } from './window.ts'

/** What of the app stands before its parts do. */
export interface Front {
  /** Null before it is open. */
  window(): BrowserWindow | null
  /** Of the page. */
  address: string
  door: Door
  openRequests: OpenRequests
  /** What the menu's own entries do; before it is told, nothing. */
  onMenu(commands: MenuCommands): void
  /** Shows the window once it is painted: not before its theme is known, lest it flash. */
  show(): void
}

/**
 * Puts up the walls, and opens the window behind them. It needs nothing of the parts, so that the page loads while they
 * come to be: what it asks waits for them at the door.
 */
export function openFront(openRequests: OpenRequests): Front {
  const here = dirname(fileURLToPath(import.meta.url))
  const address = pageAddress(app.isPackaged)
  let window: BrowserWindow | null = null
  denyPermissions()
  cutOffNetwork(address)
  keepPagesInPlace(address)
  let commands: MenuCommands | null = null
  setUpMenu(app.isPackaged, { importHar: () => commands?.importHar() })
  servePage(join(here, 'renderer'))
  const door = serve((event) => isFromOwnPage(event, window, address))
  app.on('second-instance', () => {
    bringToFront(window)
  })
  app.on('window-all-closed', () => {
    app.quit()
  })
  const opened = openWindow(here, address, app.isPackaged)
  const painted = once(opened, 'ready-to-show')
  window = opened
  return {
    window: () => window,
    address,
    door,
    openRequests,
    onMenu(given) {
      commands = given
    },
    show() {
      void painted.then(() => {
        if (!opened.isDestroyed()) opened.show()
      })
    },
  }
}
