import { app, session, type WebContents } from 'electron'

/** Refuses every permission: the page needs none. What is not in this list is refused too. */
const GRANTED = new Set<string>([
  // Copying a trace ID or a support text is a user's own click; reading the clipboard stays refused.
  'clipboard-sanitized-write',
])

export function denyPermissions(): void {
  session.defaultSession.setPermissionRequestHandler((_contents, permission, answer) => {
    answer(GRANTED.has(permission))
  })
  session.defaultSession.setPermissionCheckHandler((_contents, permission) => GRANTED.has(permission))
  session.defaultSession.setDevicePermissionHandler(() => false)
}

/** Whatever page there is, it stays where it is and opens nothing. */
export function keepPagesInPlace(): void {
  app.on('web-contents-created', (_event, contents: WebContents) => {
    contents.on('will-navigate', (event) => {
      event.preventDefault()
    })
    contents.on('will-redirect', (event) => {
      event.preventDefault()
    })
    contents.on('will-attach-webview', (event) => {
      event.preventDefault()
    })
    contents.setWindowOpenHandler(() => ({ action: 'deny' }))
  })
}
