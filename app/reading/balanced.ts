/** Deeper nesting than any response has: what goes deeper is not looked at. */
const DEEPEST = 500

/** How many characters may still be looked at, so that no text takes longer than a moment. */
export interface Budget {
  characters: number
}

const OPEN = new Set(['{', '['])
const CLOSED_BY: Readonly<Record<string, string>> = { '}': '{', ']': '[' }

/** Where the brackets that open at `start` are closed again, and -1 where they are not. Strings are passed over. */
export function endOfBalanced(text: string, start: number, budget: Budget): number {
  const open: string[] = []
  for (let at = start; at < text.length; at++) {
    budget.characters -= 1
    if (budget.characters < 0) return -1
    const character = text.charAt(at)
    if (character === '"' || character === "'" || character === '`') {
      const end = endOfString(text, at, character)
      budget.characters -= (end < 0 ? text.length : end) - at
      if (end < 0) return -1
      at = end
    } else if (OPEN.has(character)) {
      open.push(character)
      if (open.length > DEEPEST) return -1
    } else if (CLOSED_BY[character] !== undefined) {
      if (open.pop() !== CLOSED_BY[character]) return -1
      if (open.length === 0) return at + 1
    }
  }
  return -1
}

function endOfString(text: string, start: number, quote: string): number {
  for (let at = text.indexOf(quote, start + 1); at >= 0; at = text.indexOf(quote, at + 1)) {
    let slashes = 0
    while (text.charAt(at - 1 - slashes) === '\\') slashes += 1
    if (slashes % 2 === 0) return at
  }
  return -1
}
