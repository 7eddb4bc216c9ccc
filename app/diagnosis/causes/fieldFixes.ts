import { step, type Step } from '../../catalog/text.ts'
import type { ParameterError, Said } from '../../contract/exchange.ts'
import { type AnswerContext } from '../answerContext.ts'
import { clip } from '../../contract/values.ts'
import { IS_MISSING } from '../values/blamed.ts'
import { futureIn } from './unread.ts'
import { bodyFields } from '../named.ts'
import type { TopicName } from '../topics/topics.ts'
import { hintsFor } from '../values/hints.ts'
import { numbersBeside } from '../values/numbersSaid.ts'
import { isForeignLanguage } from '../language.ts'
import { distance } from '../values/nearest.ts'
import { remedyFor } from './topicRemedy.ts'
import { toldSteps } from './otherReasons.ts'
import { isOfLimit } from '../topics/stepSaid.ts'
import { fixAll, OF_BODY, isHabit, shown } from './untied.ts'

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
export function fixesFor(
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

const IS_ABSENT = /\b(?:does not exist|doesn't exist|(?:not|n't|cannot) (?:be )?found|no such|unknown)\b/i

function otherFields(said: readonly Said[], names: readonly string[]): string[] {
  const others = said.flatMap(({ field, tied }) =>
    tied || field === null || OF_BODY.test(field) ? [] : [field],
  )
  return [...new Set(others)].filter((field) => !names.includes(field))
}
