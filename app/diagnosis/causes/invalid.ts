import { step, type CatalogText, type Step } from '../../catalog/text.ts'
import type { ParameterError, Said } from '../../contract/exchange.ts'
import { retryOf, type AnswerContext, type Found } from '../answerContext.ts'
import { tieErrors } from '../parameters.ts'
import { isObject, parseJson } from '../../contract/values.ts'
import { listed, either, capital } from '../../contract/words.ts'
import { blamed, IS_MISSING } from '../values/blamed.ts'
import { quoted, quotedAtEnd } from '../words.ts'
import { explainBrokenBody } from './brokenBody.ts'
import { explainInWords, retryInWords } from './saidInWords.ts'
import { remedyFor } from './topicRemedy.ts'
import { otherReasons, tellsReason } from './otherReasons.ts'
import { explainToldScope } from './toldScope.ts'
import { TOPIC_TEXTS } from '../topics/topicTexts.ts'
import { explainUntied, headlineOfMany, isCut, MOST_MESSAGES, sayingsIn, shown } from './untied.ts'
import { fixesFor } from './fieldFixes.ts'

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
  const untold = (evidence.untold ?? []).filter((part) => part !== 'method')
  return request.body && !isObject(parseJson(request.body)) ? [...untold, 'body'] : untold
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
