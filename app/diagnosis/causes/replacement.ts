import { endpointFor } from '../../catalog/routes.ts'
import { step, type Step } from '../../catalog/text.ts'
import { isSafeMethod } from '../../contract/http.ts'
import { clip } from '../../contract/values.ts'
import type { AnswerContext } from '../answerContext.ts'

const PATH = /\/api\/[\w/{}-]{2,100}/i
const VERSION = /\/v\d{1,3}(?=\/|$)/i

/** The path to use in place of a call that is gone: the one in the words, else the known path without a version; null without either. */
export function replacementStep({ messages, catalog, request, target }: AnswerContext): Step | null {
  const said = PATH.exec(messages.join(' ').slice(0, 2000))?.[0]
  const plain = target.path.replace(VERSION, '')
  const known = plain !== target.path && endpointFor(catalog, request.method, plain) ? plain : undefined
  const path = said !== undefined && said !== target.path && !target.path.startsWith(said) ? said : known
  if (path === undefined) return null
  return isSafeMethod(request.method)
    ? step(`Use ${clip(path, 100)}, and compare it with the API documentation.`, 'edit-request')
    : step(`Compare the request with ${clip(path, 100)} in the catalog.`, 'open-catalog')
}
