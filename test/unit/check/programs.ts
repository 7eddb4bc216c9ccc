import type { ApiRequest, ApiResponse, Attempt, Exchange } from '../../../app/contract/exchange.ts'
import { headerOf } from '../../../app/contract/headers.ts'
import { PRESETS } from '../../../app/contract/presets.ts'
import type { Retry } from '../../../app/contract/profile.ts'
import { assess } from '../../../app/diagnosis/assessment.ts'
import { builtInCatalog } from '../../../app/catalog/catalog.ts'
import { decode } from '../../../app/diagnosis/decode.ts'
import { pauseNamed } from '../../../app/diagnosis/retryAfter.ts'
import { subjectFor } from '../../../app/diagnosis/subject.ts'
import { decide } from '../../../app/sending/policy.ts'
import type { RetryContext } from '../../../app/sending/retryContext.ts'
import { RateWindow } from '../../../app/sending/rateWindow.ts'
import { createServerClock } from '../../../app/sending/serverClock.ts'
import { attemptOf, lost, made, MINUTE, tokenAt, type Made, type Said } from './support.ts'

const { rate, retry } = PRESETS[0] ?? { rate: undefined, retry: undefined }
if (!rate || !retry) throw new Error('There is no preset')
const RETRY: Retry = retry

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** What the API returns to one call. */
type Returned = Pick<Said, 'status' | 'code' | 'body' | 'data' | 'headers' | 'failure'>

/**
 * A program that goes by Postern's own policy, rate window and clock of the server, one call after the other, against an API
 * that fails at random. Times are in ms after a full minute of its own clock.
 */
export class Program {
  readonly exchanges: Exchange[] = []
  now: number
  /** Server's clock minus its own. */
  readonly ahead: number
  readonly random: () => number
  readonly #server
  readonly #window
  #tokens = 0
  token: string | null = null
  #counts = new Map<number, number>()
  #unique = 0

  constructor(seed: number) {
    this.random = randomFrom(seed)
    this.now = Math.round(this.random() * 120_000)
    this.ahead = Math.round((this.random() - 0.5) * 180_000)
    const time = () => MINUTE + this.now
    this.#server = createServerClock({ now: time, monotonic: time })
    this.#window = new RateWindow(rate ?? { limit: 60, lengthMs: 60_000 }, this.#server)
  }

  pick<T>(...items: [T, ...T[]]): T {
    return items[Math.floor(this.random() * items.length)] ?? items[0]
  }

  /** A number that no other call has. */
  next(): number {
    this.#unique += 1
    return this.#unique
  }

  /** Of the server, in ms after a full minute. */
  serverSecond(): number {
    return (((this.now + this.ahead) % 60_000) + 60_000) % 60_000
  }

  /** Waits until the server's clock is at this ms of a minute. */
  waitForSecond(ms: number): void {
    this.now += (((ms - this.serverSecond()) % 60_000) + 60_000) % 60_000
  }

  newToken(): string {
    this.#tokens += 1
    this.token = `token ${this.#tokens}`
    return this.token
  }

  /** A token request that succeeds. */
  requestToken(rest: Made = {}): void {
    this.exchanges.push(tokenAt(this.now, { took: 50, ahead: this.ahead }, rest))
    this.now += 51
    this.newToken()
  }

  /** One request, with its retries as the policy says. */
  request(line: string, returned: (isFirst: boolean) => Returned, rest: Made = {}): void {
    const [method = '', path = ''] = line.split(' ')
    const request = { method, url: `https://api.example${path}` }
    const idempotent = method === 'GET'
    const said: Said[] = []
    const past = { refreshed: false, backOffs: 0, windows: 0 }
    const begunAt = this.now
    for (;;) {
      if (this.token === null) this.requestToken()
      const waitMs = this.#window.waitMs()
      if (this.now + waitMs - begunAt > RETRY.deadlineMs) break
      this.now += Math.ceil(waitMs)
      const at = this.now
      const pass = this.#window.pass()
      const took = 20 + Math.round(this.random() * 380)
      const back = this.#limited(at, returned(said.length === 0))
      this.now = at + took
      said.push({ at, took, token: this.token, ahead: this.ahead, ...back })
      const { response, failure } = attemptOf(said[said.length - 1] ?? { at }, said.length, false)
      this.#observe(at, response)
      const decision = this.#decide(request, { response, failure }, { ...past, idempotent, begunAt })
      if (response?.status === 429) this.#window.refused(pauseNamed(response, this.#server.now()))
      this.#window.answered(pass, [])
      if (decision.action === 'accept' || decision.action === 'stop') break
      if (decision.action === 'refresh') {
        past.refreshed = true
        this.token = null
      }
      if (decision.action === 'wait') past.windows += 1
      if (decision.action === 'back-off') past.backOffs += 1
      this.now += Math.ceil(decision.delayMs)
    }
    if (said.length > 0) this.exchanges.push(made(line, said, rest))
    // A 401 that ended it says that the token is no good.
    if (said.at(-1)?.status === 401 || said.at(-1)?.code === 401) this.token = null
  }

