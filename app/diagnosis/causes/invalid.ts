import { step, type CatalogText, type Step } from '../../catalog/text.ts'
import type { ParameterError, Said } from '../../contract/exchange.ts'
import { isSafeToRepeat, retryOf, type AnswerContext, type Found } from '../answerContext.ts'
import { tieErrors } from '../parameters.ts'
import { clip, isObject, parseJson } from '../../contract/values.ts'
import { listed, either, capital, formatCount } from '../../contract/words.ts'
import { blamed, IS_MISSING } from '../values/blamed.ts'
import { futureIn } from './unread.ts'
import { bodyFields } from '../named.ts'
import type { TopicName } from '../topics/topics.ts'
import { hintsFor } from '../values/hints.ts'
import { numbersBeside } from '../values/numbersSaid.ts'
import { isForeignLanguage } from '../language.ts'
import { distance } from '../values/nearest.ts'
import type { OddValue } from '../values/oddValues.ts'
import { isGeneral } from '../said.ts'
import { quoted, quotedAtEnd } from '../words.ts'
import { jsonPlaceIn } from '../topics/facts.ts'
import { explainBrokenBody } from './brokenBody.ts'
import { explainToldFate } from './fate.ts'
import { explainInWords, retryInWords } from './saidInWords.ts'
import { remedyFor } from './topicRemedy.ts'
import { otherReasons, tellsReason, toldSteps } from './otherReasons.ts'
import { explainToldScope } from './toldScope.ts'
import { isOfLimit } from '../topics/stepSaid.ts'
import { TOPIC_TEXTS } from '../topics/topicTexts.ts'

/** A 400 or 422: which parameter or body field each error is about. */
export function explainInvalid(subject: AnswerContext, base: CatalogText): Found {
  const broken = explainBrokenBody(subject)
  if (broken) return broken
  const errors = errorsOf(subject)
  const tie = (some: typeof errors) =>
    blamed(tieErrors(some, subject.findParameters, untoldIn(subject)), subject)
  const ofValues = errors.filter((each) => !tellsReason(subject, each, () => tie([each])))
  const parameters = tie(ofValues)
  if (parameters.length === 0) {
    const named = ofValues.length < errors.length ? tie(errors) : []
    return named.length === 0
      ? explainUntied(subject, base)
      : { ...(explainToldScope(subject) ?? explainInWords(subject, base)), parameters: named }
  }
  const names = [...new Set(parameters.map((each) => each.name))]
  if (names.length > 1 && isChoice(parameters))
    return { ...oneOf(names, parameters), retry: retryInWords(subject, retryOf(base)) }
  const others = otherReasons(subject, names)
  const alsoSaid = otherErrors(subject.said, parameters)
  return {
    parameters,
    meaning: parameters.every(({ value }) => value === null)
      ? 'The API read the request and refused it.'
      : base.meaning,
    retry: retryInWords(subject, retryOf(base)),
    headline: names.length === 1 ? headlineFor(parameters) : headlineForAll(names, parameters, subject),
    cause: [
      causeOf(parameters),
      ...alsoSaid,
      ...others.map(
        ({ words, name }) =>
          `${isSaid(words, alsoSaid, parameters) ? '' : `A second reason: ${quotedAtEnd(words)} `}The words suggest ${TOPIC_TEXTS[name].suggests}.`,
      ),
    ].join(' '),
    remedy: eachOnce([
      ...fixesFor(subject, parameters, names),
      ...others.flatMap((each) => remedyFor(each, subject).slice(0, 1)),
    ]),
  }
}

/** Values of which one would do, and none was sent. */
const isChoice = (parameters: readonly ParameterError[]) =>
  parameters.every(
    ({ value, message, isUnknown }) =>
      value === null && !isUnknown && message === parameters[0]?.message && OF_CHOICE.test(message),
  )

const OF_CHOICE =
  /\b(?:at least |exactly )?one of\b|\beither\b|\b(?:required|missing|specify|provide|send)\b.{0,60}\bor\b/i

function oneOf(names: readonly string[], parameters: ParameterError[]): Found {
  return {
    parameters,
    headline: `One of ${listed(names)} is missing`,
    meaning: 'The API read the request and refused it.',
    cause: causeOf(parameters),
    remedy: [step(`Send ${either(names)}.`, 'edit-request')],
  }
}

const eachOnce = (steps: readonly Step[]) =>
  steps.filter((each, at) => steps.findIndex(({ text }) => text === each.text) === at)

/** Whether the cause quotes these words already, as an error or among others. */
function isSaid(words: string, alsoSaid: readonly string[], parameters: readonly ParameterError[]): boolean {
  const plain = (text: string) => text.trim().replace(/[.!]$/, '')
  return (
    alsoSaid.some((each) => each.includes(words)) ||
    parameters.some(({ message }) => plain(message) === plain(words))
  )
}

/** The parts of the request that nobody told, or whose fields cannot be read. */
function untoldIn({ evidence, request }: AnswerContext): ReadonlyArray<'body' | 'header'> {
  const untold = evidence.untold ?? []
  return request.body && !isObject(parseJson(request.body)) ? [...untold, 'body'] : untold
}

