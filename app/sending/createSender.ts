import type { Catalog } from '../catalog/catalog.ts'
import type { Clock } from '../clock.ts'
import { PosternError } from '../contract/errors.ts'
import type { Progress } from '../contract/events.ts'
import type { Exchange } from '../contract/exchange.ts'
import type { HandedSecret, HandOver } from '../contract/handedSecret.ts'
import type { ExchangeRecorder } from '../contract/recording.ts'
import type { Redacted } from '../contract/redacted.ts'
import type { Profile } from '../contract/profile.ts'
import type { TokenState } from '../contract/token.ts'
import { joinUrl, requestPath } from '../contract/url.ts'
import type { WindowState } from '../contract/rateWindow.ts'
import { Agents } from './agents.ts'
import { getOrMake, notify } from './held.ts'
import { createRateLimiters } from './rateLimiters.ts'
import { createIds } from './ids.ts'
import { Cancelled, CancellableDelay } from './cancellableDelay.ts'
import { planRequest } from './plan.ts'
import type { Environment } from './proxy.ts'
import { Run } from './run.ts'
import type { Sender, SendOptions } from './sender.ts'
import { createServerClock, type ServerClock } from './serverClock.ts'
import { checkedOrigin, readTarget, type Target } from './target.ts'
import type { ProvenPort } from './tokenCache.ts'
import { createTokenCaches } from './tokenCaches.ts'
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
  /**
   * Takes the secrets that a successful response hands over, in clear, and tells what became of them; null where there is
   * none. Without it they are redacted and gone.
   */
  handOver?(id: string, method: string, find: () => HandedSecret[]): Promise<HandOver | null>
  onProgress(progress: Progress): void
  onWindow(state: WindowState): void
  onToken(state: TokenState): void
  proven?: ProvenPort
  catalog(): Catalog
  /** The system's proxy for an address as an http(s) URL, null for none. Without it the environment decides. */
  proxyFor?(url: string): Promise<string | null>
  /** Where proxies are read from when there is no `proxyFor`; by default the process's own environment. */
  environment?: Environment
  /** Told to the API as `User-Agent: Postern/<version>`. */
  version?: string
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
  const serverOf = (origin: string) => getOrMake(servers, [origin], () => createServerClock(clock))
  const rateLimiters = createRateLimiters(clock, serverOf, ports.onWindow)
  const tokenCaches = createTokenCaches(
    {
      clock,
      transport,
      recorder,
      userAgent,
      consent,
      secretOf: ports.secretOf,
      ...(ports.proven && { proven: ports.proven }),
    },
    serverOf,
    ports.onToken,
  )
  const running = new Map<string, { run: Run; done: Promise<unknown> }>()
  let turn = 0
  /** Cancelled by the end of all. */
  const life = new CancellableDelay(clock)

  function refuseWhenClosed(): void {
    if (life.signal.aborted) throw closing()
  }

  async function untilClosed<T>(work: () => Promise<T>): Promise<T> {
    refuseWhenClosed()
    try {
      return await work()
    } catch (error) {
      throw error instanceof Cancelled ? closing() : error
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
    const rateLimiter = counts ? rateLimiters.of(profile, windowKey) : null
    const tokens = bearer === 'key' && options.key !== null ? tokenCaches.of(profile, options.key) : null
    rateLimiter?.use(profile)
    tokens?.use(profile)
    const run: Run = new Run(options.id ?? nextId(clock.now()), (turn += 1), options, plan, {
      clock,
      transport,
      catalog,
      recorder,
      server: serverOf(target.origin),
      consent,
      rateLimiter,
      tokens,
      handOver: (answer) =>
        ports.handOver?.(run.id, plan.request.method, () => recorder.handedOver(answer)) ??
        Promise.resolve(null),
      windowState: () => (counts ? rateLimiters.state(profile, windowKey) : null),
      isClosing: () => life.signal.aborted,
      onProgress: (progress) => notify(() => ports.onProgress(progress)),
    })
    const done = run.start().finally(() => running.delete(run.id))
    running.set(run.id, { run, done })
    return { id: run.id, done }
  }

  return {
    send,
    newId: () => nextId(clock.now()),
    cancel(id) {
      const found = running.get(id)
      found?.run.delay.cancel()
      return found !== undefined
    },
    sendNow: (id) => running.get(id)?.run.skipWait() ?? false,
    waitMs: ({ profile, key, target }) =>
      isCounted(profile, readTarget(target, profile.baseUrl))
        ? rateLimiters.of(profile, key ?? '').window.waitMs()
        : 0,
    consent: async ({ profile, target }) => {
      await consent(readTarget(target, profile.baseUrl).origin)
    },
    windowState: rateLimiters.state,
    tokenState: tokenCaches.state,
    secrets() {
      const sent = [...running.values()].flatMap(({ run }) => run.bearer ?? [])
      return [...new Set([...tokenCaches.secrets(), ...sent])]
    },
    exchangeKey: (profile, key) => untilClosed(() => tokenCaches.exchangeKey(profile, key, life)),
    tryKey: (profile, secret) => untilClosed(() => tokenCaches.tryKey(profile, secret, life)),
    forget: tokenCaches.forget,
    async close() {
      life.cancel()
      const underWay = [...running.values()]
      for (const { run } of underWay) run.delay.cancel()
      await Promise.allSettled(underWay.map(({ done }) => done))
      rateLimiters.close()
      tokenCaches.close()
      agents.close()
    },
  }
}

function closing(): PosternError {
  return new PosternError('internal', 'Postern is closing and sends nothing more.', 'Start Postern again.')
}

/** Letter case does not matter in a path of the API, so it must not matter in what is counted either. */
function isCounted(profile: Profile, target: Target): boolean {
  const path = target.pathname.toLowerCase()
  const isBelow = (counted: string) =>
    path.startsWith(requestPath(joinUrl(profile.baseUrl, counted)).toLowerCase())
  return target.origin === checkedOrigin(profile.baseUrl) && profile.rate.paths.some(isBelow)
}
