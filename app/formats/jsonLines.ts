import type { Exchange } from '../contract/exchange.ts'
import type { Redacted } from '../contract/redacted.ts'

/** The exchange document in one line (https://jsonlines.org), with the line's end. */
export function toJsonLine(exchange: Redacted<Exchange>): string {
  return `${JSON.stringify(exchange)}\n`
}
