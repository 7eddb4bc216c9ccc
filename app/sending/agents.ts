import { messageOf } from '../contract/thrown.ts'
import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent, type AgentOptions } from 'node:https'
import { createSecureContext, rootCertificates } from 'node:tls'
import type { Profile } from '../contract/profile.ts'
import { readText } from '../files/readText.ts'
import { DeliveryError } from './failures.ts'
import { environmentProxy, isDirect, type Environment } from './proxy.ts'
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

interface AgentsPorts {
  monotonic(): number
  /** The system's proxy for an address, as a URL; null: direct. Without this port the environment decides. */
  proxyFor?(url: string): Promise<string | null>
  environment: Environment
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
    return (isKnown && this.#pools.get(nameOf(url, profile, null))) || this.#find(url, profile, isKnown)
  }

  async #find(url: URL, profile: Profile, isDirectHost: boolean): Promise<Way> {
    const proxy = isDirectHost ? null : await this.#proxyFor(url)
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

  async #proxyFor(url: URL): Promise<string | null> {
    const { proxyFor, environment } = this.#ports
    return proxyFor ? proxyFor(url.href) : environmentProxy(url, environment)
  }

  async #open(isSecure: boolean, proxy: string | null, profile: Profile): Promise<Way> {
    if (proxy !== null) this.#ports.learn(passwordsIn(proxy))
    const proxyUrl = proxy === null ? null : readProxy(proxy)
    const options: AgentOptions = { keepAlive: true }
    if (isSecure || proxyUrl?.protocol === 'https:') Object.assign(options, await tlsOptions(profile))
    if (proxyUrl && isSecure) {
      const agent = new TunnelAgent(proxyUrl, profile.timeouts.connectMs, this.#ports.monotonic, options)
      return { agent, forwardProxy: null }
    }
    const agent =
      isSecure || proxyUrl?.protocol === 'https:' ? new HttpsAgent(options) : new HttpAgent(options)
    return { agent, forwardProxy: proxyUrl }
  }
}

function nameOf(url: URL, profile: Profile, proxy: string | null): string {
  return `${profile.id} ${url.protocol} ${proxy ?? ''} ${profile.caFile ?? ''}`
}

/** Closes the connections that are kept for later, so that the next request opens its own. */
export function closeIdle(agent: HttpAgent): void {
  for (const sockets of Object.values(agent.freeSockets)) for (const socket of sockets ?? []) socket.destroy()
}

/** Certificates are always checked, whatever the environment says; a profile may only add authorities. */
async function tlsOptions(profile: Profile): Promise<AgentOptions> {
  const options: AgentOptions = { minVersion: 'TLSv1.2', rejectUnauthorized: true }
  if (profile.caFile === null) return options
  const extra = [await readAuthorities(profile.caFile)]
  const fromEnvironment = process.env['NODE_EXTRA_CA_CERTS']
  if (fromEnvironment) extra.push(await readText(fromEnvironment, LARGEST_CA_FILE).catch(() => ''))
  // Made once: reading all authorities anew for each connection would take longer than the handshake.
  const ca = [...rootCertificates, ...extra.filter((pem) => pem !== '')]
  return { ...options, secureContext: createSecureContext({ ca, minVersion: 'TLSv1.2' }) }
}

/** In MB. All the authorities that a system trusts take a fifth of it. */
const LARGEST_CA_FILE = 1

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
