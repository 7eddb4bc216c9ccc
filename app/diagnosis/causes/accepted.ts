import { classText } from '../../catalog/statuses/classes.ts'
import { step } from '../../catalog/text.ts'
import { clip, isObject, own, type JsonObject } from '../../contract/values.ts'
import { basisOf, type AnswerContext, type Explanation } from '../answerContext.ts'
import { isApiKind } from '../shapes.ts'
import { stepsToFindOut } from '../mayHaveRun.ts'
import { quotedAtEnd } from '../words.ts'

/** Work that the API only took on: whether it succeeds, nobody knows yet. */
export function explainAccepted(subject: AnswerContext, said: string | undefined): Explanation {
  const { catalog, request, endpoint } = subject
  const text = catalog.httpStatuses[202] ?? classText(202)
  const id = idIn(subject)
  const secret = endpoint?.onceSecret === undefined ? '' : ' Its secret may not be in this response.'
  return {
    headline: text.title,
    meaning: `${text.meaning.replace(/\.$/, '')}${basisOf(subject)}.`,
    cause: `${said === undefined ? '' : `The API says: ${quotedAtEnd(said)} `}Postern cannot tell whether it succeeds later.${secret}`,
    remedy: [
      step('Do not replay it: a second one could run too.'),
      ...(id === null ? [] : [step(`Keep the id ${id}.`)]),
      ...(request.url === '' ? [] : stepsToFindOut(request)),
    ],
    retry: { ...text.retry, notBefore: null },
    scope: null,
    parameters: [],
  }
}

/** The id under which another form of response says that it runs a request later. */
function jobIn(body: JsonObject): unknown {
  const name = Object.keys(body).find((each) =>
    /^(?:job|request|operation|task|correlation|tracking)_?id$|^id$/i.test(each),
  )
  return name === undefined ? undefined : own(body, name)
}

/** The id of the record that a success returns; null without one. */
export function idIn({ decoded }: AnswerContext): string | null {
  const data = isObject(decoded.value) ? own(decoded.value, 'data') : undefined
  const id = isObject(data)
    ? own(data, 'id')
    : isObject(decoded.value) && !isApiKind(decoded.envelope.kind)
      ? jobIn(decoded.value)
      : undefined
  return typeof id === 'number' || typeof id === 'string' ? clip(String(id), 40) : null
}
