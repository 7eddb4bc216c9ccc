import type { Catalog } from '../catalog/catalog.ts'
import type { Clock } from '../clock.ts'
import { PosternError } from '../contract/errors.ts'
import type { Progress } from '../contract/events.ts'
import type { Exchange } from '../contract/exchange.ts'
import type { ExchangeRecorder } from '../contract/recording.ts'
import type { Redacted } from '../contract/redacted.ts'
import type { Profile } from '../contract/profile.ts'
import type { Claims, TokenState } from '../contract/token.ts'
import type { WindowState } from '../contract/rateWindow.ts'
import { Agents } from './agents.ts'
import { RateLimiter } from './rateLimiter.ts'
import { createIds } from './ids.ts'
import { Cancelled, CancellableDelay } from './cancellableDelay.ts'
import { planRequest } from './plan.ts'
import type { Environment } from './proxy.ts'
import { Run } from './run.ts'
import type { Sender, SendOptions } from './sender.ts'
import { createServerClock, type ServerClock } from './serverClock.ts'
import { checkedOrigin, readTarget, type Target } from './target.ts'
import { TokenCache, type TokenResult } from './tokenCache.ts'
import { createTransport } from './transport.ts'

export interface SenderPorts {
  clock: Clock
  /**
   * The key's secret, which goes where the profile says and nowhere else, or null. Throws PosternError key-missing or
   * key-unreadable, also when the key was entered for another origin or token recipe.
   */
  secretOf(profile: Profile, alias: string): Promise<string | null>
  /** Null when requests may go to the origin; a promise that rejects when the user does not let them. By default all may. */
  consent?(origin: string): Promise<void> | null
  /** Redacts, explains and keeps what is sent. */
  recorder: ExchangeRecorder
  onProgress(progress: Progress): void
  onWindow(state: WindowState): void
  onToken(state: TokenState): void
  catalog(): Catalog
  /** The system's proxy for an address as an http(s) URL, null for none. Without it the environment decides. */
  proxyFor?(url: string): Promise<string | null>
  /** Where proxies are read from when there is no `proxyFor`; by default the process's own environment. */
  environment?: Environment
  /** Told to the API as `User-Agent: Postern/<version>`. */
  version?: string
}

/** The tokens of one key. */
interface KeyTokens {
  tokens: TokenCache
  profile: Profile
  key: string
}

