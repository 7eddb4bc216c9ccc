/** How much of a room its list takes, in percent of the room's width. */
export const LEAST_SHARE = 20
export const MOST_SHARE = 70
const PLACE = 'postern.share.'

export function withinBounds(share: number): number {
  return Math.min(MOST_SHARE, Math.max(LEAST_SHARE, Math.round(share * 10) / 10))
}

type Storage = Pick<globalThis.Storage, 'getItem' | 'setItem'>

/** The share that was left the last time; null when there is none that makes sense. */
export function keptShare(storage: Storage, room: string): number | null {
  const share = Number(storage.getItem(PLACE + room) ?? Number.NaN)
  return share >= LEAST_SHARE && share <= MOST_SHARE ? share : null
}

export function keepShare(storage: Storage, room: string, share: number): void {
  try {
    storage.setItem(PLACE + room, String(share))
  } catch {
    // A full or forbidden storage costs the place of a line, which is not worth a message.
  }
}
