import type { RateLimitHint } from '../diagnosis/rateLimit.ts'
import { plural } from '../contract/words.ts'
import type { ServerClock } from './serverClock.ts'

export interface WindowRule {
  limit: number
  lengthMs: number
}

/** One request that was let through. Times are steady ms. */
export interface Pass {
  readonly leftAt: number
  /** Null while it is under way. */
  answeredAt: number | null
}

interface WindowUse {
  used: number
  own: number
  /** Server's time, epoch ms. */
  startsAt: number
  resetsAt: number
  full: boolean
  others: 'counted' | 'refused' | null
}

/** A request reaches the server within this time after it left; a slower answer says nothing of its arrival. */
const ARRIVAL_MS = 2000
/** What a server says of its reset is rounded to seconds, and told by a clock of its own. */
const RESET_TOLERANCE_MS = 2000
/** No pause of a fixed window is as long: whoever asks for more means another limit, or nothing. */
const LONGEST_PAUSE_MS = 3_600_000

/**
 * The fixed rate window of one key: windows are aligned to multiples of their length since the epoch, in the server's
 * time. Because that time is known only within bounds, a request near a boundary counts in both windows that it may
 * have fallen into, so that no window is ever overrun.
 */
export class RateWindow {
  /** The limit may change while the window is used. */
  rule: WindowRule
  readonly #server: ServerClock
  #passes: Pass[] = []
  /** Until when nothing is let through, in the server's time and in steady ms. */
  #closed = { until: Number.NEGATIVE_INFINITY, steady: Number.NEGATIVE_INFINITY }
  /** The server's own count of a window, when it tells. */
  #others = { index: Number.NaN, count: 0 }
  /** The window in which a 429 came though our own count did not explain it. */
  #refusedIn = Number.NaN

  constructor(rule: WindowRule, server: ServerClock) {
    this.rule = rule
    this.#server = server
  }

  /** Ms until there may be room; 0 when a request may leave now. */
  waitMs(): number {
    const now = this.#server.earliest()
    const last = this.#indexOf(this.#server.latest())
    for (let index = this.#indexOf(now); index <= last; index += 1) {
      if (this.#possible(index) >= this.rule.limit) return this.#after(index) - now
    }
    return this.#closedMs()
  }

  /** Counts a request that leaves now. */
  pass(): Pass {
    this.#forgetOld()
    const pass: Pass = { leftAt: this.#server.steady(), answeredAt: null }
    this.#passes.push(pass)
    return pass
  }

  /** Takes back a request that never left. */
  takeBack(pass: Pass): void {
    this.#passes = this.#passes.filter((other) => other !== pass)
  }

  /** Takes in the answer to a request, with what it says of the window that the request fell into. */
  answered(pass: Pass, hints: readonly RateLimitHint[]): void {
    pass.answeredAt = this.#server.steady()
    const index = this.#likelyIndexOf(pass)
    for (const hint of hints) {
      if (hint.remaining === null || !this.#isAbout(hint)) continue
      const others = this.rule.limit - hint.remaining - this.#likely(index)
      if (others > 0 && (this.#others.index !== index || this.#others.count < others)) {
        this.#others = { index, count: others }
      }
      if (hint.remaining === 0 && index === this.#current()) this.#close(0)
    }
  }

  /** Closes the window after a 429 until its boundary, or longer, up to an hour, if the server asks for it. */
  refused(retryAfterMs: number | null): void {
    const index = this.#current()
    if (this.#likely(index) < this.rule.limit) this.#refusedIn = index
    this.#close(retryAfterMs === null || retryAfterMs > LONGEST_PAUSE_MS ? 0 : retryAfterMs)
  }

  use(): WindowUse {
    const index = this.#current()
    const own = this.#likely(index)
    const others = this.#others.index === index ? this.#others.count : 0
    return {
      used: own + others,
      own,
      startsAt: index * this.rule.lengthMs,
      resetsAt: Math.max(this.#after(index), this.#server.earliest() + this.#closedMs()),
      full: this.#closedMs() > 0,
      others: others > 0 ? 'counted' : this.#refusedIn === index ? 'refused' : null,
    }
  }

  /** Why a request has to wait, in a sentence: full is what the count says, and not what a 429 says. */
  whyShut(): string {
    const { used, own, full } = this.use()
    const { limit } = this.rule
    if (used >= limit) return `The rate window is full: ${plural(limit, 'request')}.`
    if (full) return `The API returned 429 after ${plural(own, 'request')} of ${limit}.`
    return 'The rate window has no room yet.'
  }

  /** Whether it speaks of this limit: a server may have others, such as one for a day. */
  #isAbout({ limit, resetMs }: RateLimitHint): boolean {
    const isSameLimit = limit === null || limit === this.rule.limit
    return isSameLimit && (resetMs === null || resetMs <= this.rule.lengthMs + RESET_TOLERANCE_MS)
  }

  #close(atLeastMs: number): void {
    const now = this.#server.earliest()
    const boundary = this.#after(this.#indexOf(now))
    const ms = Math.max(this.#closedMs(), boundary - now, atLeastMs)
    this.#closed = { until: now + ms, steady: this.#server.steady() + ms }
  }

  /** By the time that comes first: our own clock, which stands in for an unknown one, may be set back. */
  #closedMs(): number {
    const { until, steady } = this.#closed
    return Math.max(0, Math.min(until - this.#server.earliest(), steady - this.#server.steady()))
  }

  #current(): number {
    return this.#indexOf(this.#server.now())
  }

  /** The window that a request of ours most likely fell into. */
  #likelyIndexOf({ leftAt }: Pass): number {
    return this.#indexOf(leftAt + this.#server.now() - this.#server.steady())
  }

  #indexOf(serverTime: number): number {
    return Math.floor(serverTime / this.rule.lengthMs)
  }

  #after(index: number): number {
    return (index + 1) * this.rule.lengthMs
  }

  /** How many requests may have fallen into that window, at most. */
  #possible(index: number): number {
    const now = this.#server.steady()
    const low = this.#server.earliest() - now
    const high = this.#server.latest() - now
    let count = this.#others.index === index ? this.#others.count : 0
    for (const { leftAt, answeredAt } of this.#passes) {
      const arrivedBy = Math.min(answeredAt ?? now, leftAt + ARRIVAL_MS)
      if (this.#indexOf(leftAt + low) <= index && index <= this.#indexOf(arrivedBy + high)) count += 1
    }
    return count
  }

  /** How many of our own requests most likely fell into that window. */
  #likely(index: number): number {
    return this.#passes.filter((pass) => this.#likelyIndexOf(pass) === index).length
  }

  /** Two windows back nothing can matter any more, whatever the bounds of the server's clock. */
  #forgetOld(): void {
    const oldest = this.#server.steady() - 2 * this.rule.lengthMs - ARRIVAL_MS
    const first = this.#passes.findIndex((pass) => pass.leftAt >= oldest)
    if (first > 0) this.#passes.splice(0, first)
    else if (first < 0) this.#passes = []
  }
}
