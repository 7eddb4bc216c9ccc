import type { TokenState } from '../../../app/contract/token.ts'
import { formatCountdown } from '../../ui/format.ts'

/** From then on the end is near enough to be marked. */
const LAST_MS = 60_000

interface TokenLife {
  readonly tone: 'neutral' | 'success' | 'warning'
  /** To be read after the word "token". */
  readonly text: string
  /** The same under a heading that says "Token". */
  readonly brief: string
}

/** How long the token of a key still lives; null when there is none yet. Both times are steady ones. */
export function tokenLife(token: TokenState | null, now: number): TokenLife | null {
  if (token === null || (token.claims === null && token.expiresAt === null)) return null
  if (token.expiresAt === null)
    return { tone: 'success', text: 'valid, expiry unknown', brief: 'valid, expiry unknown' }
  const left = token.expiresAt - now
  if (left <= 0) return { tone: 'neutral', text: 'expired, renewed when needed', brief: 'expired' }
  const brief = formatCountdown(left)
  return { tone: left < LAST_MS ? 'warning' : 'success', text: `valid ${brief}`, brief }
}
