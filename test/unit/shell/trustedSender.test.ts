import type { BrowserWindow, IpcMainInvokeEvent } from 'electron'
import { describe, expect, it } from 'vitest'
import { isFromOwnPage } from '../../../app/shell/trustedSender.ts'

const HOME = 'postern-app://window/index.html'

function windowOf(url: string): BrowserWindow {
  const mainFrame = { url }
  return { isDestroyed: () => false, webContents: { mainFrame } } as unknown as BrowserWindow
}

function eventFrom(window: BrowserWindow, frame: unknown = window.webContents.mainFrame): IpcMainInvokeEvent {
  return { sender: window.webContents, senderFrame: frame } as unknown as IpcMainInvokeEvent
}

describe('a call is trusted', () => {
  it('from the main frame of our own window on our own page', () => {
    const window = windowOf(HOME)
    expect(isFromOwnPage(eventFrom(window), window, HOME)).toBe(true)
  })

  it.each([
    'postern-app://window.evil/index.html',
    'postern-app://windows/index.html',
    'postern-app://wind0w/index.html',
    'postern-app://window:80/index.html',
    'postern-app:/window/index.html',
    'postern-app2://window/index.html',
    'https://window/index.html',
    'https://postern-app//window/index.html',
    'data:text/html,postern-app://window/index.html',
    'blob:postern-app://window/1234',
    'about:blank',
    'about:srcdoc',
    'javascript:0',
    '',
  ])('not from %s', (url) => {
    const window = windowOf(url)
    expect(isFromOwnPage(eventFrom(window), window, HOME)).toBe(false)
  })

  it('not from another window, a frame within, a frame that is gone, or a window that is closed', () => {
    const window = windowOf(HOME)
    const other = windowOf(HOME)
    expect(isFromOwnPage(eventFrom(other), window, HOME)).toBe(false)
    expect(isFromOwnPage(eventFrom(window, { url: HOME }), window, HOME)).toBe(false)
    expect(isFromOwnPage(eventFrom(window, null), window, HOME)).toBe(false)
    expect(isFromOwnPage(eventFrom(window), null, HOME)).toBe(false)
    const closed = Object.assign(windowOf(HOME), { isDestroyed: () => true })
    expect(isFromOwnPage(eventFrom(closed), closed, HOME)).toBe(false)
  })
})
