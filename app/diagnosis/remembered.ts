const MOST = 300
const LONGEST = 300

/**
 * A look at a text that is kept for the next time: the responses of a history say the same few sentences over and over. It is
 * emptied when it is full, and keeps no long text, so that it stays small whatever a server sends.
 */
export function remembered<T>(look: (text: string) => T): (text: string) => T {
  const seen = new Map<string, T>()
  return (text) => {
    if (text.length > LONGEST) return look(text)
    const known = seen.get(text)
    if (known !== undefined) return known
    const own = copyOf(text)
    const found = look(own)
    if (seen.size >= MOST) seen.clear()
    seen.set(own, found)
    return found
  }
}

/** An engine holds the whole body as long as it holds a part that was cut from it. */
const copyOf = (text: string) => JSON.parse(JSON.stringify(text)) as string
