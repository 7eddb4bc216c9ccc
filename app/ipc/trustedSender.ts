import type { BrowserWindow, IpcMainInvokeEvent } from 'electron'
import type { BridgeError } from '../contract/errors.ts'
import { siteOf } from '../shell/pageFiles.ts'

/**
 * Trusts a call only from the main frame of our own window while it shows our own page.
 * Origins are compared whole: a prefix would let a lookalike in.
 */
export function isFromOwnPage(
  event: IpcMainInvokeEvent,
  window: BrowserWindow | null,
  address: string,
): boolean {
  const frame = event.senderFrame
  if (!frame || !window || window.isDestroyed() || event.sender !== window.webContents) return false
  return frame === window.webContents.mainFrame && siteOf(frame.url) === siteOf(address)
}

export const UNTRUSTED: BridgeError = {
  code: 'untrusted-sender',
  message: 'The call did not come from Postern’s own window.',
  remedy: 'Use the app’s window.',
}
