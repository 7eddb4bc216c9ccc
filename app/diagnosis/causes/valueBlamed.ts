import { formatCount } from '../../contract/words.ts'
import { clip } from '../../contract/values.ts'
import type { AnswerContext } from '../answerContext.ts'
import { sentIn } from '../topics/facts.ts'
import { LARGEST } from '../values/types.ts'

const MOST_MESSAGES = 5

interface NamedValue {
  name: string
  hint: string
  isGuess?: boolean
  /** No replay helps before it is corrected. */
  neverFits?: boolean
}

/** The value of the request that the words of a 5xx are about; null where they are about none. */
export function valueBlamed(subject: AnswerContext): NamedValue | null {
  return valueTooLarge(subject) ?? valueSaid(subject) ?? valueNamed(subject) ?? valueGuessed(subject)
}

const OVERFLOW =
  /\boverflow|\btoo (?:large|big|high)\b.{0,20}\b(?:too small|integer|int\d{0,2}|type)\b|\bout[ -]of[ -]range\b.{0,20}\b(?:integer|int\d{0,2}|type)\b|\bnumeric value out of range\b/i

/** A number of the request that no integer of the API can hold, beside words about an overflow. */
function valueTooLarge({ messages, sent, isTokenAnswer }: AnswerContext): NamedValue | null {
  if (isTokenAnswer || !OVERFLOW.test(messages.slice(0, MOST_MESSAGES).join(' ').slice(0, 2000))) return null
  const found = sent().find(({ value }) => /^-?\d{10,40}$/.test(value) && Math.abs(Number(value)) > LARGEST)
  return found === undefined
    ? null
    : {
        name: `${found.name}=${clip(found.value, 40)}`,
        hint: `Correct ${found.name}=${clip(found.value, 40)}: it is beyond ${formatCount(LARGEST)}, the largest 32-bit integer.`,
        isGuess: true,
        neverFits: true,
      }
}

const OF_A_VALUE =
  /\b(?:not (?:recogni[sz]ed|valid|a valid)|invalid|convert|conversion|parse|format|overflow|out[ -]of[ -]range|too (?:large|small|long)|unexpected|unknown|must|cast|truncat)/i

/** The value of the request that an error quotes as wrong; null where it quotes none. */
function valueSaid({ messages, sent, odd, isTokenAnswer }: AnswerContext): NamedValue | null {
  const said = messages.slice(0, MOST_MESSAGES).join(' ').slice(0, 2000)
  if (isTokenAnswer || !OF_A_VALUE.test(said)) return null
  const lower = said.toLowerCase()
  const found = sent().find(
    ({ value }) => value.length >= 2 && value.length <= 60 && isQuoted(lower, value.toLowerCase()),
  )
  if (found === undefined) return null
  const wrong = odd().find(({ name, value }) => name === found.name && value === found.value)
  return {
    name: found.name,
    hint: wrong?.hint ?? `Check ${found.name}=${clip(found.value, 40)} first: the message quotes it.`,
  }
}

/** The value of the query that an error names in other words. */
function valueNamed({ messages, target }: AnswerContext): NamedValue | null {
  const named = sentIn(messages[0] ?? '', target.query)
  return named === null
    ? null
    : { name: named.slice(0, named.indexOf('=')), hint: `Check ${named}, which the message names.` }
}

const OF_CONVERSION = /\b(?:format|convert|conversion|parse|cast)\b/i

/** A value that is not of its type, beside words about a conversion that name no value. */
function valueGuessed({ messages, odd, isTokenAnswer }: AnswerContext): NamedValue | null {
  if (isTokenAnswer || !OF_CONVERSION.test((messages[0] ?? '').slice(0, 2000))) return null
  const found = odd().find(({ kind }) => kind === 'type')
  return found === undefined
    ? null
    : { name: `${found.name}=${clip(found.value, 40)}`, hint: found.hint, isGuess: true }
}

/** Whether a text has a value in quotes. */
function isQuoted(said: string, value: string): boolean {
  const at = said.indexOf(value)
  return at > 0 && /["'“‘`]/.test(said.charAt(at - 1)) && /["'”’`]/.test(said.charAt(at + value.length))
}
