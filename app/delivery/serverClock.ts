/** The two readings of time that an estimate of the server's clock needs. */
export interface Times {
  /** Own wall clock, epoch ms. */
  now(): number
  /** Ms that never run backwards. */
  monotonic(): number
}

/** When an answer with a `Date` header was on its way, in monotonic ms. */
export interface Sighting {
  date: string | null
  /** An `Age` says that a cache answered with a date of its own past. */
  age: string | null
  sentAt: number
  /** When its first byte arrived. */
  receivedAt: number
}

/** What we know of a server's clock. All results are epoch ms in the server's time. */
export interface ServerClock {
  /** True after the first usable `Date`. Before it the own wall clock stands in. */
  readonly isKnown: boolean
  now(): number
  /** The server's clock shows at least this. Does not trust the own wall clock, which may jump. */
  earliest(): number
  /** The server's clock shows at most this. */
  latest(): number
  /** As `latest`, but also right when the machine slept meanwhile, which monotonic time may not count. */
  latestAfterSleep(): number
  /** Server's clock minus our wall clock; null before the first usable `Date`. */
  offset(): number | null
  observe(sighting: Sighting): void
}

/** `Date` has whole seconds: the true time lies less than this after it. */
const DATE_STEP_MS = 999

/**
 * Estimates a server's clock from the `Date` of its answers. Each answer bounds it: the server wrote `Date` after the
 * request left and before the answer came. The bounds of several answers are cut to what they share, so a slow answer,
 * whose bounds are wide, does no harm; when nothing is shared a clock has jumped, and the newest answer counts alone.
 */
export function createServerClock(times: Times): ServerClock {
  // Added to monotonic time they give the server's time.
  let low = 0
  let high = 0
  let isKnown = false
  let seenAt = { wall: 0, monotonic: 0 }

  const base = () => (isKnown ? times.monotonic() : times.now())

  return {
    get isKnown() {
      return isKnown
    },
    now: () => base() + (low + high) / 2,
    earliest: () => base() + low,
    latest: () => base() + high,
    latestAfterSleep() {
      if (!isKnown) return times.now()
      const monotonic = times.monotonic()
      const slept = Math.max(0, times.now() - seenAt.wall - (monotonic - seenAt.monotonic))
      return monotonic + high + slept
    },
    offset: () => (isKnown ? Math.round(base() + (low + high) / 2 - times.now()) : null),
    observe({ date, age, sentAt, receivedAt }) {
      if (date === null || (age !== null && age.trim() !== '0')) return
      const shown = Date.parse(date)
      if (Number.isNaN(shown)) return
      const newLow = shown - receivedAt
      const newHigh = shown + DATE_STEP_MS - sentAt
      const isShared = isKnown && newLow <= high && newHigh >= low
      low = isShared ? Math.max(low, newLow) : newLow
      high = isShared ? Math.min(high, newHigh) : newHigh
      isKnown = true
      seenAt = { wall: times.now(), monotonic: times.monotonic() }
    },
  }
}
