import { formatCountdown, formatClock } from '../../ui/format.ts'
import { wallTime } from '../../ui/steadyTime.ts'
import type { WindowState } from '../../../app/contract/rateWindow.ts'
import { formFor, plural } from '../../../app/contract/words.ts'
import { forecastWindow } from './activity.ts'

export type Cell = 'used' | 'queued' | 'forecast' | 'shut' | 'free'

interface WindowReading {
  readonly used: number
  readonly queued: number
  readonly limit: number
  /** One for each request of the limit, or for an equal share of it where the limit is above `MAX_CELLS`. */
  readonly cells: readonly Cell[]
  /** Ms until the next window. */
  readonly leftMs: number
  /** Whether as many requests were used as the limit allows. */
  readonly isFull: boolean
  /** Whether nothing more is let through before the next window: it is full, or the API returned 429. */
  readonly isShut: boolean
}

const MAX_CELLS = 60

/**
 * A window as it is now. Main reports a window when something changes in it; once its end has passed
 * without such a report, a new one has begun, in which nothing is used. `forecast` is how many requests there will be
 * by its end.
 */
export function readWindow(state: WindowState, now: number, forecast = 0): WindowReading {
  const isOver = now >= state.resetsAt
  const used = isOver ? 0 : Math.min(state.used, state.limit)
  const isFull = used >= state.limit
  const isShut = !isOver && (state.full || isFull)
  const count = Math.min(state.limit, MAX_CELLS)
  const share = state.limit / count
  const usedCells = Math.min(count, Math.ceil(used / share))
  const queuedCells = Math.min(count - usedCells, Math.ceil(state.queued / share))
  const forecastCells = isOver ? 0 : Math.min(count, Math.ceil(forecast / share))
  const cells = Array.from({ length: count }, (_, index): Cell => {
    if (index < usedCells) return 'used'
    if (index < usedCells + queuedCells) return 'queued'
    if (isShut) return 'shut'
    return index < forecastCells ? 'forecast' : 'free'
  })
  const past = isOver ? (now - state.resetsAt) % state.lengthMs : 0
  const leftMs = isOver ? state.lengthMs - past : state.resetsAt - now
  return { used, queued: state.queued, limit: state.limit, cells, leftMs, isFull, isShut }
}

/** `23/60 · 0:14`; without a countdown while nothing is used, since there is nothing to wait for. */
export function windowText({ used, queued, limit, leftMs }: WindowReading): string {
  return used + queued > 0 ? `${used}/${limit} · ${formatCountdown(leftMs)}` : `${used}/${limit}`
}

/** The one thing to know of a window, in a sentence. */
export function readOutlook(state: WindowState, now: number): string {
  const { limit, queued, used, isFull, isShut } = readWindow(state, now)
  if (isShut && state.mode === 'observe') return 'Expect a 429 until the next rate window.'
  if (isShut) {
    const who =
      queued > 0
        ? `${plural(queued, 'request')} ${formFor(queued, 'waits', 'wait')}`
        : 'The next request waits'
    return `${isFull ? 'Full.' : 'The API returned 429.'} ${who} for the next rate window.`
  }
  if (queued > 0) return `${plural(queued, 'request')} queued.`
  if (used === 0) return `${limit} of ${limit} left.`
  const forecast = forecastWindow(state, now)
  if (forecast === null) return 'Too early for a forecast.'
  return forecast.fullAt === null
    ? `Forecast: about ${forecast.used} of ${limit} at ${formatClock(wallTime(state.resetsAt))}.`
    : `Forecast: full in ${formatCountdown(forecast.fullAt - now)}.`
}

/** What tells that others use the same key, or lets Postern guess it; null when nothing does, or the window is over. */
export function readOthers({ own, used, others, resetsAt }: WindowState, now: number): string | null {
  if (others === null || now >= resetsAt) return null
  return others === 'counted'
    ? `The API counts ${plural(used - own, 'request')} that Postern did not send. Other programs use this key.`
    : `The API returned 429 after ${plural(own, 'request')} from Postern. Perhaps other programs use this key.`
}
