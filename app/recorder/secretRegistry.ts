/** Beside those that are known now; beyond it the oldest are forgotten. */
const MOST_REMEMBERED = 500

/**
 * Every secret that was known at some time in this session: a key that was replaced or a token that ran out may still
 * stand in an answer that arrives later.
 */
export function createSecretRegistry(known: () => readonly string[]): () => readonly string[] {
  const remembered = new Set<string>()
  return () => {
    const present = known()
    for (const secret of present) {
      // Moved to the end, so that what is in use is forgotten last.
      remembered.delete(secret)
      remembered.add(secret)
    }
    for (const oldest of remembered) {
      if (remembered.size <= MOST_REMEMBERED + present.length) break
      remembered.delete(oldest)
    }
    return [...remembered]
  }
}