/** A field that the body lacks, where it has one of nearly that name. */
function misspelledIn({ request, endpoint }: AnswerContext, parameters: readonly ParameterError[]): string[] {
  const absent = parameters.filter((each) => each.in === 'body' && each.value === null && !each.isUnknown)
  if (absent.length === 0 || request.body === null) return []
  const known = new Set(endpoint?.body.map(({ name }) => name))
  const sent = bodyFields(request.body).flatMap(({ name }) => (known.has(name) ? [] : [name]))
  return absent.flatMap(({ name }) => {
    const near = sent.find((each) => distance(each.toLowerCase(), name.toLowerCase(), 2) === 1)
    return near === undefined ? [] : [`Write ${name}, not ${clip(near, 40)}: the catalog has that spelling.`]
  })
}

/** A field that the body has, and that the API did not find. */
const unfoundIn = ({ endpoint }: AnswerContext, parameters: readonly ParameterError[]): string[] =>
  parameters
    .filter(
      (each) =>
        endpoint?.body.some(({ name }) => name === each.name) === true &&
        Boolean(each.value) &&
        IS_MISSING.test(each.message),
    )
    .slice(0, 1)
    .map(
      ({ name }) =>
        `Check Content-Type and nesting of the body: it has ${name}, and the API did not find it.`,
    )

/** A parameter that was left out, where the query has one value that no parameter of the catalog takes. */
function otherNameIn({ target, endpoint }: AnswerContext, parameters: readonly ParameterError[]): string[] {
  const [absent, ...others] = parameters.filter((each) => each.in === 'query' && each.value === null)
  if (absent === undefined || others.length > 0 || endpoint === undefined) return []
  const unknown = target.query.filter(([name]) => !endpoint.parameters.some((each) => each.name === name))
  const [one, ...more] = unknown
  return one === undefined || more.length > 0
    ? []
    : [`Rename ${clip(one[0], 40)} to ${absent.name}: the catalog does not know ${clip(one[0], 40)}.`]
}

const OF_MARKUP = /\bdangerous\b|\bmarkup\b|\bhtml\b|\bscript\b|\bxss\b|\bunsafe\b/i

/** Markup that a framework takes for an attack. */
const markupIn = (parameters: readonly ParameterError[]): string[] =>
  parameters
    .filter(({ value, message }) => value !== null && /[<>]/.test(value) && OF_MARKUP.test(message))
    .map(({ name }) => `Leave the characters < and > out of ${name}.`)

/** Reasons that name more than a value to fix. */
const OF_URI: ReadonlySet<TopicName> = new Set(['private-uri', 'callback'])

/** What to fix: by hints where the values show what is wrong; where none does, another value may be the reason. */
function fixesFor(
  subject: AnswerContext,
  parameters: readonly ParameterError[],
  names: readonly string[],
): Step[] {
  const { said } = subject
  const all = [...names, ...otherFields(said, names)]
  const fix =
    all.length === 1 && IS_ABSENT.test(parameters[0]?.message ?? '') && Boolean(parameters[0]?.value)
      ? step(
          `Check ${all[0]}=${shown(parameters[0]?.value ?? '')}: the message says that it is not there.`,
          'edit-request',
        )
      : fixAll(subject, all)
  const odd = subject.odd()
  const others = odd.filter((each) => !names.includes(each.name) && !isHabit(each))
  const late = parameters.flatMap(({ message }) => futureIn(subject, message) ?? []).slice(0, 1)
  if (late.length > 0) return late.map((each) => step(each, 'edit-request'))
  const hints = [
    ...unfoundIn(subject, parameters),
    ...misspelledIn(subject, parameters),
    ...otherNameIn(subject, parameters),
    ...markupIn(parameters),
    ...hintsFor(subject, parameters),
  ]
  const ofUri =
    names.length === 1 && hints.length === 0 && subject.topics().find(({ name }) => OF_URI.has(name))
  if (ofUri) return [...remedyFor(ofUri, subject)]
  if (hints.length > 0) {
    const kinds = odd.flatMap((each) => (names.includes(each.name) ? [each.kind] : []))
    const alike = others.filter(({ kind }) => kinds.includes(kind)).map(({ hint }) => hint)
    return [
      ...(all.length > 1 ? [fix] : []),
      ...[...hints, ...alike].map((hint) => step(hint, 'edit-request')),
      ...toldSteps(subject, parameters).filter(isOfLimit),
    ]
  }
  const told = toldSteps(subject, parameters)
  const [first] = parameters
  const numbers =
    first !== undefined && isForeignLanguage(first.message)
      ? numbersBeside(
          subject.sent().filter(({ name }) => names.includes(name)),
          first.message,
        )
      : null
  if (numbers !== null) return [step(numbers, 'edit-request')]
  const isOneMessage = parameters.every(({ message }) => message === first?.message)
  return [
    ...others.slice(0, 1).map(({ hint }) => step(`Postern guesses: ${hint}`, 'edit-request')),
    // What the only message asks for says more than that something is to be fixed.
    ...(isOneMessage && told[0] !== undefined && ASKS.test(told[0].text)
      ? [...told, ...(all.length > 1 ? [fix] : [])]
      : [fix, ...told]),
  ]
}

