import type { Attempt, Exchange } from '../contract/exchange.ts'

/** Of a body that no rule reads further. */
const KEPT_CHARACTERS = 4096

/** What the rules need of an exchange, so that a hundred thousand of them fit into memory. */
export function lean(exchange: Exchange): Exchange {
  const { outcome, envelope, attempts } = exchange
  const isList = envelope !== null && envelope.page !== null
  return {
    ...exchange,
    findings: [],
    diagnosis: null,
    attempts: outcome === 'success' && !isList ? attempts.map(withoutLongBody) : attempts,
  }
}

function withoutLongBody(attempt: Attempt): Attempt {
  const { response } = attempt
  if (response === null || response.status >= 300 || response.body.length <= KEPT_CHARACTERS) return attempt
  return { ...attempt, response: { ...response, body: response.body.slice(0, KEPT_CHARACTERS) } }
}
