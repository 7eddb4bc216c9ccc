import type { Exchange } from '../contract/exchange.ts'
import { changeOf, type Change, type Written } from './change.ts'

/** How an attempt to write went, as far as the sender of the changes must know. */
export interface PutReply {
  /** `memory`: the next change of these exchanges must be whole, so that it can go to the disk. */
  kept: 'disk' | 'memory'
  /** Exchanges whose beginning is not where it is needed: they are to be sent again, whole. */
  refused: string[]
}

/** Takes exchanges as they are now. `memory`: they are there, but the disk has not taken them yet. */
export type ChangeWriter = (exchanges: readonly Exchange[]) => 'disk' | 'memory'

/** Hands the repository of each exchange only what has changed since the last time. */
export function createChangeWriter(repository: { put(changes: readonly Change[]): PutReply }): ChangeWriter {
  const written = new Map<string, Written>()

  function describe(exchange: Exchange): Change {
    const { change, written: now } = changeOf(exchange, written.get(exchange.id) ?? null)
    if (exchange.endedAt === null) written.set(exchange.id, now)
    else written.delete(exchange.id)
    return change
  }

  /** What is not on the disk as a whole is described as a whole the next time. */
  function put(exchanges: readonly Exchange[]) {
    const reply = repository.put(exchanges.map(describe))
    for (const id of reply.kept === 'memory' ? exchanges.map((exchange) => exchange.id) : reply.refused) {
      written.delete(id)
    }
    return reply
  }

  return (exchanges) => {
    // Of several states of an exchange only the last is written, in the place of the first.
    const last = new Map(exchanges.map((exchange) => [exchange.id, exchange]))
    try {
      const { kept, refused } = put([...last.values()])
      const again = refused.flatMap((id) => last.get(id) ?? [])
      return again.length === 0 ? kept : put(again).kept
    } catch (error) {
      for (const id of last.keys()) written.delete(id)
      throw error
    }
  }
}
