import type { WindowState } from '../../../app/contract/rateWindow.ts'
import { plural } from '../../../app/contract/words.ts'

export type Cell = 'used' | 'queued' | 'forecast' | 'free'

interface WindowReading {
  readonly used: number
  readonly queued: number
  readonly limit: number
  /** One for each request of the limit, or for an equal share of it where the limit is above `MAX_CELLS`. */
  readonly cells: readonly Cell[]
  /** Ms until the next window. */
  readonly leftMs: number
  /** Whether nothing more is let through before the next window. */
  readonly isFull: boolean
}

const MAX_CELLS = 60

/**
 * A window as it stands now. Main reports a window when something changes in it; once its end has passed
 * without such a report, a new one has begun, in which nothing is used. `forecast` is how many requests there will be
 * by its end.
 */
export function readWindow(state: WindowState, now: number, forecast = 0): WindowReading {
  const isOver = now >= state.resetsAt
  const used = isOver ? 0 : Math.min(state.used, state.limit)
  const isFull = !isOver && (state.full || used >= state.limit)
  const count = Math.min(state.limit, MAX_CELLS)
  const share = state.limit / count
  const usedCells = isFull ? count : Math.min(count, Math.ceil(used / share))
  const queuedCells = Math.min(count - usedCells, Math.ceil(state.queued / share))
  const forecastCells = isOver ? 0 : Math.min(count, Math.ceil(forecast / share))
  const cells = Array.from({ length: count }, (_, index): Cell => {
    if (index < usedCells) return 'used'
    if (index < usedCells + queuedCells) return 'queued'
    return index < forecastCells ? 'forecast' : 'free'
  })
  const past = isOver ? (now - state.resetsAt) % state.lengthMs : 0
  const leftMs = isOver ? state.lengthMs - past : state.resetsAt - now
  return { used, queued: state.queued, limit: state.limit, cells, leftMs, isFull }
}

/** What tells that others use the same key, in a sentence; null when nothing does, or the window is over. */
export function readOthers({ own, used, others, resetsAt }: WindowState, now: number): string | null {
  if (others === null || now >= resetsAt) return null
  return others === 'counted'
    ? `Others use this key: the API counts ${plural(used - own, 'request')} that Postern did not send.`
    : `Others use this key: a 429 came though Postern had sent only ${plural(own, 'request')}.`
}