const ASKS = /^(?:Write|Send|Ask for|Use another|Check the spelling|Compare the two|Change or leave out)\b/
const IS_ABSENT = /\b(?:does not exist|doesn't exist|(?:not|n't|cannot) (?:be )?found|no such)\b/i

/** A refusal that names nothing of the request or its endpoint: its own words are all there is. */
function explainUntied(subject: AnswerContext, base: CatalogText): Found {
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
const OF_BODY = /^(?:\$|body|request(?:body)?|dto|model|input|payload|command)?$/i

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
const isHabit = ({ kind }: OddValue) => kind === 'zone' || kind === 'name'

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

const MOST_MESSAGES = 5

function sayingsIn(said: readonly Said[]): string {
  const sayings = said.map(
    ({ field, message }) => (field === null ? '' : `${field}: `) + quotedAtEnd(message),
  )
  return [...new Set(sayings)].slice(0, MOST_MESSAGES).join(' ')
}

function otherFields(said: readonly Said[], names: readonly string[]): string[] {
  const others = said.flatMap(({ field, tied }) =>
    tied || field === null || OF_BODY.test(field) ? [] : [field],
  )
  return [...new Set(others)].filter((field) => !names.includes(field))
}

/** What the response says beside the errors that name a part of the request. */
function otherErrors(said: readonly Said[], parameters: readonly ParameterError[]): string[] {
  const others = said.filter(
    ({ tied, message }) => !tied && parameters.every((each) => each.message !== message),
  )
  return others.length === 0 ? [] : [`The API also says: ${sayingsIn(others)}`]
}

/** Each message once, after all the values that it is about: those stand together. */
function causeOf(parameters: readonly ParameterError[]): string {
  const said: string[] = []
  let where: string[] = []
  for (const [at, each] of parameters.entries()) {
    where.push(placeOf(each))
    if (parameters[at + 1]?.message === each.message) continue
    said.push(`${capital(listed(where))}: ${quoted(each.message)}`)
    where = []
    if (said.length === MOST_MESSAGES) break
  }
  return said.join(' ')
}

function headlineForAll(
  names: readonly string[],
  parameters: readonly ParameterError[],
  subject: AnswerContext,
): string {
  if (isCut(subject)) return headlineOfMany(subject, names)
  const isOneError = parameters.every(
    (each) => each.message === parameters[0]?.message && each.value !== null,
  )
  if (isOneError) {
    const order = subject.odd().find(({ kind }) => kind === 'order')
    return order && names.includes(order.name)
      ? `${order.name} is later than the end of the range`
      : `The API refused ${either(names.slice(0, MOST_NAMED))}`
  }
  const isAnyAbsent = parameters.some((each) => each.value === null)
  return `${names.length} values ${isAnyAbsent ? 'are missing or wrong' : 'were refused'}: ${listed(names)}`
}

const MOST_NAMED = 4

/** Whether the response lists more errors than Postern reads: how many values those are about is not known. */
const isCut = ({ decoded }: AnswerContext): boolean => decoded.envelope.errorTotal !== undefined

function headlineOfMany({ decoded }: AnswerContext, names: readonly string[]): string {
  return `The API listed ${formatCount(decoded.errorTotal)} errors, first for ${listed(names.slice(0, 2))}`
}

function fixAll(subject: AnswerContext, names: readonly string[]): Step {
  const what = isCut(subject) ? 'every field that the response names' : listed(names)
  return step(`Fix ${what} in the request.`, 'edit-request')
}

function errorsOf({ decoded, gateway, messages }: AnswerContext): Array<Pick<Said, 'field' | 'message'>> {
  const listed = gateway ? [] : decoded.listed
  const errors = listed.filter(({ field, message }) => message !== '' || field !== null)
  return errors.length > 0 ? errors : messages.map((message) => ({ field: null, message }))
}

function headlineFor(parameters: readonly ParameterError[]): string {
  const [first] = parameters
  if (!first) return ''
  const where =
    first.in === 'body'
      ? `The body field ${first.name}`
      : first.in === 'header'
        ? `The header ${first.name}`
        : first.name
  const isAbsent = first.value === null || first.value === ''
  if (isAbsent && parameters.some((each) => IS_MISSING.test(each.message.slice(0, 500))))
    return `${where} is missing`
  if (isAbsent) return `${where} was refused`
  return first.in === 'query'
    ? `${first.name}=${shown(first.value)} was refused`
    : `${where} was refused: ${shown(first.value)}`
}

const shown = (value: string | null) => clip(value ?? '', 40)

const PLACES: Readonly<Record<ParameterError['in'], string>> = {
  query: 'query parameter',
  path: 'path value',
  body: 'body field',
  header: 'header',
}

function placeOf({ in: place, name, value, isUnknown }: ParameterError): string {
  const sent = isUnknown
    ? 'not known'
    : value === null
      ? 'left out'
      : value === ''
        ? 'sent empty'
        : `sent as ${shown(value)}`
  return `${PLACES[place]} ${name} (${sent})`
}
