import { originOf } from '../contract/url.ts'
import { headerOf } from '../contract/headers.ts'
import type { Header } from '../contract/exchange.ts'

/** Why the capture does not pass a request on. */
export interface Refusal {
  status: 403 | 405 | 421 | 501
  message: string
}

interface Asked {
  method: string
  /** As the request line has it. */
  target: string
  headers: readonly Header[]
}

interface Gate {
  port: number
  /** Origins of web pages that may use the capture. */
  allowedOrigins: readonly string[]
}

const OWN_NAMES = ['127.0.0.1', 'localhost', '[::1]']

/**
 * Who may not use the capture. A foreign name in Host means that a web page has pointed its own name at this computer (DNS
 * rebinding), and Origin or Sec-Fetch-Site that a page asks. Sec-Fetch-Mode alone does not: Node's own `fetch` sends it.
 */
export function refusalOf(
  { method, target, headers }: Asked,
  { port, allowedOrigins }: Gate,
): Refusal | null {
  if (method === 'CONNECT')
    return {
      status: 405,
      message: 'Postern is no proxy. Set the base URL of your program to the URL of Capture.',
    }
  const host = headerOf(headers, 'host')?.toLowerCase() ?? ''
  if (!OWN_NAMES.some((name) => host === `${name}:${port}` || (port === 80 && host === name)))
    return {
      status: 421,
      message: `The Host header names ${shown(host)}, which is not the host of Capture.`,
    }
  const named = originOf(target)
  if (named !== null && !OWN_NAMES.some((name) => originOf(`http://${name}:${port}`) === named))
    return {
      status: 421,
      message: `The request line names ${shown(named)}. Postern passes on to the API of its profile only.`,
    }
  if (/^websocket$/i.test(headerOf(headers, 'upgrade') ?? ''))
    return {
      status: 501,
      message: 'Postern passes no WebSockets on. Connect to the API without Postern for these.',
    }
  return isFromPage(headers, allowedOrigins)
    ? {
        status: 403,
        message: 'A web page sent this request. Postern passes on what programs send, and refuses web pages.',
      }
    : null
}

/** Whether a web page asks that may not, by the headers that a browser adds and no page can leave out. */
export function isFromPage(headers: readonly Header[], allowedOrigins: readonly string[]): boolean {
  const origin = headerOf(headers, 'origin')
  const site = headerOf(headers, 'sec-fetch-site')
  if (origin !== null && allowedOrigins.includes(origin)) return false
  return origin !== null || (site !== null && site.toLowerCase() !== 'none')
}

function shown(name: string): string {
  return name === '' ? 'no host' : `“${name.slice(0, 100)}”`
}
