import { step } from '../../catalog/text.ts'
import { isObject, own } from '../../contract/values.ts'
import type { AnswerContext, Explanation } from '../answerContext.ts'
import { stepsToFindOut } from '../mayHaveRun.ts'
import { isApiKind } from '../shapes.ts'

/** What a creation has to return and does not: the record, its id, or the secret that the API returns only once. */
interface Lack {
  part: 'record' | 'id' | 'secret'
  name: string
  isNull: boolean
}

export const ID_NAME = /^(?:id|.{1,40}(?:Id|_id|ID))$/

/** Null where nothing is missing, or where nothing was to be created. */
export function lackIn({ endpoint, response, decoded, evidence }: AnswerContext): Lack | null {
  const isExpected = endpoint?.onceSecret !== undefined || endpoint?.whetherRun !== undefined
  const { kind } = decoded.envelope
  if ((!isExpected && response.status !== 201) || evidence.isBodyPartial || response.truncated) return null
  if (kind === 'empty') return { part: 'record', name: 'a body', isNull: false }
  if (!isApiKind(kind) || !isObject(decoded.value)) return null
  const data = own(decoded.value, 'data')
  if (data === null || data === undefined || data === false || data === '')
    return { part: 'record', name: 'data', isNull: data === null }
  if (Array.isArray(data) && data.length === 0) return { part: 'record', name: 'a record', isNull: false }
  if (!isObject(data)) return null
  if (!Object.entries(data).some(([name, value]) => ID_NAME.test(name) && value !== null && value !== ''))
    return { part: 'id', name: 'id', isNull: own(data, 'id') === null }
  const name = endpoint?.onceSecret?.replace(/^data\./, '')
  const secret = name === undefined ? '' : own(data, name)
  return name !== undefined && (secret === null || secret === undefined || secret === '')
    ? { part: 'secret', name, isNull: secret !== undefined }
    : null
}

/** What is missing, what Postern does not know for that, and how to find it out. */
export function explainLack(subject: AnswerContext, lack: Lack): Partial<Explanation> {
  const { request, endpoint } = subject
  const what = endpoint?.done ?? 'A record was created'
  const gap = lack.isNull ? `The response has null in ${lack.name}.` : `The response lacks ${lack.name}.`
  if (lack.part === 'secret')
    return {
      headline: `${what}, without its secret`,
      cause: `${gap} The API returns it only in this response.`,
      remedy: [
        step('Ask Guardhouse support how to get the secret of this record.', 'copy-for-support'),
        step('Do not create another record for it.'),
      ],
    }
  const find =
    request.url === ''
      ? [step('Find out whether the record exists before you replay the request.')]
      : stepsToFindOut(request)
  const secret = endpoint?.onceSecret === undefined ? '' : ' Its secret is missing too.'
  return {
    headline: lack.part === 'id' ? `${what}, without an id` : 'The API reports success, without the record',
    ...(lack.part === 'record' && {
      meaning: `The status says that the API ${subject.response.status === 201 ? 'created a record' : 'ran the request'}`,
    }),
    cause: `${gap} ${lack.part === 'id' ? 'Postern cannot tell which record it is.' : 'Postern cannot tell whether the record exists.'}${secret}`,
    remedy: [...find, step('Do not create another one before you know.')],
    retry: { helps: 'no', advice: 'A replay could create a second one.', notBefore: null },
  }
}
