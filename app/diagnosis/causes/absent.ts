import { step, type Step } from '../../catalog/text.ts'
import type { Endpoint } from '../../catalog/endpoint.ts'
import { isSafeMethod } from '../../contract/http.ts'
import { pathValues } from '../../catalog/routes.ts'
import { clip, isObject, own } from '../../contract/values.ts'
import { basisOf, type AnswerContext, type Explanation } from '../answerContext.ts'
import { isApiKind } from '../shapes.ts'
import { isListDue } from '../subject.ts'
import { quotedAtEnd } from '../words.ts'

/** A success without the records that it is about, as `null in data`; null where there are some. */
export function absentIn({ decoded, endpoint, evidence, request, response }: AnswerContext): string | null {
  const isRead = isSafeMethod(request.method) && [0, 200, 202].includes(response.status)
  if (!isRead || !endpoint?.noun || evidence.isBodyPartial || response.truncated) return null
  if (!isApiKind(decoded.envelope.kind) || !isObject(decoded.value)) return null
  const data = own(decoded.value, 'data')
  if (data === null) return 'null in data'
  if (data === undefined) return 'no data'
  return isObject(data) && Object.keys(data).length === 0 ? 'an empty object in data' : null
}

/** The path of the list that holds the records of an endpoint, or those that its path names; null where none is known. */
export function listFor({ catalog, endpoint }: Pick<AnswerContext, 'catalog' | 'endpoint'>): string | null {
  if (!endpoint) return null
  const parent = endpoint.path.includes('/{') ? endpoint.path.slice(0, endpoint.path.indexOf('/{')) : null
  const isList = (each: Endpoint) => isListDue({ endpoint: each, isTokenAnswer: false })
  const list = catalog.endpoints.find(
    (each) =>
      each.method === 'GET' &&
      each !== endpoint &&
      (parent === null ? isList(each) && each.noun?.[0] === endpoint.noun?.[0] : each.path === parent),
  )
  return list?.path ?? null
}

/** What a read request is about, as it sent it: a value of its path, or of a query parameter that it needs. */
function askedFor({ endpoint, target }: AnswerContext): string | null {
  const inPath = endpoint && pathValues(endpoint, target.path)[0]
  if (inPath) return `${inPath[0]} ${clip(inPath[1], 40)}`
  const needed = endpoint?.parameters.find((each) => each.in === 'query' && each.required)
  const sent = needed && target.query.find(([name]) => name.toLowerCase() === needed.name.toLowerCase())
  return sent ? `${sent[0]}=${clip(sent[1], 40)}` : null
}

export function explainAbsent(subject: AnswerContext, what: string, later: string | undefined): Explanation {
  const { endpoint, messages } = subject
  const [one, many] = endpoint?.noun ?? ['record', 'records']
  const isOne = endpoint?.envelope === 'standard' && endpoint.path.includes('{') === false
  const asked = askedFor(subject)
  const list = listFor(subject)
  const says = messages.slice(0, 3).map(quotedAtEnd).join(' ')
  const check: Step[] =
    asked === null
      ? [step('Check the filters of the request.', 'edit-request')]
      : [step(`Check ${asked}${list === null ? '' : `: look for it with GET ${list}`}.`, 'edit-request')]
  return {
    headline: `The API reports success, but no ${isOne ? one : many} came`,
    meaning: `The API ran the request${basisOf(subject)}.`,
    cause: [
      says === '' ? '' : `The API says: ${says}`,
      `The response has ${what}.`,
      `Postern cannot tell whether there are ${many}.`,
    ]
      .filter(Boolean)
      .join(' '),
    remedy: [
      ...(later === undefined ? check : [step('Wait some minutes, then read it again.'), ...check]),
      step('If it is right, send Guardhouse support this response.', 'copy-for-support'),
    ],
    retry: {
      helps: 'no',
      advice:
        later === undefined
          ? 'No retry is needed.'
          : 'No retry is needed. The words suggest that it may come later.',
      notBefore: null,
    },
    scope: null,
    parameters: [],
  }
}
