import type { Header } from '../contract/exchange.ts'
import { isSecretName } from '../contract/secretNames.ts'
import { isOrdinaryWord, spellingsOf } from './secretSpellings.ts'

/** Beside those that are known now; beyond it the oldest are forgotten. */
const MOST_REMEMBERED = 500

/**
 * Every secret that was known at some time in this session: a key that was replaced or a token that ran out may still
 * stand in an answer that arrives later.
 */
export interface SecretRegistry {
  /** The same list as before as long as nothing has changed. */
  all(): readonly string[]
  /** Further ones that nobody else holds, such as a token that was just received. */
  learn(secrets: Iterable<string>): void
  /** Those that headers carry; `further` names headers beyond the usual ones, in lower case. */
  learnHeaders(headers: readonly Header[], further?: ReadonlySet<string>): void
}

/** `known` tells the secrets that are held in clear now. */
export function createSecretRegistry(known: () => readonly string[]): SecretRegistry {
  const remembered = new Set<string>()
  let latest: readonly string[] = []
  let hasChanged = false

  function remember(secret: string): void {
    // Moved to the end, so that what is in use is forgotten last.
    if (!remembered.delete(secret)) hasChanged = true
    remembered.add(secret)
  }

  function forgetOldest(count: number): void {
    for (const oldest of remembered) {
      if (remembered.size <= count) break
      remembered.delete(oldest)
      hasChanged = true
    }
  }

  function learn(secrets: Iterable<string>): void {
    for (const secret of secrets) if (!isOrdinaryWord(secret)) remember(secret)
  }

  return {
    all() {
      const present = known()
      for (const secret of present) remember(secret)
      forgetOldest(MOST_REMEMBERED + present.length)
      if (hasChanged) latest = [...remembered]
      hasChanged = false
      return latest
    },
    learn,
    learnHeaders(headers, further) {
      for (const [name, value] of headers) {
        if (!isSecretName(name, 'header') && !further?.has(name.toLowerCase())) continue
        const secret = value.replace(/^(?:bearer|basic|digest|token|apikey)\s+/i, '').trim()
        learn([secret, ...spellingsOf(secret, name, value)])
      }
    },
  }
}
