import type { PosternError } from '../contract/errors.ts'
import { EXCHANGE_VERSION, type Attempt, type Exchange, type Failure } from '../contract/exchange.ts'
import { beginAttempt, cancelledInWait, explainedBy, isoTime, neverSent, outcomeOf } from './outcome.ts'
import type { Plan, SendOptions } from './plan.ts'
import type { Explained } from './explanation.ts'

/** The document of one exchange as it grows. Each step makes a new one, so that what was handed out never changes. */
export class ExchangeBuilder {
  #exchange: Exchange
  readonly #keep: (exchange: Exchange) => Promise<void>

  constructor(
    id: string,
    options: SendOptions,
    plan: Plan,
    at: number,
    keep: (exchange: Exchange) => Promise<void>,
  ) {
    this.#keep = keep
    this.#exchange = {
      version: EXCHANGE_VERSION,
      id,
      source: options.source,
      replayOf: options.replayOf,
      profile: options.profile.id,
      key: plan.bearer === 'key' ? options.key : null,
      startedAt: isoTime(at),
      endedAt: null,
      request: plan.request,
      attempts: [],
      outcome: null,
      envelope: null,
      findings: [],
      diagnosis: null,
    }
  }

  get exchange(): Exchange {
    return this.#exchange
  }

  get attempts(): Attempt[] {
    return this.#exchange.attempts
  }

  get last(): Attempt | undefined {
    return this.#exchange.attempts.at(-1)
  }

  /** Attempts with purpose `request`. */
  get requests(): number {
    let count = 0
    for (const { purpose } of this.attempts) if (purpose === 'request') count += 1
    return count
  }

  /** Changes the attempts, to be recorded with the next step. */
  set(attempts: Attempt[]): void {
    this.#exchange = { ...this.#exchange, attempts }
  }

  /** Resolves when it is kept. */
  async record(attempts: Attempt[] = this.attempts): Promise<void> {
    this.set(attempts)
    try {
      await this.#keep(this.#exchange)
    } catch {
      // The history says by itself what it cannot keep; a request is not given up for it.
    }
  }

  /** Adds the request that was not sent, with the reason. */
  addUnsent(failure: Failure, rule: string, at: number, waitedMs: number): void {
    const attempt = beginAttempt(this.attempts.length + 1, 'request', at, waitedMs)
    this.set([...this.attempts, neverSent(attempt, failure, rule)])
  }

  /** Ends an attempt that is still under way. */
  endOpen(failure: Failure, rule: string, at: number): void {
    const { last } = this
    if (!last || last.decision !== null) return
    const totalMs = Math.max(0, at - Date.parse(last.startedAt))
    const ended = neverSent(last, failure, rule)
    this.set([...this.attempts.slice(0, -1), { ...ended, timing: { ...ended.timing, totalMs } }])
  }

  /** Ends the exchange at once; resolves when that is kept. */
  close(reading: Explained, isCancelled: boolean, at: number, error: PosternError | null): Promise<void> {
    const outcome = isCancelled ? 'cancelled' : outcomeOf(this.last)
    const { envelope, findings } = reading
    const isInWait = isCancelled && this.last?.failure?.code !== 'CANCELLED'
    const diagnosis = isInWait ? cancelledInWait(reading.diagnosis) : reading.diagnosis
    const ended = { ...this.#exchange, endedAt: isoTime(at), outcome, envelope, findings, diagnosis }
    this.#exchange = error ? explainedBy(ended, error) : ended
    return this.record()
  }
}
