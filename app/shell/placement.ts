import { z } from 'zod'

const pixels = z.number().min(-100_000).max(100_000)
const boundsSchema = z.strictObject({ x: pixels, y: pixels, width: pixels, height: pixels })

export const MIN_SIZE = { width: 900, height: 600 }
const FIRST_SIZE = { width: 1440, height: 900 }

/** In percent. */
const ZOOM_STEPS = [50, 67, 80, 90, 100, 110, 125, 150, 175, 200, 250, 300] as const

/** Where the window was when the app ended. */
export const placeSchema = z.strictObject({
  version: z.literal(1),
  /** Of the window when it is neither maximised nor full screen, in pixels of the desktop; null before the first end. */
  bounds: boundsSchema.nullable(),
  isMaximised: z.boolean(),
  isFullScreen: z.boolean(),
  /** In percent. */
  zoom: z.number().min(ZOOM_STEPS[0]).max(300),
})

export type Place = z.infer<typeof placeSchema>
export type Bounds = z.infer<typeof boundsSchema>

export const FIRST_PLACE: Place = {
  version: 1,
  bounds: null,
  isMaximised: false,
  isFullScreen: false,
  zoom: 100,
}

/** At least this part of the window must be on a display, so that the user can drag it. */
const DRAG_AREA = { width: 120, height: 60 }

/**
 * Where the window opens: where it was, if its upper edge can still be dragged on one of the displays, otherwise in the
 * middle of the first display. It is never larger than the display, unless that is smaller than the least size.
 */
export function placeOn(
  kept: Bounds | null,
  workAreas: readonly Bounds[],
): { width: number; height: number; x?: number; y?: number } {
  const area = kept && workAreas.find((candidate) => canBeDragged(kept, candidate))
  const room = area ?? workAreas[0]
  const wanted = kept ?? FIRST_SIZE
  const size = {
    width: fitted(wanted.width, MIN_SIZE.width, room?.width),
    height: fitted(wanted.height, MIN_SIZE.height, room?.height),
  }
  return area && kept ? { ...size, x: Math.round(kept.x), y: Math.round(kept.y) } : size
}

function canBeDragged(window: Bounds, area: Bounds): boolean {
  const left = Math.max(window.x, area.x)
  const right = Math.min(window.x + window.width, area.x + area.width)
  const isTopThere = window.y >= area.y && window.y + DRAG_AREA.height <= area.y + area.height
  return right - left >= DRAG_AREA.width && isTopThere
}

function fitted(wanted: number, least: number, most = Infinity): number {
  return Math.round(Math.max(least, Math.min(wanted, most)))
}

export function zoomAfter(zoom: number, to: 'in' | 'out' | 'reset'): number {
  if (to === 'reset') return 100
  const further =
    to === 'in' ? ZOOM_STEPS.find((step) => step > zoom) : ZOOM_STEPS.findLast((step) => step < zoom)
  return further ?? zoom
}
