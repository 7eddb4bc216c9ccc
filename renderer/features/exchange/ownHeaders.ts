import type { Header } from '../../../app/contract/exchange.ts'

/** What main adds to a request that does not bring its own; a draft need not repeat it. */
const ADDED_BY_ITSELF = new Map([
  ['accept', /^application\/json$/],
  ['accept-encoding', /^gzip, deflate, br$/],
  ['user-agent', /^Postern(?:\/|$)/],
])

/** The headers of a kept request but for those that main adds by itself. */
export function ownHeaders(headers: readonly Header[]): Header[] {
  return headers.filter(([name, value]) => !ADDED_BY_ITSELF.get(name.toLowerCase())?.test(value))
}
