import type { Attempt, Exchange } from '../../../app/contract/exchange.ts'
import { BODY_PIECE } from '../../../app/contract/kinds.ts'
import { call } from '../../api/bridge.ts'

/**
 * An exchange from the history. Long bodies come in pieces, so that none of them holds the page up.
 * @param isWanted asked between two pieces
 * @returns null when it is wanted no more
 * @throws {BridgeFailure}
 */
export async function readExchange(id: string, isWanted: () => boolean): Promise<Exchange | null> {
  const exchange = await call('history:get', { id, inPieces: true })
  const attempts: Attempt[] = []
  for (const [place, attempt] of exchange.attempts.entries()) {
    const { response } = attempt
    if (response === null || response.body.length < BODY_PIECE) {
      attempts.push(attempt)
      continue
    }
    const pieces = [response.body]
    for (let from = BODY_PIECE, isLast = false; !isLast; from += BODY_PIECE) {
      const piece = await call('history:body', { id, attempt: place, from })
      if (!isWanted()) return null
      pieces.push(piece.text)
      isLast = piece.isLast
    }
    attempts.push({ ...attempt, response: { ...response, body: pieces.join('') } })
  }
  return { ...exchange, attempts }
}
