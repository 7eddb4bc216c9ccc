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

/** ISO 8601 and the RFCs are known by their digits. */
const LONG_NUMBER = /\b(?!(?:8601|1918|4193|6890)\b)\d{4,}\b/g
const MOST_NUMBERS = 10

/** A text with its long numbers counted in place of their digits. Its length stays, and what was the same number stays the same. */
function formOf(text: string): string {
  const met: string[] = []
  const form = text.replace(LONG_NUMBER, (number) => {
    const known = met.indexOf(number)
    return String(known < 0 ? met.push(number) - 1 : known).repeat(number.length)
  })
  return met.length > MOST_NUMBERS ? text : form
}

/**
 * As `remembered`, for a look to which it makes no difference which ids a text has: texts that differ in their long numbers
 * alone are looked at once. Where `quoted`, the words of what it finds, may have such a number, the text itself is looked at.
 */
export function rememberedForm<T>(
  look: (text: string) => T,
  quoted?: (found: T) => string,
): (text: string) => T {
  const lookAtForm = remembered(look)
  return (text) => {
    if (text.length > LONGEST) return look(text)
    const form = formOf(text)
    const found = lookAtForm(form)
    return form !== text && quoted && MAY_BE_LONG.test(quoted(found)) ? look(text) : found
  }
}

/** A number, or the end of a text that was cut, perhaps within one. */
const MAY_BE_LONG = /\d{4}|…/
