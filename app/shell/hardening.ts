import { app, session, type Session, type WebContents } from 'electron'
import { siteOf } from './pageFiles.ts'
import { isGranted } from './permissions.ts'

export function denyPermissions(): void {
  const { defaultSession } = session
  defaultSession.setPermissionRequestHandler((_contents, permission, answer) => {
    answer(isGranted(permission))
  })
  defaultSession.setPermissionCheckHandler((_contents, permission) => isGranted(permission))
  defaultSession.setDevicePermissionHandler(() => false)
}

/**
 * Lets the page load only what its own origin serves, even if its content security policy allowed more, and download
 * nothing. Main talks to the API outside this session.
 */
export function blockNetwork(address: string, to: Session = session.defaultSession): void {
  const own = siteOf(address)
  to.webRequest.onBeforeRequest(({ url }, answer) => {
    const site = siteOf(url)
    // Hot reload uses a WebSocket to the development server.
    answer({ cancel: site !== own && site?.replace(/^ws:/, 'http:') !== own && !url.startsWith('devtools:') })
  })
  to.on('will-download', (event) => {
    event.preventDefault()
  })
}

/** Chromium's code for a load that another one replaced. */
const ABORTED = -3

/**
 * Refuses every navigation and every new window. Chromium does not ask before it shows `about:blank`, so a window that
 * shows anything but the page is sent back to it.
 */
export function blockNavigation(address: string): void {
  app.on('web-contents-created', (_event, contents: WebContents) => {
    const refuse = (event: { preventDefault(): void }) => {
      event.preventDefault()
    }
    contents.on('will-navigate', refuse)
    contents.on('will-frame-navigate', refuse)
    contents.on('will-redirect', refuse)
    contents.on('will-attach-webview', refuse)
    contents.setWindowOpenHandler(() => ({ action: 'deny' }))
    const comeBack = (url: string) => {
      if (siteOf(url) !== siteOf(address) && !url.startsWith('devtools:')) void contents.loadURL(address)
    }
    contents.on('did-navigate', (_navigation, url) => {
      comeBack(url)
    })
    contents.on('did-fail-load', (_navigation, code, _description, url, isMainFrame) => {
      if (isMainFrame && code !== ABORTED) comeBack(url)
    })
  })
}
