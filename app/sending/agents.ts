import { messageOf } from '../contract/thrown.ts'
import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent, type AgentOptions } from 'node:https'
import { createSecureContext, rootCertificates } from 'node:tls'
import type { Profile } from '../contract/profile.ts'
import { readText } from '../files/readText.ts'
import { DeliveryError } from './failures.ts'
import { isDirect, proxyNamed, type ProxyPorts } from './proxy.ts'
import { percentDecoded, TunnelAgent } from './tunnel.ts'

/** How a host is reached. */
export interface Way {
  agent: HttpAgent
  /** The proxy that the request line must be written for; null when direct, or through a tunnel. */
  forwardProxy: URL | null
}

/** The proxy that has given no connection yet; null where there is none, or it has. */
export function proxyAsked({ agent, forwardProxy }: Way): URL | null {
  return forwardProxy ?? (agent instanceof TunnelAgent && agent.opening > 0 ? agent.proxy : null)
}

interface AgentsPorts extends ProxyPorts {
  monotonic(): number
  /** Told the password of a proxy, which a failure may repeat. */
  learn(secrets: readonly string[]): void
}

/** Keep-alive connections, one pool for each profile and way to a host. */
export class Agents {
  readonly #ports: AgentsPorts
  readonly #pools = new Map<string, Way>()

  constructor(ports: AgentsPorts) {
    this.#ports = ports
  }

