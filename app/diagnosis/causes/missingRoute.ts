import { doubledPart, methodsAt, prefixOf } from '../../catalog/routes.ts'
import { step, type Step } from '../../catalog/text.ts'
import { clip } from '../../contract/values.ts'
import type { AnswerContext, Explanation } from '../answerContext.ts'
import type { Endpoint } from '../../catalog/endpoint.ts'
import { nearestTo } from './nearPath.ts'
import { recordOf } from './recordNamed.ts'
import { isApiKind } from '../shapes.ts'
import type { OddKind } from '../values/oddKinds.ts'
import type { OddValue } from '../values/oddValues.ts'
import { isSafeMethod } from '../../contract/http.ts'
import { listed } from '../../contract/words.ts'

/** The path as the catalog writes it, where the request has another letter case. */
export function spelledAs({ endpoint, target }: AnswerContext): string | null {
  if (!endpoint || endpoint.path.includes('{')) return null
  const end = target.path.slice(-endpoint.path.length)
  return end !== endpoint.path && end.toLowerCase() === endpoint.path.toLowerCase() ? endpoint.path : null
}

/** Nothing is at the path: by what is wrong with the path, with its method, or with a value in it. */
export function explainRoute(subject: AnswerContext): Partial<Explanation> {
  const { request, target, endpoint } = subject
  const path = pathFault(subject)
  const odd = path ? undefined : subject.odd().find((each) => each.in === 'path')
  const near = path || odd ? null : nearestTo(subject)
  const found = path ?? (odd ? { cause: odd.hint, fix: fixFor(odd) } : null)
  return {
    headline:
      path?.headline ??
      (odd
        ? oddHeadline(odd)
        : isUnlistedChange(subject)
          ? `The catalog does not know this ${clip(request.method, 20)}`
          : `No such route: ${request.method} ${clip(target.path, 100)}`),
    meaning: 'The response does not show that the API itself looked for a record.',
    cause: [
      found?.cause ?? causeOfRoute(subject),
      ...(odd && !path ? placeOf(odd, subject.endpoint) : []),
    ].join(' '),
    remedy: [
      ...(near
        ? [near, ...ADDRESS_STEPS.slice(0, 1)]
        : withAddress(
            found?.fix ?? (isUnlistedChange(subject) ? ASK_FOR_CALL : null),
            endpoint ? ADDRESS_STEPS : [...ADDRESS_STEPS].reverse(),
          )),
    ],
    retry: { helps: 'no', advice: 'The same path gets the same response.', notBefore: null },
  }
}

/** The address is checked once: a step about a part of it says more. */
export function withAddress(fix: Step | null, steps: readonly Step[] = ADDRESS_STEPS): readonly Step[] {
  return fix === null ? steps : [fix, ...steps.filter(({ action }) => action !== fix.action)]
}

const fixFor = ({ name, value }: OddValue) =>
  step(`Fix the ${name} in the path: it is ${value === '' ? 'empty' : clip(value, 40)}.`, 'edit-request')

function causeOfRoute(subject: AnswerContext): string {
  return (
    unknownPath(subject)?.cause ??
    'The API documentation has this path, so the base URL may lead to another service.'
  )
}

interface PathFault {
  headline?: string
  cause: string
  fix: Step
}

/** What is wrong with a path that the catalog knows in part: a doubled part, a prefix, or another method. */
export function pathFault(subject: AnswerContext): PathFault | null {
  const { catalog, decoded, endpoint, request, target } = subject
  const doubled = doubledPart(catalog, target.path)
  if (doubled !== null)
    return {
      headline: `The path has ${doubled} twice in a row`,
      cause: `${clip(target.path, 100)} has ${doubled} twice in a row. The base URL may end in it already.`,
      fix: step(
        `Remove one ${doubled}: ${clip(target.path.replace(doubled + doubled, doubled), 100)}.`,
        'open-settings',
      ),
    }
  const methods = methodsAt(catalog, target.path)
  if (!endpoint && methods.length > 0)
    return {
      headline: `The catalog has no ${clip(request.method, 20)} at this path`,
      cause: `The catalog knows ${clip(target.path, 100)} with ${listed(methods)}, not with ${request.method}.`,
      fix: methods.includes('GET')
        ? step('Use GET to read, with the values in the query.', 'edit-request')
        : step('Compare the method with the API documentation.', 'open-catalog'),
    }
  // Where the API itself responded, the prefix led to it.
  const isOfApi = isApiKind(decoded.envelope.kind) && recordOf(subject) !== null
  const prefix = endpoint && !isOfApi ? prefixOf(endpoint, target.path) : ''
  return prefix === ''
    ? null
    : {
        cause: `The path begins with ${clip(prefix, 60)}. The catalog knows ${clip(target.path.slice(prefix.length), 100)}.`,
        fix: step(`Check ${clip(prefix, 60)} in the base URL.`, 'open-settings'),
      }
}

export const LOOKS: Readonly<Partial<Record<OddKind, string>>> = {
  placeholder: 'looks like a placeholder',
  default: 'looks like a default value',
  empty: 'is empty',
}

export function oddHeadline({ name, in: place, value, kind }: OddValue): string {
  if (place === 'path')
    return kind === 'empty'
      ? `The ${name} in the path is empty`
      : `The ${name} in the path is ${clip(value, 40)}`
  return `${name}${kind === 'empty' ? '' : `=${clip(value, 40)}`} ${LOOKS[kind] ?? 'looks wrong'}`
}

/** For a value in the path, the route that it belongs to. */
export function placeOf({ in: place }: OddValue, endpoint: Endpoint | undefined): string[] {
  return place === 'path' && endpoint ? [`The API documentation has ${endpoint.path}.`] : []
}

const ADDRESS_STEPS = [
  step('Check the base URL.', 'open-settings'),
  step('Compare method and path with the API documentation.', 'open-catalog'),
]

const ASK_FOR_CALL = step('Ask Guardhouse support whether the API has this call.', 'copy-for-support')

/** A change that the catalog does not know, at a path that is close to none of its paths. */
function isUnlistedChange(subject: AnswerContext): boolean {
  return !subject.endpoint && !isSafeMethod(subject.request.method) && nearestTo(subject) === null
}

/** A path that the catalog does not know, with the nearest one that it does. */
export function unknownPath(subject: AnswerContext): PathFault | null {
  const { endpoint, request, target } = subject
  if (endpoint) return null
  const isUnlisted = isUnlistedChange(subject)
  const call = `${clip(request.method, 20)} ${clip(target.path, 100)}`
  return {
    cause: isUnlisted
      ? `The catalog does not know ${call}. The API may not have this call.`
      : `The catalog does not know ${call}, so it may be misspelled.`,
    fix: isUnlisted
      ? ASK_FOR_CALL
      : (nearestTo(subject) ?? step('Compare the path with the API documentation.', 'open-catalog')),
  }
}
