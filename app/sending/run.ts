import type { Catalog } from '../catalog/catalog.ts'
import type { Clock } from '../clock.ts'
import type { OwnDecision } from '../contract/decisionRules.ts'
import { formatDuration } from '../contract/duration.ts'
import { PosternError } from '../contract/errors.ts'
import type { Progress } from '../contract/events.ts'
import type { Attempt, Exchange, Header } from '../contract/exchange.ts'
import { isSafeMethod } from '../contract/http.ts'
import type { Profile } from '../contract/profile.ts'
import type { WindowState } from '../contract/rateWindow.ts'
import type { HandOver } from '../contract/handedSecret.ts'
import type { Ending, ExchangeRecorder, ReadAnswer, ReceivedAnswer } from '../contract/recording.ts'
import type { Redacted } from '../contract/redacted.ts'
import type { Claims } from '../contract/token.ts'
import { readClaims } from '../diagnosis/claims.ts'
import { subjectFor } from '../diagnosis/subject.ts'
import { assess, type Assessment } from '../diagnosis/assessment.ts'
import { Ended, endByError, endTooLate, type LateCode } from './earlyEnds.ts'
import { ExchangeBuilder } from './exchangeBuilder.ts'
import { beginAttempt, endAttempt } from './attempts.ts'
import { roundMs } from './timing.ts'
import type { DecisionRule } from '../contract/decisionRules.ts'
import { Cancelled, CancellableDelay } from './cancellableDelay.ts'
import { authorizationOf, type Plan } from './plan.ts'
import type { SendOptions } from './sender.ts'
import { progressOf, type Wait } from './progress.ts'
import { Retries } from './retries.ts'
import type { RateLimiter } from './rateLimiter.ts'
import type { ServerClock } from './serverClock.ts'
import type { Token } from './tokenRecipe.ts'
import type { TokenCache, TokenWaiter } from './tokenCache.ts'
import type { Transport } from './transport.ts'
import type { RoundTrip } from './wire.ts'
import type { Pass } from './rateWindow.ts'

/** What one exchange uses of the sender. */
export interface RunParts {
  clock: Clock
  transport: Transport
  catalog: Catalog
  recorder: ExchangeRecorder
  server: ServerClock
  /** Null when requests may go to the origin, else what waits for the user's consent. */
  consent(origin: string): Promise<void> | null
  /** Null when the request does not count against a rate window. */
  rateLimiter: RateLimiter | null
  /** Null when the request goes without a key. */
  tokens: TokenCache | null
  windowState(): WindowState | null
  /** Whether Postern is about to quit. */
  isClosing(): boolean
  /** Takes the secrets of the last answer, before they are redacted. */
  handOver(answer: ReceivedAnswer): Promise<HandOver | null>
  onProgress(progress: Progress): void
}

/** With these the API has refused the token itself. */
const REFUSED_TOKEN: ReadonlySet<DecisionRule> = new Set([
  'unauthorized-refresh-once',
  'unauthorized-same-token',
  'unauthorized-after-refresh',
])

/** One exchange: takes a request through token, window, transport and policy until it ends. */
export class Run {
  readonly id: string
  readonly delay: CancellableDelay
  readonly #options: SendOptions
  readonly #profile: Profile
  readonly #plan: Plan
  readonly #parts: RunParts
  readonly #builder: ExchangeBuilder
  readonly #turn: number
  readonly #retries: Retries
  /** The token of the last attempt, and the one that was refused with a 401. */
  #bearer: string | null = null
  #refused: string | null = null
  #claims: Claims | null = null
  /** The last answer to the request itself. */
  #read: ReadAnswer | null = null
  #assessment: Assessment | null = null
  /** Ms held back since the last attempt. */
  #waitedMs = 0
  #handedOver: HandOver | null = null
  #isWaitSkipped = false
  #stoppedBy: Ending['stoppedBy'] = null
  #error: PosternError | null = null

  constructor(id: string, turn: number, options: SendOptions, plan: Plan, parts: RunParts) {
    const { clock } = parts
    this.id = id
    this.delay = new CancellableDelay(clock)
    this.#turn = turn
    this.#options = options
    this.#profile = options.profile
    this.#plan = plan
    this.#parts = parts
    this.#retries = new Retries(clock, parts.server, options.profile)
    this.#builder = new ExchangeBuilder(id, options, plan, clock.now(), parts.recorder.put)
  }

  /** The token of the last attempt, without its scheme. */
  get bearer(): string | null {
    return this.#bearer === null ? null : withoutScheme(this.#bearer)
  }