  /** At once when nobody has to be asked; a promise may take as long as the system likes. */
  wayTo(url: URL, profile: Profile): Way | Promise<Way> {
    const isKnown = isDirect(url, this.#ports.environment)
    return (isKnown && this.#pools.get(nameOf(url, profile, null))) || this.#find(url, profile)
  }

  async #find(url: URL, profile: Profile): Promise<Way> {
    const proxy = await proxyNamed(url, this.#ports)
    const name = nameOf(url, profile, proxy)
    const known = this.#pools.get(name)
    if (known) return known
    const way = await this.#open(url.protocol === 'https:', proxy, profile)
    const raced = this.#pools.get(name)
    if (raced) return raced
    this.#pools.set(name, way)
    return way
  }

  /** Closes the connections of a profile, so that the next request reads its CA file again. */
  drop(profileId: string): void {
    for (const [name, way] of this.#pools) {
      if (!name.startsWith(`${profileId} `)) continue
      this.#pools.delete(name)
      // Requests under way keep their connections until they end.
      closeIdle(way.agent)
    }
  }

  close(): void {
    for (const way of this.#pools.values()) way.agent.destroy()
    this.#pools.clear()
  }

  async #open(isSecure: boolean, proxy: string | null, profile: Profile): Promise<Way> {
    if (proxy !== null) this.#ports.learn(passwordsIn(proxy))
    const proxyUrl = proxy === null ? null : readProxy(proxy)
    const isTls = isSecure || proxyUrl?.protocol === 'https:'
    const options = { keepAlive: true, ...(isTls ? tlsOptions(await authoritiesOf(profile)) : {}) }
    return openWay(isSecure, proxyUrl, profile.timeouts.connectMs, this.#ports.monotonic, options)
  }
}

/** Opens no connection yet. */
function openWay(
  isSecure: boolean,
  proxy: URL | null,
  connectMs: number,
  monotonic: () => number,
  options: AgentOptions,
): Way {
  if (proxy && isSecure)
    return { agent: new TunnelAgent(proxy, connectMs, monotonic, options), forwardProxy: null }
  const isTls = isSecure || proxy?.protocol === 'https:'
  return { agent: isTls ? new HttpsAgent(options) : new HttpAgent(options), forwardProxy: proxy }
}

/** What leads to a host, for a thread that can ask neither system nor disk. It may hold the password of a proxy. */
export interface Route {
  proxy: string | null
  /** Certificate authorities beside Node's own, as PEM; null for none. */
  authorities: string | null
}

/**
 * Finds what leads to the base URL of a profile, and the secrets of that.
 * @throws DeliveryError where the proxy or the authorities cannot be used
 */
export async function routeTo(
  profile: Profile,
  ports: ProxyPorts,
): Promise<{ route: Route; secrets: readonly string[] }> {
  const proxy = await proxyNamed(new URL(profile.baseUrl), ports)
  if (proxy !== null) readProxy(proxy)
  const secrets = proxy === null ? [] : passwordsIn(proxy)
  return { route: { proxy, authorities: await authoritiesOf(profile) }, secrets }
}

/** Makes ways of one connection each. */
export function singleWays(
  { protocol }: URL,
  { proxy, authorities }: Route,
  connectMs: number,
  monotonic: () => number,
): () => Way {
  const proxyUrl = proxy === null ? null : readProxy(proxy)
  const isSecure = protocol === 'https:'
  const isTls = isSecure || proxyUrl?.protocol === 'https:'
  const options = { keepAlive: true, maxSockets: 1, noDelay: true, ...(isTls ? tlsOptions(authorities) : {}) }
  return () => openWay(isSecure, proxyUrl, connectMs, monotonic, options)
}

function nameOf(url: URL, profile: Profile, proxy: string | null): string {
  return `${profile.id} ${url.protocol} ${proxy ?? ''} ${profile.caFile ?? ''}`
}

/** Closes the connections that are kept for later, so that the next request opens its own. */
export function closeIdle(agent: HttpAgent): void {
  for (const sockets of Object.values(agent.freeSockets)) for (const socket of sockets ?? []) socket.destroy()
}

/** Certificates are always checked, whatever the environment says; a profile may only add authorities. */
function tlsOptions(authorities: string | null): AgentOptions {
  const options: AgentOptions = { minVersion: 'TLSv1.2', rejectUnauthorized: true }
  if (authorities === null) return options
  // Made once: reading all authorities anew for each connection would take longer than the handshake.
  const ca = [...rootCertificates, authorities]
  return { ...options, secureContext: createSecureContext({ ca, minVersion: 'TLSv1.2' }) }
}

/** In MB. All the authorities that a system trusts take a fifth of it. */
const LARGEST_CA_FILE = 1

/** Certificate authorities that a profile adds, as PEM; null for none. */
async function authoritiesOf({ caFile }: Profile): Promise<string | null> {
  if (caFile === null) return null
  const own = await readAuthorities(caFile)
  const fromEnvironment = process.env['NODE_EXTRA_CA_CERTS']
  const further = fromEnvironment ? await readText(fromEnvironment, LARGEST_CA_FILE).catch(() => '') : ''
  return `${own}\n${further}`
}

async function readAuthorities(file: string): Promise<string> {
  const pem = await readText(file, LARGEST_CA_FILE).catch((error: unknown) => {
    const why = messageOf(error)
    throw new DeliveryError(
      'tls',
      'CA_FILE_UNREADABLE',
      `Postern cannot read the profile's CA file ${file}: ${why}`,
    )
  })
  if (pem.includes('-----BEGIN CERTIFICATE-----')) return pem
  throw new DeliveryError(
    'tls',
    'CA_FILE_INVALID',
    `The profile's CA file ${file} holds no certificate in PEM form.`,
  )
}

/** The user's name, a colon and the password, whatever signs they hold: up to the last at sign. */
const CREDENTIALS = /^(?:[a-z][a-z\d+.-]*:)?\/*(.*)@/is

/** As they stand in the address, as the address is read, and as they are sent. A name without a password may be a token. */
function passwordsIn(proxy: string): string[] {
  const written = CREDENTIALS.exec(proxy)?.[1] ?? ''
  const colon = written.indexOf(':')
  const { username, password } = URL.canParse(proxy) ? new URL(proxy) : { username: '', password: '' }
  return [written.slice(colon + 1), password || username]
    .filter((secret) => secret !== '')
    .flatMap((secret) => [secret, percentDecoded(secret)])
}

function readProxy(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null
  const isHttp = url?.protocol === 'http:' || url?.protocol === 'https:'
  // With a slash in it that is not percent-encoded, a password would be taken for a host and a path.
  const isTorn = url !== null && (url.pathname + url.search + url.hash).includes('@')
  if (url?.hostname && isHttp && !isTorn) return url
  const shown = text.replace(CREDENTIALS, '…@')
  throw new DeliveryError(
    'bad-response',
    'PROXY_UNSUPPORTED',
    isHttp && isTorn
      ? `Postern cannot use the proxy "${shown}". Percent-encode each sign in its password, for example "/" as "%2F".`
      : `Postern cannot use the proxy "${shown}". Its URL must begin with http:// or https://.`,
  )
}