  /** Calls as they are given, whatever the policy says, each after a pause. */
  force(
    line: string,
    steps: readonly (Returned & { pause?: number; token?: string | null })[],
    rest: Made = {},
  ): void {
    const said = steps.map(({ pause = 0, ...step }) => {
      this.now += pause
      const at = this.now
      this.now += 50
      return { at, took: 50, token: this.token, ahead: this.ahead, ...step }
    })
    this.exchanges.push(made(line, said, rest))
  }

  /** The API counts calls itself. */
  #limited(at: number, returned: Returned): Returned {
    const server = MINUTE + at + this.ahead
    const index = Math.floor(server / 60_000)
    const count = (this.#counts.get(index) ?? 0) + 1
    this.#counts.set(index, count)
    if (count <= 60 && returned.status !== 429) return returned
    const seconds = Math.ceil(((index + 1) * 60_000 - server) / 1000)
    return { status: 429, headers: this.random() < 0.7 ? [['Retry-After', String(seconds)]] : [] }
  }

  #observe(at: number, response: ApiResponse | null): void {
    this.#server.observe({
      date: headerOf(response?.headers ?? [], 'date'),
      age: null,
      sentAt: MINUTE + at,
      receivedAt: MINUTE + this.now,
    })
  }

  #decide(
    { method, url }: Pick<ApiRequest, 'method' | 'url'>,
    { response, failure }: Pick<Attempt, 'response' | 'failure'>,
    past: Pick<RetryContext, 'refreshed' | 'backOffs' | 'windows' | 'idempotent'> & { begunAt: number },
  ) {
    const envelope = response && decode(response).envelope
    const catalog = builtInCatalog
    const subject = subjectFor({ method, url }, catalog, false)
    return decide({
      ...past,
      purpose: 'request',
      last: {
        status: response?.status ?? null,
        code: envelope?.code ?? null,
        assessment: response && envelope && assess({ subject, method, response, envelope, catalog }),
        failure,
        isStale: false,
        boundaryMs: 60_000 - (this.#server.earliest() % 60_000),
        retryAfterMs: response && pauseNamed(response, this.#server.now()),
      },
      noRefresh: null,
      sameToken: false,
      tokenFound: false,
      reconnected: false,
      elapsedMs: this.now - past.begunAt,
      retry: RETRY,
    })
  }
}

const GOOD: Returned = { status: 200, data: [] }

/** What an API returns that is mostly well. */
function anything(program: Program, isFirst: boolean): Returned {
  if (program.random() < (isFirst ? 0.5 : 0.6)) return GOOD
  return program.pick<Returned>(
    { status: 401 },
    { status: 200, code: 401 },
    { status: 403 },
    { status: 404 },
    { status: 400 },
    { status: 429 },
    { status: 500 },
    { status: 503 },
    { status: 200, code: 100 },
    { failure: lost },
    { failure: { ...lost, kind: 'timeout' } },
    { failure: { ...lost, kind: 'refused', mayHaveBeenSent: false } },
  )
}

/** One thing that a program does. */
export function act(program: Program): void {
  const number = program.next()
  program.now += program.pick(0, 5, 300, 2000, 20_000)
  const kind = program.random()
  if (kind < 0.2) return readList(program)
  if (kind < 0.4)
    return program.request('POST /api/webhook/subscriptions', (isFirst) => anything(program, isFirst), {
      sent: JSON.stringify({ number }),
    })
  program.request(`GET /api/external/sites?customerId=${number}`, (isFirst) => anything(program, isFirst))
}

/** A list, page by page, until one fails. */
function readList(program: Program): void {
  const list = program.next()
  for (let page = 0; page < 3; page += 1) {
    const reference = page === 0 ? '' : `&referenceId=${page * 2}&direction=next`
    const before = program.exchanges.length
    program.request(`GET /api/external/staffs?searchText=${list}${reference}`, (isFirst) => {
      const returned = anything(program, isFirst)
      const isPage = returned === GOOD || returned.code === 100
      return isPage ? { body: pageBody(page, page < 2, returned.code) } : returned
    })
    if (
      program.exchanges
        .slice(before)
        .some(({ outcome, attempts }) => attempts.length > 0 && outcome !== 'success')
    )
      return
  }
}

export function pageBody(page: number, hasNext: boolean, code = 0): object {
  return {
    status: { code, errorMessage: code === 0 ? '' : 'It failed.' },
    data: code === 0 ? [{ id: page * 2 + 1 }, { id: page * 2 + 2 }] : null,
    count: code === 0 ? 2 : null,
    message: '',
    errors: code === 0 ? [] : [{ code, message: 'It failed.' }],
    nextPageParameter: hasNext ? `referenceId=${page * 2 + 2}&direction=next` : null,
    prevPageParameter: null,
  }
}
