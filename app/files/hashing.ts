import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Hashing } from '../webhooks/scheme.ts'

/** The HMAC of this computer. Signatures are compared by `timingSafeEqual`, whose time says nothing of the place that differs. */
export const nodeHashing: Hashing = {
  hmac: (hash, key, bytes) => createHmac(hash, key).update(bytes).digest(),
  isEqual: (one, other) => one.length === other.length && timingSafeEqual(one, other),
}
