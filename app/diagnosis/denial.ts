/** The last place where a further clause begins. */
const CLAUSE_START = /[,;:](?=[^,;:]*$)|\b(?:but|while|although)\b(?=[^,;:]*$)/i
const DENIES = /\b(?:not|never|neither|nor|no|without)\b|n['’]t\b/i
/** States that have a denial in their name, and what only limits. */
const NO_DENIAL =
  /\bnot (?:active|enabled|valid|known|found|recogni[sz]ed|unique)\b|\bdoes(?: not|n['’]t) exist\b|\bno (?:longer|more|further|additional)\b|\b(?:can|could|may|must|do|does)(?: ?not|n['’]t) exceed\b|\bno\. ?\d/gi

/** Whether the clause of a sentence denies the words that a pattern has found in it: "has not been revoked" is about no revoked key. */
export function isDenied(sentence: string, match: RegExpExecArray): boolean {
  const before = sentence.slice(0, match.index)
  const clause = before.slice(CLAUSE_START.exec(before)?.index ?? 0) + match[0]
  return DENIES.test(clause.replace(NO_DENIAL, ''))
}
