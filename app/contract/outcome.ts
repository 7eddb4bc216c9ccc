import type { ApiResponse, Exchange, Outcome } from './exchange.ts'

type Attempts = Pick<Exchange, 'attempts'>

/** The answer of the last attempt; null when none came, whatever came before. */
export function finalResponse({ attempts }: Attempts): ApiResponse | null {
  return attempts.at(-1)?.response ?? null
}

/** Null too where a response is there and nobody told its status. */
export function finalStatus(exchange: Attempts): number | null {
  return finalResponse(exchange)?.status || null
}

/** How often the request itself was sent, without the requests for a token. */
export function timesSent({ attempts }: Attempts): number {
  return attempts.filter(({ purpose }) => purpose === 'request').length
}

/** Whether it ended and failed. What was cancelled or interrupted came to no end of its own. */
export function isFailure(outcome: Outcome | null): boolean {
  return outcome === 'service-failure' || outcome === 'http-failure' || outcome === 'transport-failure'
}
