import type { Exchange } from '../contract/exchange.ts'
import type { Redactor } from '../recorder/redact.ts'

/** The exchange document in one line (https://jsonlines.org), with the line's end. */
export function toJsonLine(exchange: Exchange, redactor: Redactor): string {
  return `${JSON.stringify(redactor.exchange(exchange))}\n`
}
