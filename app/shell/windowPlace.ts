import type { BrowserWindow } from 'electron'
import { openSideFile } from '../files/bestEffortFile.ts'
import { FIRST_PLACE, placeSchema, zoomAfter, type Place } from './placement.ts'

/** How long changes are collected before they are written: a drag makes many. */
const REST_MS = 500

export interface WindowPlace {
  readonly value: Place
  /** Remembers from now on where this window is. */
  follow(window: BrowserWindow): void
  /** Returns the new zoom in percent. */
  zoom(window: BrowserWindow | null, to: 'in' | 'out' | 'reset'): number
  /** Writes what is not written yet. */
  close(): Promise<void>
}

/** Keeps the window's place in a file of its own, without guarantees: losing it costs the user a drag of the mouse. */
export async function openWindowPlace(file: string): Promise<WindowPlace> {
  const store = await openSideFile({ file, schema: placeSchema, fallback: FIRST_PLACE })
  let place = store.value
  let timer: NodeJS.Timeout | undefined

  async function write(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    await store.write(place)
  }

  function change(part: Partial<Place>): void {
    place = { ...place, ...part }
    timer ??= setTimeout(() => void write(), REST_MS)
  }

  return {
    get value() {
      return place
    },
    follow(window) {
      const look = () => {
        if (window.isDestroyed() || window.isMinimized()) return
        change({
          bounds: window.getNormalBounds(),
          isMaximised: window.isMaximized(),
          isFullScreen: window.isFullScreen(),
        })
      }
      window.on('resize', look)
      window.on('move', look)
      window.on('maximize', look)
      window.on('unmaximize', look)
      window.on('enter-full-screen', look)
      window.on('leave-full-screen', look)
      window.on('close', look)
    },
    zoom(window, to) {
      const zoom = zoomAfter(place.zoom, to)
      window?.webContents.setZoomFactor(zoom / 100)
      change({ zoom })
      return zoom
    },
    async close() {
      if (timer !== undefined) await write()
    },
  }
}