  /** Cuts a wait short; false when nothing is waited for. */
  skipWait(): boolean {
    const isWaiting = this.delay.skipWait()
    if (isWaiting) this.#isWaitSkipped = true
    return isWaiting
  }

  /** Ends with the exchange as it was recorded. */
  async start(): Promise<Redacted<Exchange>> {
    try {
      await this.#consent()
      let decision: OwnDecision
      do {
        const bearer = await this.#token()
        this.#checkDeadline()
        const pass = await this.#enter()
        decision = await this.#attempt(bearer, pass)
        await this.#follow(decision)
      } while (decision.action !== 'accept' && decision.action !== 'stop')
    } catch (error) {
      if (!(error instanceof Ended)) this.#stopBy(error)
    }
    return this.#finish()
  }

  async #consent(): Promise<void> {
    const asked = this.#parts.consent(this.#plan.target.origin)
    if (!asked) return
    // Looked at only later, so it must not count as unhandled until then.
    asked.catch(() => undefined)
    await this.#builder.record()
    await this.delay.during(asked, () => false)
    this.#retries.restart()
  }

  async #token(): Promise<string | null> {
    const { tokens } = this.#parts
    const readyMade = this.#options.token?.replace(/^(?:bearer\s+)+/i, '')
    if (this.#plan.bearer === 'ready-made' && readyMade !== undefined) {
      this.#claims ??= readClaims(readyMade)
      return readyMade
    }
    if (!tokens) return null
    const token = tokens.usable(this.#refused) ?? (await this.#exchangeKey(tokens))
    this.#claims = token.claims
    return token.value
  }

  async #exchangeKey(tokens: TokenCache): Promise<Token> {
    const { clock } = this.#parts
    const before = this.#builder.attempts
    const numbered = (attempts: readonly Attempt[]) => [
      ...before,
      ...attempts.map((attempt) => ({ ...attempt, number: before.length + attempt.number })),
    ]
    const waiter: TokenWaiter = {
      onAttempts: (attempts) => this.#builder.record(numbered(attempts)),
      onWaiting: (delayMs, reason) => {
        this.#progress('waiting', { until: clock.now() + delayMs, reason })
      },
    }
    this.#progress('token')
    if (before.length === 0) await this.#builder.record()
    const ticket = tokens.join(waiter, this.#refused)
    try {
      const result = await this.delay.during(ticket.result, ticket.skipWait, this.#retries.deadline)
      if (result === 'too-late') throw this.#tooLate('TOKEN_LATE', 'The token request took too long.')
      if (result.token) return result.token
      this.#builder.set(numbered(result.attempts))
      throw new Ended()
    } finally {
      ticket.leave()
    }
  }

  async #enter(): Promise<Pass | null> {
    const { rateLimiter, clock } = this.#parts
    if (!rateLimiter) return null
    const isFree = this.#isWaitSkipped || this.#profile.rate.mode === 'observe'
    const pass = isFree ? rateLimiter.enterAnyway() : rateLimiter.tryEnter(this.#turn)
    if (pass) return pass
    const ticket = rateLimiter.enter(this.#turn, this.#retries.deadline)
    const since = clock.monotonic()
    const reason = `${rateLimiter.window.whyShut()} The next one opens in ${formatDuration(ticket.waitMs)}.`
    try {
      this.#progress('waiting', { until: clock.now() + ticket.waitMs, reason })
      if (this.#builder.attempts.length === 0) await this.#builder.record()
      const admitted = await this.delay.during(ticket.admitted, ticket.skipWait)
      this.#waitedMs += clock.monotonic() - since
      if (admitted) return admitted
    } catch (error) {
      ticket.abandon()
      throw error
    }
    throw this.#tooLate('WINDOW_FULL', 'The rate window stayed full.')
  }

  async #attempt(bearer: string | null, pass: Pass | null): Promise<OwnDecision> {
    const { clock, transport, rateLimiter, recorder } = this.#parts
    const { attempts } = this.#builder
    const begun = beginAttempt(attempts.length + 1, 'request', clock.now(), roundMs(this.#waitedMs))
    if (bearer !== null) recorder.learn([withoutScheme(bearer)])
    this.#progress('sending')
    this.#waitedMs = 0
    this.#isWaitSkipped = false
    // What may change something at the API is on the disk before it leaves. So is what a replay sends, which goes on after
    // a restart from what it finds there.
    const isDurable = !isSafeMethod(this.#plan.request.method) || this.#options.replayOf !== null
    await this.#builder.record([...attempts, begun], isDurable)
    if (this.delay.signal.aborted) {
      if (pass) rateLimiter?.takeBack(pass)
      this.#builder.set(attempts)
      throw new Cancelled()
    }
    const { body, headers, request } = this.#plan
    const authorization: Header[] = bearer === null ? [] : [['Authorization', authorizationOf(bearer)]]
    const wire = {
      method: request.method,
      url: request.url,
      headers: [...headers, ...authorization],
      body,
      isFresh: !request.idempotent || this.#retries.isReconnected,
    }
    this.#bearer = bearer
    const trip = await transport(wire, this.#profile, this.delay.signal, this.#retries.leftMs)
    const read = trip.answer ? await recorder.read(trip.answer) : null
    this.#read = read
    this.#assessment = read && this.#judge(read)
    const decision = this.#decide(trip, pass)
    const isLast = decision.action === 'accept' || decision.action === 'stop'
    if (isLast && trip.answer && isSuccess(trip.answer.status))
      this.#handedOver = await this.#parts.handOver(trip.answer)
    const ended = [...attempts, endAttempt(begun, trip, read?.response ?? null, decision)]
    // The end of the exchange is recorded together with its last answer.
    if (isLast) this.#builder.set(ended)
    else await this.#builder.record(ended)
    return decision
  }

  #judge({ response, envelope }: ReadAnswer): Assessment {
    const { method, url } = this.#plan.request
    const { catalog } = this.#parts
    return assess({
      subject: subjectFor({ method, url }, catalog, false),
      method,
      response,
      envelope,
      catalog,
    })
  }

  /** Tells clock and window what came back, and asks the policy what to do. */
  #decide(trip: RoundTrip, pass: Pass | null): OwnDecision {
    const { server, rateLimiter } = this.#parts
    const { request, noRefresh, note } = this.#plan
    for (const sighting of trip.sightings) server.observe(sighting)
    if (pass) rateLimiter?.settle(pass, trip, this.#read, this.#assessment?.gateway?.says === 'quota')
    const decision = this.#retries.next(trip, {
      purpose: 'request',
      read: this.#read,
      assessment: this.#assessment,
      idempotent: request.idempotent,
      noRefresh,
      refreshed: this.#refused !== null,
      sameToken: this.#refused !== null && this.#bearer === this.#refused,
      tokenFound: false,
    })
    if (this.#bearer !== null && REFUSED_TOKEN.has(decision.rule)) this.#parts.tokens?.drop(this.#bearer)
    return note === '' ? decision : { ...decision, reason: decision.reason + note }
  }

  async #follow({ action, delayMs, reason }: OwnDecision): Promise<void> {
    const { clock } = this.#parts
    if (action === 'refresh') this.#refused = this.#bearer
    if (action !== 'wait' && action !== 'back-off') return
    const since = clock.monotonic()
    this.#progress('waiting', { until: clock.now() + delayMs, reason, action })
    await this.delay.wait(delayMs)
    this.#waitedMs += clock.monotonic() - since
  }

  #checkDeadline(): void {
    const isFirst = this.#builder.attempts.length === 0
    if (!isFirst && this.#parts.clock.monotonic() >= this.#retries.deadline)
      throw this.#tooLate('DEADLINE', 'The exchange took too long.')
  }

  #tooLate(code: LateCode, what: string): Ended {
    return endTooLate(this.#builder, code, what, this.#parts.clock.now(), roundMs(this.#waitedMs))
  }

  #stopBy(error: unknown): void {
    if (error instanceof Cancelled) this.#stoppedBy = this.#parts.isClosing() ? 'quit' : 'cancel'
    if (error instanceof PosternError) this.#error = error
    endByError(this.#builder, error, this.#parts.clock.now())
  }

  async #finish(): Promise<Redacted<Exchange>> {
    const { clock, server } = this.#parts
    const { name: profile, traceHeaders } = this.#profile
    const recorded = await this.#builder.close({
      at: clock.now(),
      stoppedBy: this.#stoppedBy,
      error: this.#error,
      profile,
      claims: this.#claims,
      clockOffsetMs: server.offset(),
      window: this.#parts.windowState(),
      traceHeaders,
      ...(this.#handedOver && { handedOver: this.#handedOver }),
    })
    this.#progress('done')
    return recorded
  }

  #progress(state: Progress['state'], wait?: Wait): void {
    const { retry } = this.#profile
    const { backOffs, windows } = this.#retries
    const position = { made: this.#builder.requests, backOffs, windows, retry }
    this.#parts.onProgress(progressOf(this.id, state, position, wait))
  }
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300
}

function withoutScheme(token: string): string {
  return token.slice(token.indexOf(' ') + 1)
}
