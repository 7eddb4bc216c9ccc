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
  /** Ms that never run backwards; once an answer has shown that the machine slept, they include that time. */
  steady(): number
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

/** Wall and monotonic time drift apart a little by themselves; more than this is a sleep or a jump. */
const DRIFT_MS = 1000

/**
 * Estimates a server's clock from the `Date` of its answers. Each answer bounds it: the server wrote `Date` after the
 * request left and before the answer came. The bounds of several answers are cut to what they share, so a slow answer,
 * whose bounds are wide, does no harm; when nothing is shared a clock has jumped, and the newest answer counts alone.
 */
export function createServerClock(times: Times): ServerClock {
  // Added to steady time they give the server's time.
  let low = 0
  let high = 0
  let isKnown = false
  let seenAt = { wall: 0, monotonic: 0 }
  let sleptMs = 0

  const steady = () => times.monotonic() + sleptMs
  const base = () => (isKnown ? steady() : times.now())
  /** By how much the wall clock ran ahead of monotonic time since the last answer. */
  const gap = () => times.now() - seenAt.wall - (times.monotonic() - seenAt.monotonic)

  return {
    get isKnown() {
      return isKnown
    },
    now: () => base() + (low + high) / 2,
    steady,
    earliest: () => base() + low,
    latest: () => base() + high,
    latestAfterSleep: () => (isKnown ? steady() + high + Math.max(0, gap()) : times.now()),
    offset: () => (isKnown ? Math.round(base() + (low + high) / 2 - times.now()) : null),
    observe({ date, age, sentAt, receivedAt }) {
      if (date === null || (age !== null && age.trim() !== '0')) return
      const shown = Date.parse(date)
      if (Number.isNaN(shown)) return
      let newLow = shown - receivedAt - sleptMs
      let newHigh = shown + DATE_STEP_MS - sentAt - sleptMs
      const ahead = isKnown ? gap() : 0
      const isAsleep =
        ahead > DRIFT_MS && newLow - ahead <= high + DRIFT_MS && newHigh - ahead >= low - DRIFT_MS
      if (isAsleep) {
        // The server and our wall clock agree on time that monotonic time has missed.
        sleptMs += ahead
        newLow -= ahead
        newHigh -= ahead
      }
      const isShared = isKnown && newLow <= high && newHigh >= low
      low = isShared ? Math.max(low, newLow) : newLow
      high = isShared ? Math.min(high, newHigh) : newHigh
      isKnown = true
      seenAt = { wall: times.now(), monotonic: times.monotonic() }
    },
  }
}
