import type { Attempt, Exchange } from '../../../app/contract/exchange.ts'
import { BODY_PIECE } from '../../../app/contract/kinds.ts'
import { call } from '../../api/bridge.ts'

/**
 * Opens an exchange of the history: its further states are pushed from then on.
 * @param isWanted asked between two pieces of a long body
 * @returns null when it is wanted no more
 * @throws {BridgeFailure}
 */
export async function readExchange(id: string, isWanted: () => boolean): Promise<Exchange | null> {
  return completeExchange(await call('history:open', { id }), isWanted)
}

/** Reads what is missing of an exchange that came with the first piece of each long body, so that no piece holds the page up. */
export async function completeExchange(
  exchange: Exchange,
  isWanted: () => boolean,
): Promise<Exchange | null> {
  const attempts: Attempt[] = []
  for (const [place, attempt] of exchange.attempts.entries()) {
    const { response } = attempt
    if (response === null || response.body.length < BODY_PIECE) {
      attempts.push(attempt)
      continue
    }
    const pieces = [response.body]
    for (let from = BODY_PIECE, isLast = false; !isLast; from += BODY_PIECE) {
      const piece = await call('history:body', { id: exchange.id, attempt: place, from })
      if (!isWanted()) return null
      pieces.push(piece.text)
      isLast = piece.isLast
    }
    attempts.push({ ...attempt, response: { ...response, body: pieces.join('') } })
  }
  return { ...exchange, attempts }
}
