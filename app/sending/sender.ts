import type { Catalog } from '../catalog/catalog.ts'
import type { Clock } from '../clock.ts'
import { PosternError } from '../contract/errors.ts'
import type { Progress } from '../contract/events.ts'
import type { Exchange } from '../contract/exchange.ts'
import type { Profile } from '../contract/profile.ts'
import type { Claims, TokenState } from '../contract/token.ts'
import type { WindowState } from '../contract/rateWindow.ts'
import { Agents } from './agents.ts'
import { RateLimiter } from './rateLimiter.ts'
import { createIds } from './ids.ts'
import { Cancelled, CancellableDelay } from './cancellableDelay.ts'
import { planRequest, type SendOptions } from './plan.ts'
import type { Environment } from './proxy.ts'
import { directReader, type Reader } from './reader.ts'
import { Run } from './run.ts'
import { createServerClock, type ServerClock } from './serverClock.ts'
import { readTarget, type Target, checkedOrigin } from './target.ts'
import { TokenCache, type TokenResult } from './tokenCache.ts'
import { createTransport } from './transport.ts'

export interface SenderPorts {
  clock: Clock
  /**
   * The key's secret, which goes to `origin` and nowhere else, or null. Throws PosternError key-missing or
   * key-unreadable, also when the key was entered for another origin.
   */
  secretOf(profileId: string, alias: string, origin: string): Promise<string | null>
  /** Called at every step with the whole exchange so far; resolves when it is kept. Awaited before a request leaves. */
  record(exchange: Exchange): Promise<void>
  onProgress(progress: Progress): void
  onWindow(state: WindowState): void
  onToken(state: TokenState): void
  catalog(): Catalog
  /** By default answers are read at once, in this thread. */
  reader?: Reader
  /** The system's proxy for an address as an http(s) URL, null for none. Without it the environment decides. */
  proxyFor?(url: string): Promise<string | null>
  /** Where proxies are read from when there is no `proxyFor`; by default the process's own environment. */
  environment?: Environment
  /** Told to the API as `User-Agent: Postern/<version>`. */
  version?: string
}

export interface Sender {
  /**
   * Starts an exchange; its id is known at once. `done` ends with the final exchange, whatever a server, a network or
   * a missing key does; it has been handed to `record` then, which `close` waits for.
   * @throws PosternError bad-input, or internal once the sender is closed
   */
  send(options: SendOptions): { id: string; done: Promise<Exchange> }
  /** False when it is not under way. */
  cancel(id: string): boolean
  /** Cuts the wait under way short, and sends, window or not. False when nothing is waited for. */
  sendNow(id: string): boolean
  /** Ms until such a request may leave without being held back; 0 when that is now. */
  waitMs(options: Pick<SendOptions, 'profile' | 'key' | 'target'>): number
  windowState(profile: Profile, key: string): WindowState
  tokenState(profile: Profile, key: string): TokenState
  /**
   * Exchanges the key anew and tells the claims of its token; null when the token has none that can be read.
   * @throws PosternError when there is no key, or it leads to no token
   */
  exchangeKey(profile: Profile, key: string): Promise<Claims | null>
  /** Secrets that are held now, so that the redactor knows them. */
  secrets(): string[]
  /** Drops the token of a key, or of all keys of a profile: the key was changed or removed. */
  forget(profileId: string, key?: string): void
  /** Cancels what is under way, waits until that is recorded, and closes all connections. Nothing is sent any more. */
  close(): Promise<void>
}

interface Desk {
  desk: TokenCache
  profile: Profile
  key: string
}

