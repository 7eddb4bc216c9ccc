import { step, type Step } from '../../catalog/text.ts'
import { clip } from '../../contract/values.ts'
import { listed } from '../../contract/words.ts'
import { isSafeToRepeat, type AnswerContext } from '../answerContext.ts'
import { isForeignLanguage } from '../language.ts'
import { idSent, sentIn, thingIn } from '../topics/facts.ts'
import { timeOf } from '../values/dates.ts'
import { numbersBeside } from '../values/numbersSaid.ts'

/** What finds out which part of a request a message is about that Postern cannot read: the part that it names, or to leave parts out. */
export function waysToFind(subject: AnswerContext, lead: string): Step[] {
  const { target, request, endpoint, response } = subject
  if (response.status < 400 || response.status >= 500) return named(subject, lead)
  const optional = target.query.flatMap(([name]) =>
    endpoint?.parameters.some((each) => each.name === name && each.required) ? [] : [name],
  )
  const sent = sentIn(lead, target.query)?.split('=')[0]
  const left = sent !== undefined && optional.includes(sent) ? [sent] : optional
  if (!isSafeToRepeat(request))
    return [
      ...named(subject, lead),
      ...(request.url === '' ? [] : [step('Compare the body with the catalog.', 'open-catalog')]),
    ]
  return [
    ...named(subject, lead),
    ...(left.length === 0
      ? []
      : [
          step(
            `Send the request without ${listed(left, 3)}. If it passes then, ${left.length === 1 ? 'that' : 'one of them'} is the reason.`,
            'edit-request',
          ),
        ]),
  ]
}

/** The record that words name, where the request names it too. */
function sentThing({ sent, request }: AnswerContext, lead: string): string | null {
  const thing = thingIn(lead)
  const id = thing?.split(' ').at(-1)
  return request.url === '' || sent().some(({ value }) => value.split(',').includes(id ?? '')) ? thing : null
}

/** The date of the request that is in the future, where the words speak of that. */
export function futureIn({ sent, evidence }: AnswerContext, lead: string): string | null {
  if (!/\bfuture\b/i.test(lead.slice(0, 500))) return null
  const late = sent().filter(({ value }) => (timeOf(value) ?? 0) > evidence.now)
  const [first] = late
  return first === undefined
    ? null
    : `${first.name}=${clip(first.value, 40)} is in the future. Choose an earlier date.`
}

const QUOTED_NAME = /["'“„«»`‘]\s?([A-Za-z]\w{1,40})\s?["'”“»«`’]/g

/** A part of the request that words of another language have in quotes; a quoted name is one in any language. */
function quotedPart({ endpoint, sent, evidence }: AnswerContext, lead: string): Step | null {
  const names = [...lead.slice(0, 500).matchAll(QUOTED_NAME)].map(([, name = '']) => name.toLowerCase())
  const isSaid = ({ name }: { name: string }) => names.includes(name.toLowerCase())
  const part = sent().find(isSaid)
  if (part)
    return step(`Check ${part.name}=${clip(part.value, 40)}, which the message names.`, 'edit-request')
  const untold = evidence.untold ?? []
  const known = [...(untold.includes('body') ? [] : (endpoint?.body ?? [])), ...(endpoint?.parameters ?? [])]
  const lacking = known.find(isSaid)
  return lacking
    ? step(`Send ${lacking.name}: the message names it, and the request does not have it.`, 'edit-request')
    : null
}

/** What words of another language share with the request: a number, or a quoted name. */
export function tiedInAnyLanguage(subject: AnswerContext, lead: string): Step | null {
  const numbers = numbersBeside(subject.sent(), lead)
  if (numbers !== null) return step(numbers, 'edit-request')
  const id = idSent(lead, subject.sent())
  return id === null
    ? quotedPart(subject, lead)
    : step(`Check ${id} first: the message has the same number.`, 'edit-request')
}

function named(subject: AnswerContext, lead: string): Step[] {
  const tied = isForeignLanguage(lead) ? tiedInAnyLanguage(subject, lead) : null
  if (tied !== null) return [tied]
  const late = futureIn(subject, lead)
  if (late !== null) return [step(late, 'edit-request')]
  const thing =
    sentIn(lead, subject.target.query) ?? (isForeignLanguage(lead) ? null : sentThing(subject, lead))
  return thing === null ? [] : [step(`Check ${clip(thing, 80)}, which the message names.`, 'edit-request')]
}
