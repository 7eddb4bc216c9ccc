import type { Endpoint } from '../../catalog/endpoint.ts'
import type { ParameterError } from '../../contract/exchange.ts'
import type { AnswerContext } from '../answerContext.ts'
import { timeOf } from './dates.ts'
import { faultOf, typeOf } from './oddValues.ts'
import { takes } from './types.ts'
import { typeSaid } from './typeSaid.ts'

const MOST_HINTS = 6

/** How to write the values that errors are about, by what is wrong with each: none where nothing seems to be. */
export function hintsFor(
  { endpoint, sent, odd }: AnswerContext,
  parameters: readonly ParameterError[],
): string[] {
  const isAboutDates = () => parameters.some(({ value }) => value !== null && timeOf(value) !== null)
  const together = odd().filter(
    ({ name, kind }) =>
      (kind === 'order' && isAboutDates()) ||
      (kind === 'repeated' && parameters.some((each) => each.name === name)),
  )
  const hints = new Set(together.map(({ hint }) => hint))
  const seen = new Set<string>()
  for (const error of parameters) {
    if (seen.has(error.name)) continue
    seen.add(error.name)
    const said = typeSaid(error.message)
    const values = sent().filter((each) => each.name === error.name && each.in === error.in)
    const fault = values.map((each) => faultOf(each, said)).find((each) => each !== null)
    // A value that was redacted is there, though nobody can look at it.
    const hint = values.length > 0 ? fault?.hint : error.value === null ? absentHint(endpoint, error) : null
    // An API that writes a name itself takes it.
    if (fault?.kind === 'name' && !IS_UNKNOWN.test(error.message)) continue
    // Where the order is wrong, dates without a zone are not what the message means.
    if (hint && !(fault?.kind === 'zone' && together.length > 0)) hints.add(hint)
  }
  return [...hints].slice(0, MOST_HINTS)
}

const IS_UNKNOWN =
  /\b(?:unknown|unrecogni[sz]ed|unexpected|unsupported|missing|required|not (?:a )?(?:known|supported|recogni[sz]ed|allowed))\b/i

/** What belongs where nothing was sent; null where the catalog knows no more than that it is text. */
function absentHint(
  endpoint: Endpoint | undefined,
  { name, in: place, message }: ParameterError,
): string | null {
  const known = place === 'body' ? endpoint?.body : endpoint?.parameters
  const type = typeSaid(message) ?? typeOf(known?.find((each) => each.name === name && each.in === place))
  return type === null || type === 'text'
    ? null
    : takes(name, type).replace(`${name} takes`, `Send ${name}: it takes`)
}
