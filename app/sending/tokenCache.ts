import type { Clock } from '../clock.ts'
import type { Attempt } from '../contract/exchange.ts'
import type { ExchangeRecorder, ReadAnswer } from '../contract/recording.ts'
import { PosternError } from '../contract/errors.ts'
import { builtInCatalog } from '../catalog/catalog.ts'
import type { Profile } from '../contract/profile.ts'
import { subjectFor } from '../diagnosis/subject.ts'
import { decodeText } from '../diagnosis/decode.ts'
import { headerOf } from '../contract/headers.ts'
import { assess, type Assessment } from '../diagnosis/assessment.ts'
import { beginAttempt, endAttempt } from './attempts.ts'
import { roundMs } from './timing.ts'
import { CancellableDelay } from './cancellableDelay.ts'
import { Retries } from './retries.ts'
import type { ServerClock } from './serverClock.ts'
import { checkedOrigin } from './target.ts'
import { readTokenAnswer, secretsIn, tokenRequest, type Token } from './tokenRecipe.ts'
import type { Transport } from './transport.ts'
import type { WireRequest } from './wire.ts'

export interface TokenPorts {
  clock: Clock
  transport: Transport
  recorder: Pick<ExchangeRecorder, 'learn' | 'read'>
  userAgent: string
  consent(origin: string): Promise<void> | null
  secretOf(profile: Profile, alias: string): Promise<string | null>
  onChange(): void
  proven?: ProvenPort
}

/** Which token requests have led to a token. Without it nobody knows. */
export interface ProvenPort {
  has(profile: Profile): boolean
  add(profile: Profile): void
}

/** Somebody who waits for a token. */
export interface TokenWaiter {
  /** The exchanges so far, numbered from 1. Only the one who waits longest is told; it resolves when they are kept. */
  onAttempts(attempts: readonly Attempt[]): Promise<void>
  /** A back-off began. */
  onWaiting(delayMs: number, reason: string): void
}

type TokenResult = { token: Token } | { token: null; attempts: readonly Attempt[] }

interface TokenTicket {
  result: Promise<TokenResult>
  /** Cuts a back-off short; false while an exchange is on the wire. */
  skipWait(): boolean
  leave(): void
}

interface Flight {
  result: Promise<TokenResult>
  delay: CancellableDelay
  waiters: Set<TokenWaiter>
  attempts: readonly Attempt[]
}

/** What a token exchange answered, for the policy: it may wrap its failure in a 200, as the API does. */
function judge({ method, url }: WireRequest, { response, envelope }: ReadAnswer): Assessment {
  const subject = subjectFor({ method, url }, builtInCatalog, true)
  return assess({ subject, method, response, envelope, catalog: builtInCatalog })
}

/** Of secrets in one response: more would slow redaction down. */
const MOST_HELD = 20

/** A token is exchanged again when this part of its life is left, but never earlier than that many ms before its end. */
const MARGIN_SHARE = 0.1
const MARGIN_MS = 30_000

/** The token of one key: kept in memory, exchanged ahead of its end, and by one flight for all that wait for it. */
export class TokenCache {
  readonly #ports: TokenPorts
  #profile: Profile
  readonly #key: string
  readonly #server: ServerClock
  #held: { token: Token; since: number; secrets: readonly string[] } | null = null
  #flight: Flight | null = null
  #isClosed = false

  constructor(profile: Profile, key: string, server: ServerClock, ports: TokenPorts) {
    this.#profile = profile
    this.#key = key
    this.#server = server
    this.#ports = ports
  }

  /** Settings such as time-outs may have changed; the next exchange goes by them. */
  use(profile: Profile): void {
    this.#profile = profile
  }

  get token(): Token | null {
    return this.#held?.token ?? null
  }

  /** The token, and what else its response told that may let somebody in. */
  secrets(): readonly string[] {
    return this.#held?.secrets ?? []
  }

  /** A token that can be used at once, other than the one that was refused. */
  usable(refused: string | null): Token | null {
    const held = this.#held
    return held && held.token.value !== refused && !this.#isEnding(held) ? held.token : null
  }

