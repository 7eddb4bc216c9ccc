import type { Clock } from '../clock.ts'
import type { Catalog } from '../catalog/catalog.ts'
import { PosternError } from '../contract/errors.ts'
import type { Progress } from '../contract/events.ts'
import type { Attempt, Decision, Exchange, Failure } from '../contract/exchange.ts'
import { EXCHANGE_VERSION } from '../contract/exchange.ts'
import type { Profile } from '../contract/profile.ts'
import type { Claims } from '../contract/token.ts'
import type { WindowState } from '../contract/window.ts'
import { readClaims } from '../diagnosis/claims.ts'
import { decode, type Decoded } from '../diagnosis/decode.ts'
import { diagnose } from '../diagnosis/diagnose.ts'
import type { Gate } from './gate.ts'
import {
  beginAttempt,
  endAttempt,
  explainedBy,
  isoTime,
  neverSent,
  outcomeOf,
  recordable,
} from './outcome.ts'
import { Cancelled, Patience } from './patience.ts'
import type { Plan } from './plan.ts'
import { decide } from './policy.ts'
import { headerValue, readRateLimit, readRetryAfter } from './retryAfter.ts'
import type { ServerClock } from './serverClock.ts'
import type { SendOptions } from './sender.ts'
import { msToBoundary, type TokenDesk, type TokenWaiter } from './tokens.ts'
import type { RoundTrip, Transport } from './transport.ts'
import type { Pass } from './window.ts'

/** What one exchange uses of the sender. */
export interface RunParts {
  clock: Clock
  transport: Transport
  catalog: Catalog
  server: ServerClock
  /** Null when the request does not count against a rate window. */
  gate: Gate | null
  /** Null when the request goes without a key. */
  desk: TokenDesk | null
  windowState(): WindowState | null
  record(exchange: Exchange): Promise<void>
  onProgress(progress: Progress): void
}

/** Thrown when the exchange ends before its next request, for a reason that its attempts already tell. */
class Ended extends Error {
  override readonly name = 'Ended'
}

/** One exchange: takes a request through token, window, transport and policy until it ends. */
export class Run {
  readonly id: string
  readonly patience: Patience
  readonly #options: SendOptions
  readonly #profile: Profile
  readonly #plan: Plan
  readonly #parts: RunParts
  readonly #turn: number
  readonly #begun: number
  #exchange: Exchange
  /** The token of the last attempt, and the one that was refused with a 401. */
  #bearer: string | null = null
  #refused: string | null = null
  #claims: Claims | null = null
  #backOffs = 0
  #windows = 0
  #waitedMs = 0
  #isInHurry = false
  #decoded: Decoded | undefined
  #error: PosternError | null = null

