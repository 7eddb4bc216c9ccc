import { randomFillSync } from 'node:crypto'
import { monotonicFactory } from 'ulid'

/** Asking for random bytes one by one is slow, so they are drawn from a pool. */
const POOL_BYTES = 1024

/** Makes the ids of exchanges: they sort by time, also those of one millisecond. */
export function createIds(): (at: number) => string {
  const pool = new Uint8Array(POOL_BYTES)
  let next = POOL_BYTES
  return monotonicFactory(() => {
    if (next === POOL_BYTES) {
      randomFillSync(pool)
      next = 0
    }
    const byte = pool[next] ?? 0
    next += 1
    return byte / 256
  })
}
