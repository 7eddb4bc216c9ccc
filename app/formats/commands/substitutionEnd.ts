/** The place behind the command substitution that begins at `start`, with `$(` or a backtick; null where it is not closed. */
export function substitutionEnd(text: string, start: number): number | null {
  return text.charAt(start) === '`' ? endOfBackticks(text, start) : endOfParentheses(text, start)
}

function endOfParentheses(text: string, start: number): number | null {
  let depth = 0
  for (let at = start + 1; at < text.length; at += 1) {
    const char = text.charAt(at)
    if (char === '\\') at += 1
    else if (char === "'") {
      const end = text.indexOf("'", at + 1)
      if (end === -1) return null
      at = end
    } else if (char === '(') depth += 1
    else if (char === ')') {
      depth -= 1
      if (depth === 0) return at + 1
    }
  }
  return null
}

function endOfBackticks(text: string, start: number): number | null {
  const end = text.indexOf('`', start + 1)
  return end === -1 ? null : end + 1
}
