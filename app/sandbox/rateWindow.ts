export interface WindowRule {
  /** Requests that a key may make in one window. */
  readonly limit: number
  readonly lengthMs: number
}

export interface Ticket {
  readonly granted: boolean
  /** Start of the next window, epoch ms of the sandbox's clock. */
  readonly resetsAt: number
}

export interface RateWindow {
  take(alias: string, now: number): Ticket
  /** Leaves no room in the window of now. */
  fill(alias: string, now: number): void
}

/**
 * Fixed windows, one count for each key, aligned to multiples of their length since the epoch
 * (guide, "Retry strategy": "the limit is a fixed window").
 */
export function createRateWindow({ limit, lengthMs }: WindowRule): RateWindow {
  const counts = new Map<string, { start: number; used: number }>()

  function countOf(alias: string, now: number): { start: number; used: number } {
    const start = Math.floor(now / lengthMs) * lengthMs
    const known = counts.get(alias)
    const count = known?.start === start ? known : { start, used: 0 }
    counts.set(alias, count)
    return count
  }

  return {
    take(alias, now) {
      const count = countOf(alias, now)
      const granted = count.used < limit
      if (granted) count.used += 1
      return { granted, resetsAt: count.start + lengthMs }
    },
    fill(alias, now) {
      countOf(alias, now).used = limit
    },
  }
}