  constructor(id: string, turn: number, options: SendOptions, plan: Plan, parts: RunParts) {
    const { clock } = parts
    this.id = id
    this.patience = new Patience(clock)
    this.#turn = turn
    this.#options = options
    this.#profile = options.profile
    this.#plan = plan
    this.#parts = parts
    this.#begun = clock.monotonic()
    this.#exchange = {
      version: EXCHANGE_VERSION,
      id,
      source: options.source,
      replayOf: options.replayOf,
      profile: options.profile.id,
      key: plan.bearer === 'key' ? options.key : null,
      startedAt: isoTime(clock.now()),
      endedAt: null,
      request: plan.request,
      attempts: [],
      outcome: null,
      envelope: null,
      findings: [],
      diagnosis: null,
    }
  }

  /** Cuts a wait short; false when nothing is waited for. */
  hurry(): boolean {
    const isWaiting = this.patience.hurry()
    if (isWaiting) this.#isInHurry = true
    return isWaiting
  }

  async start(): Promise<Exchange> {
    try {
      let decision: Decision
      do {
        const bearer = await this.#token()
        const pass = await this.#enter()
        decision = await this.#attempt(bearer, pass)
        await this.#follow(decision)
      } while (decision.action !== 'accept' && decision.action !== 'stop')
    } catch (error) {
      if (!(error instanceof Ended)) this.#stopBy(error)
    }
    return this.#finish()
  }

  get #requests(): number {
    return this.#exchange.attempts.filter((attempt) => attempt.purpose === 'request').length
  }

  get #deadline(): number {
    return this.#begun + this.#profile.retry.deadlineMs
  }

  async #token(): Promise<string | null> {
    const { desk, clock } = this.#parts
    const { token: readyMade } = this.#options
    if (this.#plan.bearer === 'ready-made' && readyMade !== undefined) {
      this.#claims ??= readClaims(readyMade)
      return readyMade
    }
    if (!desk) return null
    let token = desk.usable(this.#refused)
    if (!token) {
      this.#progress('token')
      const before = this.#exchange.attempts
      const number = (attempt: Attempt): Attempt => ({ ...attempt, number: before.length + attempt.number })
      const waiter: TokenWaiter = {
        onAttempts: (attempts) => this.#record([...before, ...attempts.map(number)]),
        onWaiting: (delayMs, reason) => {
          this.#progress('waiting', clock.now() + delayMs, reason)
        },
      }
      if (before.length === 0) await this.#record([])
      const ticket = desk.join(waiter, this.#refused)
      try {
        const result = await this.patience.during(ticket.result, ticket.hurry)
        if (!result.token) {
          this.#exchange = { ...this.#exchange, attempts: [...before, ...result.attempts.map(number)] }
          throw new Ended()
        }
        token = result.token
      } finally {
        ticket.leave()
      }
    }
    this.#claims = token.claims
    return token.value
  }

  async #enter(): Promise<Pass | null> {
    const { gate, clock } = this.#parts
    if (!gate) return null
    const pass = gate.tryEnter(this.#turn)
    if (pass) return pass
    const ticket = gate.enter(this.#turn, this.#deadline)
    if (this.#isInHurry) ticket.hurry()
    const since = clock.monotonic()
    try {
      this.#progress(
        'waiting',
        clock.now() + ticket.waitMs,
        `The rate window is full: ${gate.window.rule.limit} requests. The next one opens soon.`,
      )
      if (this.#exchange.attempts.length === 0) await this.#record([])
      const admitted = await this.patience.during(ticket.admitted, ticket.hurry)
      this.#waitedMs += clock.monotonic() - since
      if (admitted) return admitted
    } finally {
      ticket.leave()
    }
    this.#addUnsent(
      {
        kind: 'timeout',
        code: 'DEADLINE',
        message: 'The rate window had no room before the deadline.',
        mayHaveBeenSent: false,
      },
      'deadline',
      'The rate window stayed full until the deadline of the exchange.',
    )
    throw new Ended()
  }

  async #attempt(bearer: string | null, pass: Pass | null): Promise<Decision> {
    const { clock, transport, gate } = this.#parts
    const { attempts } = this.#exchange
    const begun = beginAttempt(attempts.length + 1, 'request', clock.now(), this.#waitedMs)
    this.#waitedMs = 0
    this.#isInHurry = false
    this.#progress('sending')
    await this.#record([...attempts, begun])
    if (this.patience.signal.aborted) {
      if (pass) gate?.takeBack(pass)
      this.#exchange = { ...this.#exchange, attempts }
      throw new Cancelled()
    }
    const headers =
      bearer === null
        ? this.#plan.headers
        : [...this.#plan.headers, ['Authorization', `Bearer ${bearer}`] satisfies [string, string]]
    const { method, url } = this.#plan.request
    this.#bearer = bearer
    const trip = await transport(
      { method, url, headers, body: this.#plan.body },
      this.#profile,
      this.patience.signal,
    )
    const response = recordable(
      trip.answer,
      bearer === null ? this.#plan.secrets : [...this.#plan.secrets, bearer],
    )
    this.#decoded = response ? decode(response) : undefined
    const decision = this.#decide(trip, pass)
    const ended = endAttempt(begun, trip, response, decision)
    const isLast = decision.action === 'accept' || decision.action === 'stop'
    // The end of the exchange is recorded together with its last answer.
    if (isLast) this.#exchange = { ...this.#exchange, attempts: [...attempts, ended] }
    else await this.#record([...attempts, ended])
    return decision
  }

  /** Tells clock and window what came back, and asks the policy what to do. */
  #decide(trip: RoundTrip, pass: Pass | null): Decision {
    const { clock, server, gate } = this.#parts
    const { rate, retry } = this.#profile
    const headers = trip.answer?.headers ?? []
    for (const sighting of trip.sightings) server.observe(sighting)
    const retryAfterMs = readRetryAfter(headerValue(headers, 'retry-after'), server.now())
    let boundaryMs = msToBoundary(server, rate.lengthMs)
    if (gate && pass) {
      for (let extra = 0; extra < trip.redirects; extra += 1) gate.window.pass()
      if (trip.failure && !trip.failure.mayHaveBeenSent) gate.takeBack(pass)
      else gate.answered(pass, readRateLimit(headers, server.now()))
      if (trip.answer?.status === 429 && !trip.failure) boundaryMs = gate.refused(retryAfterMs)
    }
    const decision = decide({
      purpose: 'request',
      last: {
        status: trip.answer?.status ?? null,
        code: this.#decoded?.envelope.code ?? null,
        failure: trip.failure,
        boundaryMs,
        retryAfterMs,
      },
      idempotent: this.#plan.request.idempotent,
      noRefresh: this.#plan.noRefresh,
      refreshed: this.#refused !== null,
      tokenFound: false,
      backOffs: this.#backOffs,
      windows: this.#windows,
      elapsedMs: clock.monotonic() - this.#begun,
      retry,
    })
    return this.#plan.note === '' ? decision : { ...decision, reason: decision.reason + this.#plan.note }
  }

  async #follow(decision: Decision): Promise<void> {
    const { clock } = this.#parts
    if (decision.action === 'refresh') this.#refused = this.#bearer
    if (decision.action !== 'wait' && decision.action !== 'back-off') return
    if (decision.action === 'wait') this.#windows += 1
    else this.#backOffs += 1
    const since = clock.monotonic()
    this.#progress('waiting', clock.now() + decision.delayMs, decision.reason, decision.action)
    await this.patience.wait(decision.delayMs)
    this.#waitedMs += clock.monotonic() - since
  }

  #progress(
    state: Progress['state'],
    until: number | null = null,
    reason = '',
    action?: Decision['action'],
  ): void {
    const { backoffMs, maxWindows } = this.#profile.retry
    const made = this.#requests
    const left = action === 'wait' ? maxWindows - this.#windows : backoffMs.length - this.#backOffs
    const isRetry = made > 0 && (action !== undefined || this.#backOffs > 0)
    this.#parts.onProgress({
      id: this.id,
      state,
      attempt: state === 'done' ? Math.max(1, made) : made + 1,
      of: isRetry && state !== 'done' ? made + 1 + Math.max(0, left) : null,
      until,
      reason,
    })
  }

  #addUnsent(failure: Failure, rule: string, reason: string): void {
    const { attempts } = this.#exchange
    const attempt = beginAttempt(attempts.length + 1, 'request', this.#parts.clock.now(), this.#waitedMs)
    this.#exchange = { ...this.#exchange, attempts: [...attempts, neverSent(attempt, failure, rule, reason)] }
  }

  #stopBy(error: unknown): void {
    if (error instanceof Cancelled) return
    const isKnown = error instanceof PosternError
    const message = error instanceof Error ? error.message : String(error)
    if (isKnown) this.#error = error
    const code = isKnown ? error.code : 'INTERNAL'
    this.#addUnsent({ kind: 'cancelled', code, message, mayHaveBeenSent: false }, 'no-key', message)
  }

  async #finish(): Promise<Exchange> {
    const { clock, server, catalog } = this.#parts
    const last = this.#exchange.attempts.at(-1)
    const isCancelled = this.patience.signal.aborted && last?.decision?.action !== 'accept'
    const outcome = isCancelled ? 'cancelled' : outcomeOf(last)
    const failure: Failure | null = isCancelled
      ? {
          kind: 'cancelled',
          code: null,
          message: 'It was cancelled.',
          mayHaveBeenSent: last?.failure?.mayHaveBeenSent ?? last !== undefined,
        }
      : (last?.failure ?? null)
    const { envelope, findings, diagnosis } = diagnose(
      {
        request: this.#exchange.request,
        response: last?.response ?? null,
        failure,
        attempts: this.#exchange.attempts,
        key: this.#exchange.key,
        profile: this.#profile.name,
        claims: this.#claims,
        now: clock.now(),
        clockOffsetMs: server.offset(),
        window: this.#parts.windowState(),
        traceHeaders: this.#profile.traceHeaders,
        catalog,
      },
      last?.purpose === 'request' && last.response ? this.#decoded : undefined,
    )
    const ended: Exchange = {
      ...this.#exchange,
      endedAt: isoTime(clock.now()),
      outcome,
      envelope,
      findings,
      diagnosis,
    }
    this.#exchange = this.#error ? explainedBy(ended, this.#error) : ended
    await this.#record(this.#exchange.attempts)
    this.#progress('done')
    return this.#exchange
  }

  async #record(attempts: Attempt[]): Promise<void> {
    this.#exchange = { ...this.#exchange, attempts }
    try {
      await this.#parts.record(this.#exchange)
    } catch {
      // The history says by itself what it cannot keep; a request is not lost for it.
    }
  }
}
