import type { ParameterError } from '../../contract/exchange.ts'
import type { AnswerContext } from '../answerContext.ts'

export const IS_MISSING =
  /\b(required|missing|must be (given|provided|supplied|specified)|(can|may|must) ?not be (null|empty|blank))\b/i

/**
 * Of the values that one message names, those that it can be about: the ones that look wrong; where something is missing,
 * the ones that were left out; else the ones that were sent. A message names others only to explain.
 */
export function blamed(tied: readonly ParameterError[], subject: AnswerContext): ParameterError[] {
  if (new Set(tied.map(({ message }) => message)).size === tied.length) return [...tied]
  const byMessage = new Map<string, ParameterError[]>()
  for (const each of tied) byMessage.set(each.message, [...(byMessage.get(each.message) ?? []), each])
  const odd = subject.odd().filter(({ kind }) => !SURE_OF_NONE.has(kind))
  const isOdd = ({ name, in: place }: ParameterError) =>
    odd.some((each) => each.name === name && each.in === place)
  return [...byMessage].flatMap(([message, all]) => {
    const absent = all.filter((each) => each.value === null)
    if (absent.length > 0 && IS_MISSING.test(message)) return absent
    const wrong = all.filter(isOdd)
    if (wrong.length > 0) return wrong
    return absent.length < all.length ? all.filter((each) => each.value !== null) : all
  })
}

/** Two values that do not go together, and habits that the API may accept. */
const SURE_OF_NONE: ReadonlySet<string> = new Set(['order', 'zone', 'name'])