export function createSender(ports: SenderPorts): Sender {
  const { clock, recorder, consent = () => null } = ports
  const userAgent = ports.version === undefined ? 'Postern' : `Postern/${ports.version}`
  const nextId = createIds()
  const agents = new Agents({
    monotonic: () => clock.monotonic(),
    environment: ports.environment ?? process.env,
    learn: recorder.learn,
    ...(ports.proxyFor ? { proxyFor: ports.proxyFor } : {}),
  })
  const transport = createTransport({ agents, monotonic: () => clock.monotonic(), excerpt: recorder.excerpt })
  const servers = new Map<string, ServerClock>()
  const rateLimiters = new Map<string, RateLimiter>()
  const tokenCaches = new Map<string, KeyTokens>()
  const running = new Map<string, { run: Run; done: Promise<unknown> }>()
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
        key === ''
          ? () => undefined
          : () => notify(() => ports.onWindow(windowState(rateLimiter.profile, key)))
      const rateLimiter = new RateLimiter(profile, serverOf(origin), clock, onChange)
      return rateLimiter
    })
  }

  function tokenCacheOf(profile: Profile, key: string): TokenCache {
    const origin = checkedOrigin(profile.baseUrl)
    const name = named(profile.id, key, profile.baseUrl, JSON.stringify(profile.token))
    return found(tokenCaches, name, () => {
      const tokens = new TokenCache(profile, key, serverOf(origin), {
        clock,
        transport,
        recorder,
        userAgent,
        consent,
        secretOf: ports.secretOf,
        onChange: () => notify(() => ports.onToken(tokenState(profile, key))),
      })
      return { profile, key, tokens }
    }).tokens
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

  function send(options: SendOptions): { id: string; done: Promise<Redacted<Exchange>> } {
    refuseWhenClosed()
    const { profile } = options
    const catalog = ports.catalog()
    const plan = planRequest(options, catalog, userAgent)
    recorder.learnHeaders(plan.headers)
    const { target, bearer } = plan
    const counts = isCounted(profile, target)
    const windowKey = bearer === 'key' ? (options.key ?? '') : ''
    const rateLimiter = counts ? rateLimiterOf(profile, windowKey) : null
    const tokens = bearer === 'key' && options.key !== null ? tokenCacheOf(profile, options.key) : null
    rateLimiter?.use(profile)
    tokens?.use(profile)
    const run = new Run(nextId(clock.now()), (turn += 1), options, plan, {
      clock,
      transport,
      catalog,
      recorder,
      server: serverOf(target.origin),
      consent,
      rateLimiter,
      tokens,
      windowState: () => (counts ? windowState(profile, windowKey) : null),
      onProgress: (progress) => notify(() => ports.onProgress(progress)),
    })
    const done = run.start().finally(() => running.delete(run.id))
    running.set(run.id, { run, done })
    return { id: run.id, done }
  }

  function waitMs({ profile, key, target }: Pick<SendOptions, 'profile' | 'key' | 'target'>): number {
    return isCounted(profile, readTarget(target, profile.baseUrl))
      ? rateLimiterOf(profile, key ?? '').window.waitMs()
      : 0
  }

  async function exchangeKey(profile: Profile, key: string): Promise<Claims | null> {
    refuseWhenClosed()
    const tokens = tokenCacheOf(profile, key)
    tokens.use(profile)
    const nobody = { onAttempts: () => Promise.resolve(), onWaiting: () => undefined }
    const ticket = tokens.join(nobody, tokens.token?.value ?? null)
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
      const found = running.get(id)
      found?.run.delay.cancel()
      return found !== undefined
    },
    sendNow: (id) => running.get(id)?.run.skipWait() ?? false,
    waitMs,
    consent: async ({ profile, target }) => {
      await consent(readTarget(target, profile.baseUrl).origin)
    },
    windowState,
    tokenState,
    secrets() {
      const held = [...tokenCaches.values()].flatMap(({ tokens }) => tokens.secrets())
      const sent = [...running.values()].flatMap(({ run }) => run.bearer ?? [])
      return [...new Set([...held, ...sent])]
    },
    exchangeKey,
    forget(profileId, key) {
      for (const [name, { tokens, profile, key: alias }] of tokenCaches) {
        if (profile.id !== profileId || (key !== undefined && key !== alias)) continue
        tokens.close()
        tokenCaches.delete(name)
        ports.onToken({ profile: profile.id, key: alias, claims: null, expiresAt: null })
      }
    },
    async close() {
      life.cancel()
      const underWay = [...running.values()]
      for (const { run } of underWay) run.delay.cancel()
      await Promise.allSettled(underWay.map(({ done }) => done))
      for (const rateLimiter of rateLimiters.values()) rateLimiter.close()
      for (const { tokens } of tokenCaches.values()) tokens.close()
      agents.close()
    },
  }
}

function closing(): PosternError {
  return new PosternError('internal', 'Postern is closing, so nothing more is sent.', 'Start it again.')
}

/** Letter case does not matter in a path of the API, so it must not matter in what is counted either. */
function isCounted(profile: Profile, target: Target): boolean {
  const path = target.pathname.toLowerCase()
  return (
    target.origin === checkedOrigin(profile.baseUrl) &&
    profile.rate.paths.some((counted) => path.startsWith(counted.toLowerCase()))
  )
}

function notify(listener: () => void): void {
  try {
    listener()
  } catch {
    // A listener that fails, such as a window that has just been closed, must not end an exchange.
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
