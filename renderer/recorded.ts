import type { Header } from '../app/contract/exchange.ts'

/** What stands in a kept exchange where a secret was. */
const REDACTED = '[redacted]'

/** What main adds to a request that does not bring its own; a draft need not repeat it. */
const ADDED_BY_ITSELF: Readonly<Record<string, RegExp>> = {
  accept: /^application\/json$/,
  'accept-encoding': /^gzip, deflate, br$/,
  'user-agent': /^Postern(?:\/|$)/,
  // The token is added anew, whatever it was.
  authorization: /\[redacted\]/,
}

/** The headers of a kept request that can be sent again as they stand. */
export function headersToSend(headers: readonly Header[]): Header[] {
  return headers.filter(
    ([name, value]) => !value.includes(REDACTED) && !ADDED_BY_ITSELF[name.toLowerCase()]?.test(value),
  )
}

/** Names of the headers whose value was a secret and is not kept: somebody must enter it again. */
export function secretsToEnter(headers: readonly Header[]): string[] {
  return headers
    .filter(([name, value]) => value.includes(REDACTED) && name.toLowerCase() !== 'authorization')
    .map(([name]) => name)
}
