import { step, type CatalogText, type Step } from '../../catalog/text.ts'
import type { ParameterError, Said } from '../../contract/exchange.ts'
import { isSafeToRepeat, type AnswerContext, type Found } from '../answerContext.ts'
import { clip, parseJson } from '../../contract/values.ts'
import { formatCount, listed } from '../../contract/words.ts'
import type { OddValue } from '../values/oddValues.ts'
import { isGeneral } from '../said.ts'
import { quoted, quotedAtEnd } from '../words.ts'
import { jsonPlaceIn } from '../topics/facts.ts'
import { explainToldFate } from './fate.ts'
import { explainInWords } from './saidInWords.ts'
import { explainToldScope } from './toldScope.ts'

/** A refusal that names nothing of the request or its endpoint: its own words are all there is. */
export function explainUntied(subject: AnswerContext, base: CatalogText): Found {
  const { messages, said, topics } = subject
  const fate = explainToldFate(subject) ?? explainToldScope(subject)
  if (fate) return fate
  const parameters: ParameterError[] = []
  const fields = [
    ...new Set(said.flatMap(({ field }) => (field === null || OF_BODY.test(field) ? [] : [field]))),
  ]
  const odd = subject.odd()
  const [first] = messages
  if (isBodyBroken(subject) && (first === undefined || isGeneral(first) || OF_ANY_BODY.test(first)))
    return explainBroken(first)
  if (odd.length > 0 && fields.length === 0 && (first === undefined || isGeneral(first)))
    return explainGuess(odd, first)
  if (fields.length === 0 && messages.every(isGeneral)) return { parameters, ...nothingNamed(subject) }
  if (fields.length === 0 || topics().some(({ name }) => name === 'not-json'))
    return { parameters, ...withGuesses(explainInWords(subject, base), odd, isReasonKnown(subject), first) }
  return {
    parameters,
    headline:
      fields.length === 1
        ? `${fields[0]} was refused`
        : isCut(subject)
          ? headlineOfMany(subject, fields)
          : `${fields.length} fields were refused: ${listed(fields)}`,
    meaning: 'The API read the request and refused it.',
    cause: `The API says: ${sayingsIn(said)}`,
    remedy: [fixAll(subject, fields)],
  }
}

/** Whether the response lists more errors than Postern reads: how many values those are about is not known. */
export const isCut = ({ decoded }: AnswerContext): boolean => decoded.envelope.errorTotal !== undefined

export function headlineOfMany({ decoded }: AnswerContext, names: readonly string[]): string {
  return `The API listed ${formatCount(decoded.errorTotal)} errors, first for ${listed(names.slice(0, 2))}`
}

export function fixAll(subject: AnswerContext, names: readonly string[]): Step {
  const what = isCut(subject) ? 'every field that the response names' : listed(names)
  return step(`Fix ${what} in the request.`, 'edit-request')
}

/** The body looks like JSON, and is none. */
function isBodyBroken({ request }: AnswerContext): boolean {
  return (
    request.body !== null &&
    /^\s*[[{]/.test(request.body.slice(0, 100)) &&
    parseJson(request.body) === undefined
  )
}

const OF_ANY_BODY = /\bbody\b|\bpayload\b|\bjson\b/i

function explainBroken(said: string | undefined): Found {
  const place = said === undefined ? null : jsonPlaceIn(said)
  return {
    parameters: [],
    headline: `The request body is not valid JSON${place === null ? '' : ` ${place}`}`,
    meaning: 'The API read the request and refused it.',
    cause:
      said === undefined
        ? 'Postern could not read the request body as JSON either.'
        : `The API says: ${quotedAtEnd(said)} Postern could not read the request body as JSON either.`,
    remedy: [step('Correct the JSON of the request body: quotes, commas and brackets.', 'edit-request')],
  }
}

/** What frameworks call the body itself, where they could not read it. */
export const OF_BODY = /^(?:\$|body|request(?:body)?|dto|model|input|payload|command)?$/i

/** Neither words nor fields: all that helps is to leave parts out, which only a request that changes nothing allows. */
function nothingNamed({ request, messages: [said], decoded }: AnswerContext): Found {
  const isMute = decoded.envelope.kind === 'empty'
  return {
    ...(said !== undefined && { headline: `Refused: ${quoted(clip(said, 120))}` }),
    // Web servers send such a status without a body too.
    ...(isMute && { headline: 'The API or another server refused the request' }),
    meaning: isMute
      ? 'By its status, something in the request is not valid.'
      : 'The API read the request and refused it.',
    cause: 'The response does not say which part of the request it is about.',
    remedy: [
      step('Compare the parameters and the body with the catalog.', 'open-catalog'),
      ...(isSafeToRepeat(request)
        ? [step('Remove one parameter at a time to find the one that it refuses.', 'edit-request')]
        : []),
      step('If all of them are right, send Guardhouse support this response.', 'copy-for-support'),
    ],
  }
}

/** Dates without a zone and names in another spelling, which the API may well accept. */
export const isHabit = ({ kind }: OddValue) => kind === 'zone' || kind === 'name'

/** Whether the words tell of more than a wrong value. */
function isReasonKnown({ topics }: AnswerContext): boolean {
  const [topic] = topics()
  return topic !== undefined && topic.name !== 'validation'
}

/** Values that cannot be right, beside words that name none. */
function withGuesses(
  found: Found | null,
  odd: readonly OddValue[],
  isReasonKnown: boolean,
  said: string | undefined,
): Found {
  const guesses = odd
    .filter((each) => !isHabit(each) || (each.kind === 'zone' && OF_ZONE.test(said ?? '')))
    .slice(0, MOST_GUESSES)
    .map(({ hint }) => step(`Postern guesses: ${hint}`, 'edit-request'))
  const steps = found?.remedy ?? []
  // Words whose topic is known have told the reason.
  return { ...found, remedy: isReasonKnown ? [...steps, ...guesses] : [...guesses, ...steps] }
}

const MOST_GUESSES = 3

const OF_ZONE = /\bUTC\b|\btime ?zones?\b|\boffsets?\b|\bISO ?-?8601\b/i

/** The response names no value, and the catalog knows one that cannot be right. */
function explainGuess(odd: readonly OddValue[], said: string | undefined): Found {
  const names = [...new Set(odd.map(({ name }) => name))]
  const quote = said === undefined ? '' : `The API says: ${quotedAtEnd(said)} `
  const [first] = odd
  return {
    parameters: [],
    headline: `The API refused the request, perhaps for ${first?.name}=${shown(first?.value ?? '')}`,
    cause: `${quote}Postern found no value named in it. Postern guessed ${listed(names)} from the request and the catalog.`,
    remedy: [
      step(`Check ${listed(names)} first.`, 'edit-request'),
      ...odd.slice(0, MOST_GUESSES).map(({ hint }) => step(hint)),
    ],
  }
}

export const MOST_MESSAGES = 5

export function sayingsIn(said: readonly Said[]): string {
  const sayings = said.map(
    ({ field, message }) => (field === null ? '' : `${field}: `) + quotedAtEnd(message),
  )
  return [...new Set(sayings)].slice(0, MOST_MESSAGES).join(' ')
}

export const shown = (value: string | null) => clip(value ?? '', 40)
