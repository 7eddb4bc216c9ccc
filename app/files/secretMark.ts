import { createHmac } from 'node:crypto'

/** Mark of a secret: the same for the same secret and salt, and of no use to find it. */
export function markOf(secret: string, salt: string): string {
  return createHmac('sha256', salt).update(secret).digest('hex').slice(0, 16)
}
