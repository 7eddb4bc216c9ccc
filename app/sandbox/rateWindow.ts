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

/**
 * Fixed windows, one count for each key, aligned to multiples of their length since the epoch
 * (guide, "Retry strategy": "the limit is a fixed window").
 */
export function createRateWindow(rule: WindowRule): { take(alias: string, now: number): Ticket } {
  const counts = new Map<string, { start: number; used: number }>()
  return {
    take(alias, now) {
      const start = Math.floor(now / rule.lengthMs) * rule.lengthMs
      const known = counts.get(alias)
      const count = known?.start === start ? known : { start, used: 0 }
      counts.set(alias, count)
      const granted = count.used < rule.limit
      if (granted) count.used += 1
      return { granted, resetsAt: start + rule.lengthMs }
    },
  }
}
