import type { Header } from '../app/contract/exchange.ts'

/** What stands in a kept exchange where a secret was. */
const REDACTED = '[redacted]'

/** The headers of a kept request that can be sent again: those that held a secret are added anew by main. */
export function sendableHeaders(headers: readonly Header[]): Header[] {
  return headers.filter(([, value]) => !value.includes(REDACTED))
}
