import type { Exchange } from '../contract/exchange.ts'
import { BODY_PIECE } from '../contract/kinds.ts'

/** The exchange that the page shows: its further states are pushed whole, and its long bodies are read in pieces. */
export interface OpenedExchange {
  /** Null while the page shows none. */
  id: string | null
  /** Its latest state, once known. */
  exchange: Exchange | null
}

/** The exchange with at most `BODY_PIECE` characters of each body; itself when none of its bodies is longer. */
export function withFirstPieces(exchange: Exchange): Exchange {
  if (exchange.attempts.every(({ response }) => (response?.body.length ?? 0) <= BODY_PIECE)) return exchange
  const attempts = exchange.attempts.map(({ response, ...attempt }) => ({
    ...attempt,
    response: response && { ...response, body: response.body.slice(0, BODY_PIECE) },
  }))
  return { ...exchange, attempts }
}
