import { classText } from '../../catalog/statuses/classes.ts'
import { step } from '../../catalog/text.ts'
import { isSafeMethod } from '../../contract/http.ts'
import { headerOf } from '../../contract/headers.ts'
import { clip } from '../../contract/values.ts'
import { plural } from '../../contract/words.ts'
import type { AnswerContext, Explanation } from '../answerContext.ts'

/** A part of the request that a refusal is about, as it was sent, and what to do with it. */
interface Part {
  headline?: string
  meaning?: string
  cause: string
  remedy: string
}

type PartFinder = (subject: AnswerContext) => Part | null

/** Refusals that are about one part of the request. */
const FINDERS: Readonly<Record<number, PartFinder>> = {
  406: (subject) => headerPart(subject, ['Accept'], 'Set the header Accept to application/json.'),
  412: (subject) =>
    headerPart(
      subject,
      ['If-Match', 'If-None-Match', 'If-Unmodified-Since', 'If-Modified-Since'],
      /^(?:get|head)$/i.test(subject.request.method)
        ? 'Leave the header {name} out of this request.'
        : 'Read the record with a GET, and send its present version in {name}.',
    ),
  413: bodyPart,
  414: longestOfQuery,
  415: bodyType,
  416: (subject) => headerPart(subject, ['Range'], 'Remove the header {name}.'),
  417: (subject) => headerPart(subject, ['Expect'], 'Remove the header {name}.'),
  431: (subject) =>
    headerPart(subject, ['Cookie'], 'Remove the header {name}: the API does not need it.') ??
    longestHeader(subject),
}

/** What the text of the status and the request say together; the text alone where no part can be seen. */
export function explainRequestPart(subject: AnswerContext): Partial<Explanation> {
  const { response, catalog } = subject
  const base = catalog.httpStatuses[response.status] ?? classText(response.status)
  const { cause, remedy } = base
  return partOf(subject) ?? { cause, remedy }
}

/** The part of the request that a refusal with this status is about, and what to do with it; null where none is seen. */
export function partOf(
  subject: AnswerContext,
): (Pick<Explanation, 'cause' | 'remedy'> & { headline?: string; meaning?: string }) | null {
  const part = FINDERS[subject.response.status]?.(subject) ?? null
  return (
    part && {
      ...(part.headline !== undefined && { headline: part.headline }),
      ...(part.meaning !== undefined && { meaning: part.meaning }),
      cause: part.cause,
      remedy: [step(part.remedy, 'edit-request')],
    }
  )
}

function headerPart({ request }: AnswerContext, names: readonly string[], remedy: string): Part | null {
  for (const name of names) {
    const value = headerOf(request.headers, name.toLowerCase())
    if (value !== null)
      return {
        cause: `The request has the header ${name}: ${clip(value, 100)}.`,
        remedy: remedy.replace('{name}', name),
      }
  }
  return null
}

const LONG_HEADER = 1000

function longestHeader({ request }: AnswerContext): Part | null {
  const [longest] = request.headers.toSorted(([, one], [, other]) => other.length - one.length)
  if (longest === undefined || longest[1].length < LONG_HEADER) return null
  const name = clip(longest[0], 60)
  return {
    cause: `${name} is the longest header, with ${plural(longest[1].length, 'character')}.`,
    remedy: `Make the header ${name} shorter, or remove it.`,
  }
}

function longestOfQuery({ target }: AnswerContext): Part | null {
  const [longest] = target.query.toSorted(([, one], [, other]) => other.length - one.length)
  if (longest === undefined) return null
  const name = clip(longest[0], 60)
  return {
    cause: `${name} is the longest part of the query, with ${plural(longest[1].length, 'character')}.`,
    remedy: `Split ${name} over several requests.`,
  }
}

function bodyPart(subject: AnswerContext): Part | null {
  const { request } = subject
  if (request.body === null && request.url !== '' && isSafeMethod(request.method))
    return bodilessPart(subject)
  return request.body === null
    ? null
    : {
        cause: `The body has ${plural(request.body.length, 'character')}.`,
        remedy: 'Check the size of the body, and send less.',
      }
}

/** A request without a body is not too large: most likely its response is. */
function bodilessPart({ endpoint }: AnswerContext): Part {
  const hasLess = endpoint?.parameters.some(({ name }) => /^(?:limit|startDate|endDate)$/.test(name)) ?? true
  return {
    headline: 'The response is likely too large',
    meaning: 'The server or a proxy refuses a request or a response of this size.',
    cause: 'The request has no body, so the limit is most likely about the response.',
    remedy: hasLess
      ? 'Ask for less: a smaller limit, a shorter range.'
      : 'Ask Guardhouse support for this record: no parameter makes its response smaller.',
  }
}

/** Of a response that was only pasted, nobody knows which headers were sent. */
function bodyType({ request, evidence }: AnswerContext): Part | null {
  const type = headerOf(request.headers, 'content-type')
  if (type === null && (evidence.attempts.length === 0 || request.body === null)) return null
  return {
    cause:
      type === null
        ? 'The request has a body and no Content-Type.'
        : `The request has Content-Type ${clip(type, 100)}.`,
    remedy: 'Send JSON with Content-Type application/json.',
  }
}