  /** Joins the exchange under way, or begins one. */
  join(waiter: TokenWaiter, refused: string | null): TokenTicket {
    // It may have been refreshed since the refusal.
    const usable = this.usable(refused)
    if (usable)
      return { result: Promise.resolve({ token: usable }), skipWait: () => false, leave: () => undefined }
    const flight = (this.#flight ??= this.#begin(refused !== null))
    flight.waiters.add(waiter)
    return {
      result: flight.result,
      skipWait: () => flight.delay.skipWait(),
      leave: () => {
        flight.waiters.delete(waiter)
        if (flight.waiters.size > 0) return
        flight.delay.cancel()
        if (this.#flight === flight) this.#flight = null
      },
    }
  }

  /** Forgets a token that the API has refused: the next request, also one beside this, begins with a new one. */
  drop(refused: string): void {
    if (this.#held?.token.value !== refused) return
    this.#held = null
    this.#ports.onChange()
  }

  /** Drops the token. A flight under way still serves those who wait for it, but what it brings is not kept. */
  close(): void {
    this.#isClosed = true
    this.#held = null
  }

  #isEnding({ token, since }: { token: Token; since: number }): boolean {
    // Without a trusted clock only the API can say that a token has ended: by a 401.
    if (token.expiresAt === null || !this.#server.isKnown) return false
    // An end that was past when the token came is a mistake of whoever wrote it.
    if (token.expiresAt <= since) return false
    const margin = Math.min(MARGIN_MS, (token.expiresAt - since) * MARGIN_SHARE)
    return token.expiresAt - this.#server.latestAfterSleep() <= margin
  }

  #begin(isRefresh: boolean): Flight {
    const flight: Flight = {
      delay: new CancellableDelay(this.#ports.clock),
      waiters: new Set(),
      attempts: [],
      result: Promise.resolve({ token: null, attempts: [] }),
    }
    flight.result = this.#fly(flight, isRefresh).finally(() => {
      if (this.#flight === flight) this.#flight = null
    })
    // Everybody may have left.
    flight.result.catch(() => undefined)
    return flight
  }

  async #fly(flight: Flight, isRefresh: boolean): Promise<TokenResult> {
    const { clock, transport, recorder, userAgent, consent } = this.#ports
    const profile = this.#profile
    const asked = consent(checkedOrigin(profile.baseUrl))
    if (asked) await flight.delay.during(asked, () => false)
    const secret = await this.#secretFor(profile)
    recorder.learn([secret])
    const wire = tokenRequest(profile.token, profile.baseUrl, secret, userAgent)
    const { tokenAt, sendKeyIn, keyName } = profile.token
    const isProven = this.#ports.proven?.has(profile)
    const asks = { method: wire.method, url: wire.url, tokenAt, sendKeyIn, keyName }
    const retries = new Retries(clock, this.#server, profile)
    let waitedMs = 0
    for (;;) {
      const begun = beginAttempt(flight.attempts.length + 1, 'token', clock.now(), waitedMs)
      const started = { ...begun, tokenRequest: isProven === undefined ? asks : { ...asks, isProven } }
      await this.#notify(flight, [...flight.attempts, started])
      const trip = await transport(
        { ...wire, isFresh: retries.isReconnected },
        profile,
        flight.delay.signal,
        retries.leftMs,
      )
      for (const sighting of trip.sightings) this.#server.observe(sighting)
      const text = trip.answer
        ? decodeText(trip.answer.bytes, headerOf(trip.answer.headers, 'content-type')).text
        : ''
      const isGood =
        trip.answer !== null && trip.failure === null && trip.answer.status >= 200 && trip.answer.status < 300
      const found = isGood ? readTokenAnswer(text, profile.token, this.#server.now()) : null
      const secrets = found ? [found.value, ...secretsIn(text)] : secretsIn(text)
      recorder.learn(secrets)
      const read = trip.answer && (await recorder.read(trip.answer))
      const assessment = read && judge(wire, read)
      // What stands beside a code of failure is not to be used.
      const token = assessment?.answerStatus === 'failed' ? null : found
      const decision = retries.next(trip, {
        purpose: 'token',
        read,
        assessment,
        idempotent: true,
        noRefresh: null,
        refreshed: isRefresh,
        sameToken: false,
        tokenFound: token !== null,
      })
      if (token) this.#ports.proven?.add(profile)
      if (token && !this.#isClosed) {
        this.#held = { token, since: this.#server.now(), secrets: secrets.slice(0, MOST_HELD) }
        this.#ports.onChange()
      }
      await this.#notify(flight, [
        ...flight.attempts.slice(0, -1),
        endAttempt(started, trip, read?.response ?? null, decision),
      ])
      if (token) return { token }
      if (decision.action !== 'wait' && decision.action !== 'back-off')
        return { token: null, attempts: flight.attempts }
      for (const waiter of flight.waiters) waiter.onWaiting(decision.delayMs, decision.reason)
      const waitingSince = clock.monotonic()
      await flight.delay.wait(decision.delayMs)
      waitedMs = roundMs(clock.monotonic() - waitingSince)
    }
  }

  async #secretFor(profile: Profile): Promise<string> {
    const secret = await this.#ports.secretOf(profile, this.#key)
    if (secret !== null) return secret
    throw new PosternError(
      'key-missing',
      `There is no key named “${this.#key}” for ${profile.name}.`,
      'Enter it under Keys and profiles.',
    )
  }

  async #notify(flight: Flight, attempts: readonly Attempt[]): Promise<void> {
    flight.attempts = attempts
    const [lead] = flight.waiters
    await lead?.onAttempts(attempts)
  }
}
