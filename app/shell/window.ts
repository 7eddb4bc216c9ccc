import { BrowserWindow, nativeTheme, screen } from 'electron'
import { join } from 'node:path'
import type { Settings } from '../contract/settings.ts'
import { PAGE_ORIGIN } from './pageFiles.ts'
import { MIN_SIZE, placeOn } from './placement.ts'
import type { WindowPlace } from './windowPlace.ts'

/** The page's address. A packaged app ignores the address of a development server. */
export function pageAddress(isPackaged: boolean): string {
  const dev = process.env.POSTERN_DEV_URL
  return !isPackaged && dev ? dev : `${PAGE_ORIGIN}/index.html`
}

/** The background colour of each theme, so that the window does not flash before the page has painted. */
const BACKGROUND = { light: '#f6f7f8', dark: '#0f1418' }

interface WindowOptions {
  /** Where the built files lie. */
  folder: string
  address: string
  isPackaged: boolean
  place: WindowPlace
}

/** Opens the window without showing it. */
export function openWindow({ folder, address, isPackaged, place }: WindowOptions): BrowserWindow {
  const { bounds, zoom } = place.value
  const first = screen.getPrimaryDisplay()
  const others = screen.getAllDisplays().filter(({ id }) => id !== first.id)
  const workAreas = [first, ...others].map(({ workArea }) => workArea)
  const window = new BrowserWindow({
    ...placeOn(bounds, workAreas),
    minWidth: MIN_SIZE.width,
    minHeight: MIN_SIZE.height,
    title: 'Postern',
    show: false,
    backgroundColor: nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light,
    webPreferences: {
      zoomFactor: zoom / 100,
      preload: join(folder, 'preload.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      // Keeps compiled scripts from the first start on, not only from the third.
      v8CacheOptions: 'bypassHeatCheck',
      devTools: !isPackaged,
    },
  })
  // Chromium remembers a zoom for each origin; the one that we keep takes precedence.
  window.webContents.on('did-finish-load', () => {
    window.webContents.setZoomFactor(place.value.zoom / 100)
  })
  void window.loadURL(address)
  return window
}

export function applyTheme(theme: Settings['theme']): void {
  nativeTheme.themeSource = theme
}

export function bringToFront(window: BrowserWindow | null): void {
  if (!window || window.isDestroyed()) return
  if (window.isMinimized()) window.restore()
  window.show()
  window.focus()
}

/** Calls `onChange` when the window becomes visible and when it no longer is. */
export function whileSeen(window: BrowserWindow | null, onChange: (isSeen: boolean) => void): void {
  if (!window || window.isDestroyed()) return
  const show = () => {
    onChange(true)
  }
  const hide = () => {
    onChange(false)
  }
  window.on('show', show)
  window.on('restore', show)
  window.on('hide', hide)
  window.on('minimize', hide)
  if (window.isVisible()) show()
}
