import { BrowserWindow, nativeTheme, screen } from 'electron'
import { join } from 'node:path'
import type { Settings } from '../contract/settings.ts'
import { PAGE_ORIGIN } from './pageFiles.ts'
import { MIN_SIZE, placeOn } from './placement.ts'
import type { WindowPlace } from './windowPlace.ts'

/** Address of the development server; never looked at in a packaged app. */
export function pageAddress(isPackaged: boolean): string {
  const dev = process.env.POSTERN_DEV_URL
  return !isPackaged && dev ? dev : `${PAGE_ORIGIN}/index.html`
}

/** The ground colour of either theme, so that the window does not flash before the page has painted. */
const GROUND = { light: '#f6f7f8', dark: '#0f1418' }

interface WindowOptions {
  /** Where the built files lie. */
  folder: string
  address: string
  isPackaged: boolean
  place: WindowPlace
}

/** Opens the window, which is not to be seen yet. */
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
    backgroundColor: nativeTheme.shouldUseDarkColors ? GROUND.dark : GROUND.light,
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
      // Compiled scripts are kept from the first start on, and not only from the third.
      v8CacheOptions: 'bypassHeatCheck',
      devTools: !isPackaged,
    },
  })
  // Chromium remembers a zoom of its own for each origin; ours counts.
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

/** Says when somebody can see the window, and when nobody can. */
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
