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
 * Lets the page load only what its own origin serves, whatever its policy says of it, and download nothing. The API is
 * talked to by main, past this session.
 */
export function cutOffNetwork(address: string, to: Session = session.defaultSession): void {
  const own = siteOf(address)
  to.webRequest.onBeforeRequest(({ url }, answer) => {
    const site = siteOf(url)
    // Hot reload talks to the development server by WebSocket too.
    answer({ cancel: site !== own && site?.replace(/^ws:/, 'http:') !== own && !url.startsWith('devtools:') })
  })
  to.on('will-download', (event) => {
    event.preventDefault()
  })
}

/** Chromium's code for a load that another one replaced. */
const ABORTED = -3

/**
 * Whatever page there is, it stays where it is and opens nothing. Chromium asks nobody before it shows `about:blank`:
 * what was not refused is undone.
 */
export function keepPagesInPlace(address: string): void {
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
