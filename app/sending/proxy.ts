import { BlockList, isIP } from 'node:net'
import { isLoopback } from '../contract/url.ts'

/** The environment, or what stands in for it. */
export type Environment = Readonly<Record<string, string | undefined>>

/** Written into `NO_PROXY`, it takes back the rule that this machine itself is reached directly. */
const LOOPBACK_TOO = '<-loopback>'

/**
 * The proxy that the environment names for an address: `HTTPS_PROXY` or `HTTP_PROXY`, else `ALL_PROXY`, unless
 * `NO_PROXY` excludes the host. Null: direct.
 */
export function environmentProxy(url: URL, environment: Environment): string | null {
  const read = (name: string) => environment[name.toLowerCase()] ?? environment[name.toUpperCase()] ?? ''
  const proxy = read(url.protocol === 'https:' ? 'https_proxy' : 'http_proxy') || read('all_proxy')
  if (proxy === '' || isExcluded(url, read('no_proxy'))) return null
  return proxy.includes('://') ? proxy : `http://${proxy}`
}

export interface ProxyPorts {
  /** The system's proxy for an address, as a URL; null: direct. Without this port the environment decides. */
  proxyFor?(url: string): Promise<string | null>
  environment: Environment
}

/** The proxy for an address, as it is named; null: direct. */
export async function proxyNamed(url: URL, { proxyFor, environment }: ProxyPorts): Promise<string | null> {
  if (isDirect(url, environment)) return null
  return proxyFor ? proxyFor(url.href) : environmentProxy(url, environment)
}

/** This machine is never reached through a proxy, unless `NO_PROXY` says `<-loopback>`. */
export function isDirect(url: URL, environment: Environment): boolean {
  const exceptions = environment['no_proxy'] ?? environment['NO_PROXY'] ?? ''
  return isLoopback(url.host) && !exceptions.includes(LOOPBACK_TOO)
}

function isExcluded(url: URL, list: string): boolean {
  const host = bare(url.hostname)
  const port = url.port || (url.protocol === 'https:' ? '443' : '80')
  return list
    .toLowerCase()
    .split(/[\s,]+/)
    .some((entry) => entry !== '' && matches(entry, host, port))
}

function matches(entry: string, host: string, port: string): boolean {
  if (entry === '*') return true
  if (entry.includes('/')) return isInSubnet(entry, host)
  const [, name = '', wantedPort] =
    isIP(entry) === 6 ? [entry, entry] : (/^(\[[^\]]+\]|[^:]*)(?::(\d+))?$/.exec(entry) ?? [])
  if (wantedPort !== undefined && wantedPort !== port) return false
  const wanted = bare(name).replace(/^\*?\./, '')
  if (wanted === '') return false
  return host === wanted || (isIP(host) === 0 && host.endsWith(`.${wanted}`))
}

function isInSubnet(entry: string, host: string): boolean {
  const [address = '', bits = ''] = entry.split('/')
  const network = bare(address)
  const family = isIP(network)
  const prefix = Number(bits)
  if (family === 0 || family !== isIP(host) || !/^\d+$/.test(bits) || prefix > (family === 4 ? 32 : 128))
    return false
  const type = family === 4 ? 'ipv4' : 'ipv6'
  const subnet = new BlockList()
  subnet.addSubnet(network, prefix, type)
  return subnet.check(host, type)
}

/** In one spelling: without brackets, without the dot of the DNS root, and an IPv6 address in its short form. */
function bare(host: string): string {
  const name = host.replace(/^\[|\]$/g, '').toLowerCase()
  return isIP(name) === 6 ? new URL(`http://[${name}]`).hostname.slice(1, -1) : name.replace(/\.$/, '')
}