export function createSender(ports: SenderPorts): Sender {
  const { clock } = ports
  const userAgent = ports.version === undefined ? 'Postern' : `Postern/${ports.version}`
  const nextId = createIds()
  const agents = new Agents({
    monotonic: () => clock.monotonic(),
    environment: ports.environment ?? process.env,
    ...(ports.proxyFor ? { proxyFor: ports.proxyFor } : {}),
  })
  const transport = createTransport({ agents, monotonic: () => clock.monotonic() })
  const servers = new Map<string, ServerClock>()
  const rateLimiters = new Map<string, RateLimiter>()
  const desks = new Map<string, Desk>()
  const running = new Map<string, Run>()
  /** Ended or not: what is not recorded to its end. */
  const keeping = new Set<Promise<void>>()
  let turn = 0
  /** Cancelled by the end of all. */
  const life = new CancellableDelay(clock)

  function refuseWhenClosed(): void {
    if (life.signal.aborted) throw closing()
  }

  function serverOf(origin: string): ServerClock {
    return found(servers, origin, () => createServerClock(clock))
  }

  function rateLimiterOf(profile: Profile, key: string): RateLimiter {
    const { lengthMs } = profile.rate
    const origin = checkedOrigin(profile.baseUrl)
    return found(rateLimiters, named(profile.id, key, origin, lengthMs), () => {
      // A request without a key has no window of its own to show.
      const onChange =
        key === '' ? () => undefined : () => tell(() => ports.onWindow(windowState(rateLimiter.profile, key)))
      const rateLimiter = new RateLimiter(profile, serverOf(origin), clock, onChange)
      return rateLimiter
    })
  }

  function tokenCacheOf(profile: Profile, key: string): TokenCache {
    const origin = checkedOrigin(profile.baseUrl)
    const name = named(profile.id, key, origin, JSON.stringify(profile.token))
    return found(desks, name, () => {
      const onChange = () => tell(() => ports.onToken(tokenState(profile, key)))
      const secretOf = (id: string, alias: string) => ports.secretOf(id, alias, origin)
      const desk = new TokenCache(profile, key, serverOf(origin), {
        clock,
        transport,
        userAgent,
        secretOf,
        onChange,
      })
      return { profile, key, desk }
    }).desk
  }

  function windowState(profile: Profile, key: string): WindowState {
    const { limit, lengthMs, mode } = profile.rate
    const rateLimiter = rateLimiterOf(profile, key)
    const { startsAt, resetsAt, ...use } = rateLimiter.window.use()
    const ahead = rateLimiter.server.now() - clock.now()
    const own = (serverTime: number) => Math.round(serverTime - ahead)
    return {
      profile: profile.id,
      key,
      limit,
      lengthMs,
      mode,
      ...use,
      queued: rateLimiter.queued,
      startsAt: own(startsAt),
      resetsAt: own(resetsAt),
      clockOffsetMs: rateLimiter.server.offset(),
    }
  }

  function tokenState(profile: Profile, key: string): TokenState {
    const token = tokenCacheOf(profile, key).token
    const offset = serverOf(checkedOrigin(profile.baseUrl)).offset() ?? 0
    const expiresAt = token?.expiresAt ?? null
    return {
      profile: profile.id,
      key,
      claims: token?.claims ?? null,
      expiresAt: expiresAt === null ? null : expiresAt - offset,
    }
  }

  function send(options: SendOptions): { id: string; done: Promise<Exchange> } {
    refuseWhenClosed()
    const { profile } = options
    const catalog = ports.catalog()
    const plan = planRequest(options, catalog, userAgent)
    const { target, bearer } = plan
    const counts = isCounted(profile, target)
    const windowKey = bearer === 'key' ? (options.key ?? '') : ''
    const rateLimiter = counts ? rateLimiterOf(profile, windowKey) : null
    const desk = bearer === 'key' && options.key !== null ? tokenCacheOf(profile, options.key) : null
    rateLimiter?.use(profile)
    desk?.use(profile)
    const run = new Run(nextId(clock.now()), (turn += 1), options, plan, {
      clock,
      transport,
      catalog,
      reader: ports.reader ?? directReader,
      server: serverOf(target.origin),
      rateLimiter,
      desk,
      windowState: () => (counts ? windowState(profile, windowKey) : null),
      record: ports.record,
      onProgress: (progress) => tell(() => ports.onProgress(progress)),
    })
    const kept = run.start().finally(() => keeping.delete(kept))
    keeping.add(kept)
    running.set(run.id, run)
    void run.done.then(() => running.delete(run.id))
    return { id: run.id, done: run.done }
  }

  function waitMs({ profile, key, target }: Pick<SendOptions, 'profile' | 'key' | 'target'>): number {
    return isCounted(profile, readTarget(target, profile.baseUrl))
      ? rateLimiterOf(profile, key ?? '').window.waitMs()
      : 0
  }

  async function exchangeKey(profile: Profile, key: string): Promise<Claims | null> {
    refuseWhenClosed()
    const desk = tokenCacheOf(profile, key)
    desk.use(profile)
    const nobody = { onAttempts: () => Promise.resolve(), onWaiting: () => undefined }
    const ticket = desk.join(nobody, desk.token?.value ?? null)
    let result: TokenResult
    try {
      result = await life.during(ticket.result, ticket.skipWait)
    } catch (error) {
      throw error instanceof Cancelled ? closing() : error
    } finally {
      ticket.leave()
    }
    if (result.token) return result.token.claims
    const last = result.attempts.at(-1)
    const what = last?.failure ? last.failure.message : (last?.decision?.reason ?? 'No answer came.')
    throw new PosternError(
      'bad-input',
      `The key “${key}” led to no token. ${what}`,
      last?.failure
        ? 'Check the address of the profile and the network, then test again.'
        : 'Check the key and the token settings of the profile, then test again.',
    )
  }

  return {
    send,
    cancel(id) {
      const run = running.get(id)
      run?.delay.cancel()
      return run !== undefined
    },
    sendNow: (id) => running.get(id)?.skipWait() ?? false,
    waitMs,
    windowState,
    tokenState,
    exchangeKey,
    secrets: () => [...desks.values()].flatMap(({ desk }) => desk.token?.value ?? []),
    forget(profileId, key) {
      for (const [name, { desk, profile, key: alias }] of desks) {
        if (profile.id !== profileId || (key !== undefined && key !== alias)) continue
        desk.close()
        desks.delete(name)
        ports.onToken({ profile: profile.id, key: alias, claims: null, expiresAt: null })
      }
    },
    async close() {
      life.cancel()
      for (const run of running.values()) run.delay.cancel()
      await Promise.all(keeping)
      for (const rateLimiter of rateLimiters.values()) rateLimiter.close()
      for (const { desk } of desks.values()) desk.close()
      agents.close()
    },
  }
}

/** Letter case does not matter in a path of the API, so that it must not in what is counted either. */
function closing(): PosternError {
  return new PosternError('internal', 'Postern is closing, so nothing more is sent.', 'Start it again.')
}

function isCounted(profile: Profile, target: Target): boolean {
  const path = target.pathname.toLowerCase()
  return (
    target.origin === checkedOrigin(profile.baseUrl) &&
    profile.rate.paths.some((counted) => path.startsWith(counted.toLowerCase()))
  )
}

/** A listener that fails, such as a window that has just been closed, must not end an exchange. */
function tell(listener: () => void): void {
  try {
    listener()
  } catch {
    // It is the listener's own loss.
  }
}

function named(...parts: Array<string | number>): string {
  return JSON.stringify(parts)
}

function found<T>(map: Map<string, T>, name: string, make: () => T): T {
  const known = map.get(name)
  if (known !== undefined) return known
  const made = make()
  map.set(name, made)
  return made
}
