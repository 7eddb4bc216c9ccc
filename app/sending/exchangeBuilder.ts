import type { DecisionRule } from '../contract/decisionRules.ts'
import { EXCHANGE_VERSION, type Attempt, type Exchange, type Failure } from '../contract/exchange.ts'
import type { Course, Ending, ExchangeRecorder } from '../contract/recording.ts'
import type { Redacted } from '../contract/redacted.ts'
import { beginAttempt, isoTime, neverSent } from './attempts.ts'
import type { Plan } from './plan.ts'
import type { SendOptions } from './sender.ts'

/** The document of one exchange as it grows. Each step makes a new one, so that what was handed out never changes. */
export class ExchangeBuilder {
  #course: Course
  readonly #put: ExchangeRecorder['put']

  constructor(id: string, options: SendOptions, plan: Plan, at: number, put: ExchangeRecorder['put']) {
    this.#put = put
    this.#course = {
      version: EXCHANGE_VERSION,
      id,
      source: options.source,
      replayOf: options.replayOf,
      profile: options.profile.id,
      key: plan.bearer === 'key' ? options.key : null,
      startedAt: isoTime(at),
      request: plan.request,
      attempts: [],
    }
  }

  get attempts(): Attempt[] {
    return this.#course.attempts
  }

  get last(): Attempt | undefined {
    return this.#course.attempts.at(-1)
  }

  /** Attempts with purpose `request`. */
  get requests(): number {
    let count = 0
    for (const { purpose } of this.attempts) if (purpose === 'request') count += 1
    return count
  }

  /** Changes the attempts, to be recorded with the next step. */
  set(attempts: Attempt[]): void {
    this.#course = { ...this.#course, attempts }
  }

  /** Records the exchange as it is now; resolves when it is on the disk, if it must be `durable`. */
  async record(attempts: Attempt[] = this.attempts, durable = false): Promise<void> {
    this.set(attempts)
    await this.#put(this.#course, null, { durable })
  }

  /** Adds the request that was not sent, with the reason. */
  addUnsent(failure: Failure, rule: DecisionRule, at: number, waitedMs: number): void {
    const attempt = beginAttempt(this.attempts.length + 1, 'request', at, waitedMs)
    this.set([...this.attempts, neverSent(attempt, failure, rule)])
  }

  /** Ends an attempt that is still under way. */
  endOpen(failure: Failure, rule: DecisionRule, at: number): void {
    const { last } = this
    if (!last || last.decision !== null) return
    const totalMs = Math.max(0, at - Date.parse(last.startedAt))
    const ended = neverSent(last, failure, rule)
    this.set([...this.attempts.slice(0, -1), { ...ended, timing: { ...ended.timing, totalMs } }])
  }

  close(ending: Ending): Promise<Redacted<Exchange>> {
    return this.#put(this.#course, ending, { durable: false })
  }
}
