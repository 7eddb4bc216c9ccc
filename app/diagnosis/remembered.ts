const MOST = 300

/**
 * A look at a text that is kept for the next time: the responses of a history say the same few sentences over and over. It is
 * emptied when it is full, so that it stays small whatever a server sends.
 */
export function remembered<T>(look: (text: string) => T): (text: string) => T {
  const seen = new Map<string, T>()
  return (text) => {
    const known = seen.get(text)
    if (known !== undefined) return known
    const found = look(text)
    if (seen.size >= MOST) seen.clear()
    seen.set(text, found)
    return found
  }
}
