import type { Header } from '../contract/exchange.ts'
import { isSecretName } from '../contract/secretNames.ts'
import { isOrdinaryWord, spellingsOf } from './secretSpellings.ts'

/** Of each kind, beside those that are known now; beyond it the oldest are forgotten. */
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
  /**
   * Those that headers carry, which the page may bring in any number: they take the place of their own kind alone.
   * `further` names headers beyond the usual ones, in lower case.
   */
  learnHeaders(headers: readonly Header[], further?: ReadonlySet<string>): void
}

/** `known` tells the secrets that are held in clear now. */
export function createSecretRegistry(known: () => readonly string[]): SecretRegistry {
  const remembered = new Set<string>()
  const brought = new Set<string>()
  let latest: readonly string[] = []
  let hasChanged = false

  function remember(among: Set<string>, secret: string): void {
    // Moved to the end, so that what is in use is forgotten last.
    if (!among.delete(secret)) hasChanged = true
    among.add(secret)
  }

  function forgetOldest(among: Set<string>, count: number): void {
    for (const oldest of among) {
      if (among.size <= count) break
      among.delete(oldest)
      hasChanged = true
    }
  }

  function learn(among: Set<string>, secrets: Iterable<string>): void {
    for (const secret of secrets) if (!isOrdinaryWord(secret)) remember(among, secret)
  }

  return {
    all() {
      const present = known()
      for (const secret of present) remember(remembered, secret)
      forgetOldest(remembered, MOST_REMEMBERED + present.length)
      forgetOldest(brought, MOST_REMEMBERED)
      if (hasChanged) latest = [...new Set([...remembered, ...brought])]
      hasChanged = false
      return latest
    },
    learn: (secrets) => {
      learn(remembered, secrets)
    },
    learnHeaders(headers, further) {
      for (const [name, value] of headers) {
        if (!isSecretName(name, 'header') && !further?.has(name.toLowerCase())) continue
        const secret = value.replace(/^(?:bearer|basic|digest|token|apikey)\s+/i, '').trim()
        learn(brought, [secret, ...spellingsOf(secret, name, value)])
      }
    },
  }
}
