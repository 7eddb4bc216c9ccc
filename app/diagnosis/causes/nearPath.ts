import { endpointFor } from '../../catalog/routes.ts'
import { step, type Step } from '../../catalog/text.ts'
import { isSafeMethod } from '../../contract/http.ts'
import { clip } from '../../contract/values.ts'
import type { AnswerContext } from '../answerContext.ts'
import { nearestPath } from '../values/nearest.ts'

/** The known path for the same method that is a slip or two away. Of a call that changes something none is proposed. */
export function nearestTo({ catalog, request, route, target }: AnswerContext): Step | null {
  const method = /^head$/i.test(request.method) ? 'GET' : request.method.toUpperCase()
  const paths = catalog.endpoints.filter((each) => each.method === method).map(({ path }) => path)
  const prefixed = `/api${target.path}`
  const near =
    !endpointFor(catalog, method, target.path) && endpointFor(catalog, method, prefixed)
      ? clip(prefixed, 100)
      : nearestPath(route, target.path, paths)
  if (near === null) return null
  return isSafeMethod(method)
    ? step(`Did you mean ${near}?`, 'edit-request')
    : step(`Compare the path with ${near} in the catalog.`, 'open-catalog')
}
