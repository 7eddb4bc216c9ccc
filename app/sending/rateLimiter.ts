import type { Clock } from '../clock.ts'
import type { Profile } from '../contract/profile.ts'
import type { ReadAnswer } from '../contract/recording.ts'
import { readRateLimits } from '../diagnosis/rateLimit.ts'
import { pauseNamed } from '../diagnosis/retryAfter.ts'
import type { ServerClock } from './serverClock.ts'
import type { RoundTrip } from './wire.ts'
import { RateWindow, type Pass } from './rateWindow.ts'

interface Waiter {
  /** Order of arrival of the exchange: the oldest goes first, also with its second attempt. */
  turn: number
  /** Monotonic ms. */
  deadline: number
  admit(pass: Pass): void
  giveUp(): void
}

export interface Ticket {
  /** The pass, or null when the deadline came first. */
  admitted: Promise<Pass | null>
  /** Ms until there may be room, as far as is known now; 0 when it was let through at once. */
  waitMs: number
  /** Lets it through, whether the window has room or not; false when it waits no more. */
  skipWait(): boolean
  /** Leaves the queue, or gives the pass back that was not used. */
  abandon(): void
}

/** Lets the requests of one key through as their window has room, the oldest exchange first. */
export class RateLimiter {
  readonly window: RateWindow
  /** As it was when it was last sent to. */
  profile: Profile
  readonly server: ServerClock
  readonly #clock: Clock
  readonly #onChange: () => void
  #waiters: Waiter[] = []
  #alarm: AbortController | null = null

  constructor(profile: Profile, server: ServerClock, clock: Clock, onChange: () => void) {
    this.server = server
    this.profile = profile
    this.window = new RateWindow(profile.rate, server)
    this.#clock = clock
    this.#onChange = onChange
  }

  /** Settings may have changed; what was counted before still counts. */
  use(profile: Profile): void {
    const isChanged = profile.rate.limit !== this.window.rule.limit
    this.profile = profile
    this.window.rule = profile.rate
    if (isChanged) this.pump()
  }

  get queued(): number {
    return this.#waiters.length
  }

  /** Null when a request must wait, because the window has no room or an older exchange waits already. */
  tryEnter(turn: number): Pass | null {
    if (this.#waiters.some((waiter) => waiter.turn < turn) || this.window.waitMs() > 0) return null
    return this.enterAnyway()
  }

  /** Lets a request through and counts it, whether there is room or not. */
  enterAnyway(): Pass {
    const pass = this.window.pass()
    this.#onChange()
    return pass
  }

  enter(turn: number, deadline: number): Ticket {
    let given: Pass | null = null
    let admit: (pass: Pass | null) => void = () => undefined
    const admitted = new Promise<Pass | null>((resolve) => {
      admit = (pass) => {
        given = pass
        resolve(pass)
      }
    })
    const waiter: Waiter = {
      turn,
      deadline,
      admit,
      giveUp: () => {
        admit(null)
      },
    }
    this.#waiters.push(waiter)
    this.#waiters.sort((one, other) => one.turn - other.turn)
    this.#onChange()
    this.pump()
    return {
      admitted,
      waitMs: this.window.waitMs(),
      skipWait: () => {
        const isHeld = this.#remove(waiter)
        if (isHeld) waiter.admit(this.enterAnyway())
        return isHeld
      },
      abandon: () => {
        if (given) this.takeBack(given)
        else if (this.#remove(waiter)) {
          this.#onChange()
          this.pump()
        }
      },
    }
  }

  /** Takes in what came of a request that was let through. A quota of a gateway says nothing of the window. */
  settle(pass: Pass, trip: RoundTrip, read: ReadAnswer | null, isQuota: boolean): void {
    if (trip.failure && !trip.failure.mayHaveBeenSent) {
      this.takeBack(pass)
      return
    }
    // A redirect that was followed is a request of its own to the server.
    for (const _ of trip.redirects) this.window.pass()
    const headers = trip.answer?.headers ?? []
    const now = this.server.now()
    if (read?.response.status === 429 && !isQuota) this.window.refused(pauseNamed(read.response, now))
    this.window.answered(pass, readRateLimits(headers, now))
    this.#onChange()
    if (this.#waiters.length > 0) this.pump()
  }

  takeBack(pass: Pass): void {
    this.window.takeBack(pass)
    this.#onChange()
    this.pump()
  }

  /** Lets through whoever may go, and wakes again when the next one may. */
  pump(): void {
    this.#alarm?.abort()
    this.#alarm = null
    const now = this.#clock.monotonic()
    for (const late of this.#waiters.filter((waiter) => waiter.deadline <= now)) {
      this.#remove(late)
      late.giveUp()
    }
    let waitMs = 0
    while (this.#waiters.length > 0) {
      waitMs = this.window.waitMs()
      if (waitMs > 0) break
      this.#waiters.shift()?.admit(this.enterAnyway())
    }
    if (this.#waiters.length === 0) return
    const firstDeadline = Math.min(...this.#waiters.map((waiter) => waiter.deadline))
    this.#wakeIn(Math.max(1, Math.min(waitMs, firstDeadline - now)))
  }

  close(): void {
    this.#alarm?.abort()
    for (const waiter of this.#waiters.splice(0)) waiter.giveUp()
  }

  #remove(waiter: Waiter): boolean {
    const index = this.#waiters.indexOf(waiter)
    if (index >= 0) this.#waiters.splice(index, 1)
    return index >= 0
  }

  #wakeIn(ms: number): void {
    const alarm = new AbortController()
    this.#alarm = alarm
    this.#clock.sleep(ms, alarm.signal).then(
      () => {
        this.pump()
      },
      () => undefined,
    )
  }
}
