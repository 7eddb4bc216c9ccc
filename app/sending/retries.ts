import type { Clock } from '../clock.ts'
import type { OwnDecision } from '../contract/decisionRules.ts'
import type { Profile } from '../contract/profile.ts'
import type { Assessment } from '../diagnosis/assessment.ts'
import type { ReadAnswer } from '../contract/recording.ts'
import type { RetryContext } from './retryContext.ts'
import { decide } from './policy.ts'
import { pauseNamed } from '../diagnosis/retryAfter.ts'
import type { ServerClock } from './serverClock.ts'
import type { RoundTrip } from './wire.ts'

/** What only the one who sends can tell the policy of an attempt. */
type Situation = Pick<
  RetryContext,
  'purpose' | 'idempotent' | 'noRefresh' | 'refreshed' | 'sameToken' | 'tokenFound'
> & {
  read: ReadAnswer | null
  assessment: Assessment | null
}

/** What has been tried of one thing, a request or a token exchange: asks the policy for the next step, and counts it. */
export class Retries {
  readonly #clock: Clock
  readonly #server: ServerClock
  readonly #profile: Profile
  #begun: number
  #backOffs = 0
  #windows = 0
  #isReconnected = false

  constructor(clock: Clock, server: ServerClock, profile: Profile) {
    this.#clock = clock
    this.#server = server
    this.#profile = profile
    this.#begun = clock.monotonic()
  }

  /** Counts the time of the exchange from now on: a question to the user is no part of it. */
  restart(): void {
    this.#begun = this.#clock.monotonic()
  }

  get backOffs(): number {
    return this.#backOffs
  }

  get windows(): number {
    return this.#windows
  }

  /** True once a kept connection has turned out to be closed: what follows goes over a new one. */
  get isReconnected(): boolean {
    return this.#isReconnected
  }

  /** In monotonic ms. */
  get deadline(): number {
    return this.#begun + this.#profile.retry.deadlineMs
  }

  /** Ms until the deadline. */
  get leftMs(): number {
    return this.deadline - this.#clock.monotonic()
  }

  /** What comes after an attempt. */
  next({ answer, failure, isStale }: RoundTrip, { read, assessment, ...situation }: Situation): OwnDecision {
    const { rate, retry } = this.#profile
    const decision = decide({
      ...situation,
      last: {
        status: answer?.status ?? null,
        code: read?.envelope.code ?? null,
        assessment,
        failure,
        isStale,
        boundaryMs: msToBoundary(this.#server, rate.lengthMs),
        retryAfterMs: read && pauseNamed(read.response, this.#server.now()),
      },
      reconnected: this.#isReconnected,
      backOffs: this.#backOffs,
      windows: this.#windows,
      elapsedMs: this.#clock.monotonic() - this.#begun,
      retry,
    })
    if (decision.action === 'wait') this.#windows += 1
    else if (decision.rule === 'stale-connection') this.#isReconnected = true
    else if (decision.action === 'back-off') this.#backOffs += 1
    return decision
  }
}

/** Ms until the server's clock reaches the next multiple of `lengthMs`, by the bound that is surely not too early. */
function msToBoundary(server: ServerClock, lengthMs: number): number {
  const now = server.earliest()
  return (Math.floor(now / lengthMs) + 1) * lengthMs - now
}
