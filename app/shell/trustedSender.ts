import type { BrowserWindow, IpcMainInvokeEvent } from 'electron'
import { siteOf } from './pageFiles.ts'

/**
 * Whether a call came from the main frame of our own window while that shows our own page. Origins are compared whole,
 * because a prefix would match lookalikes.
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
