import type { Exchange } from './exchange.ts'

/** The parts of the platform's classes that are used here; Node, Electron and a page all have them. */
declare class URL {
  constructor(url: string, base?: URL)
  static canParse(url: string, base?: URL): boolean
  readonly origin: string
  readonly href: string
  search: string
}
declare class URLSearchParams {
  constructor(query: string)
  keys(): Iterable<string>
}

const SAFE = 'GET'

/**
 * The URL of the page after an answer: the cursor appended to the same query, as the API says, in the place of
 * what it names; or the address that the answer gives. Null when there is none, when asking again is not free of
 * effects, or when the address belongs to another host.
 */
export function nextPageUrl({ request, envelope }: Exchange): string | null {
  const next = envelope?.page?.next ?? null
  if (next === null || request.method !== SAFE || !URL.canParse(request.url)) return null
  const url = new URL(request.url)
  if (/^(?:\/|https?:)/i.test(next)) {
    if (!URL.canParse(next, url)) return null
    const other = new URL(next, url)
    return other.origin === url.origin ? other.href : null
  }
  const cursor = next.replace(/^[?&]/, '')
  const named = new Set(new URLSearchParams(cursor).keys())
  const kept = url.search
    .slice(1)
    .split('&')
    .filter((part) => part !== '' && [...new URLSearchParams(part).keys()].every((name) => !named.has(name)))
  url.search = [...kept, cursor].join('&')
  return url.href
}
