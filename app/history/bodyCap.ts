import type { Attempt, Exchange } from '../contract/exchange.ts'

/**
 * The exchange with the bodies of its answers cut at so many bytes of UTF-8, and marked as cut. The request's body
 * stays whole, because it may be sent again. Null cuts nothing.
 */
export function cutBodies(exchange: Exchange, capBytes: number | null): Exchange {
  if (capBytes === null) return exchange
  return { ...exchange, attempts: exchange.attempts.map((attempt) => cut(attempt, capBytes)) }
}

function cut(attempt: Attempt, capBytes: number): Attempt {
  const { response } = attempt
  // No text has more bytes than three times its UTF-16 units.
  if (!response || response.body.length * 3 <= capBytes || Buffer.byteLength(response.body) <= capBytes) {
    return attempt
  }
  // A character that the cut went through is left out.
  const body = Buffer.from(response.body.slice(0, capBytes))
    .subarray(0, capBytes)
    .toString()
    .replace(/\uFFFD$/, '')
  return { ...attempt, response: { ...response, body, truncated: true } }
}
