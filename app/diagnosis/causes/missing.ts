import { doubledPart, methodsAt, pathValues, prefixOf } from '../../catalog/routes.ts'
import { isSafeMethod } from '../../contract/http.ts'
import { percentDecoded, splitTarget, type Target } from '../../contract/url.ts'
import { step, type CatalogText, type Step } from '../../catalog/text.ts'
import { PRESETS } from '../../contract/presets.ts'
import { clip } from '../../contract/values.ts'
import type { AnswerContext, Explanation, Found, Retry } from '../answerContext.ts'
import { TOPIC_TEXTS } from '../topics/topicTexts.ts'
import type { Endpoint } from '../../catalog/endpoint.ts'
import { sentIn, thingIn } from '../topics/facts.ts'
import { isForeignLanguage } from '../language.ts'
import { explainInWords, saysMoreThan, unreadNote } from './saidInWords.ts'
import { isForeign } from '../decode.ts'
import { gatewayIn } from './gateway.ts'
import { idsSaid, innermost, namedIds } from '../named.ts'
import { isApiKind } from '../shapes.ts'
import { nounOf } from '../scope.ts'
import { isListDue } from '../subject.ts'
import type { OddKind } from '../values/oddKinds.ts'
import type { OddValue } from '../values/oddValues.ts'
import { nearestPath } from '../values/nearest.ts'
import { listed, capital } from '../../contract/words.ts'
import { quotedAtEnd } from '../words.ts'

/** A 404: not there, or archived; in the other region; or no such route at all. */
export function explainMissing(subject: AnswerContext, base: CatalogText): Found {
  const { endpoint, request, decoded } = subject
  const { kind } = decoded.envelope
  // Others may tell of a response without its request: then nothing can be said of a path.
  const isPathKnown = request.url !== ''
  // Of a response whose body nobody shows, nothing tells a path from a record.
  const isUnseen = kind === 'empty' && subject.evidence.isBodyPartial === true
  return isPathKnown && !isUnseen && !isApiKind(kind) && (!endpoint || isForeign(kind) || gatewayIn(subject))
    ? explainRoute(subject)
    : explainRecord(subject, base)
}

/** Nothing is at the path: by what is wrong with the path, with its method, or with a value in it. */
function explainRoute(subject: AnswerContext): Partial<Explanation> {
  const { request, target, endpoint } = subject
  const path = pathFault(subject)
  const odd = path ? undefined : subject.odd().find((each) => each.in === 'path')
  const near = path || odd ? null : nearestTo(subject)
  const found = path ?? (odd ? { cause: odd.hint, fix: fixFor(odd) } : null)
  return {
    headline:
      path?.headline ??
      (odd ? oddHeadline(odd) : `No such route: ${request.method} ${clip(target.path, 100)}`),
    meaning: 'The response does not show that the API itself looked for a record.',
    cause: [
      found?.cause ?? causeOfRoute(subject),
      ...(odd && !path ? placeOf(odd, subject.endpoint) : []),
    ].join(' '),
    remedy: [
      ...(near
        ? [near, ...ADDRESS_STEPS.slice(0, 1)]
        : withAddress(found?.fix ?? null, endpoint ? ADDRESS_STEPS : [...ADDRESS_STEPS].reverse())),
    ],
    retry: { helps: 'no', advice: 'The same path gets the same response.', notBefore: null },
  }
}

/** The address is checked once: a step about a part of it says more. */
function withAddress(fix: Step | null, steps: readonly Step[] = ADDRESS_STEPS): readonly Step[] {
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
function pathFault(subject: AnswerContext): PathFault | null {
  const { catalog, decoded, endpoint, request, target } = subject
  const doubled = doubledPart(catalog, target.path)
  if (doubled !== null)
    return {
      headline: `The path has ${doubled} 2 times in a row`,
      cause: `${clip(target.path, 100)} has ${doubled} 2 times in a row. The base URL may end in it already.`,
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
      fix: step('Compare the method with the API documentation.', 'open-catalog'),
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

const LOOKS: Readonly<Partial<Record<OddKind, string>>> = {
  placeholder: 'looks like a placeholder',
  default: 'looks like a default value',
  empty: 'is empty',
}

function oddHeadline({ name, in: place, value, kind }: OddValue): string {
  if (place === 'path')
    return kind === 'empty'
      ? `The ${name} in the path is empty`
      : `The ${name} in the path is ${clip(value, 40)}`
  return `${name}${kind === 'empty' ? '' : `=${clip(value, 40)}`} ${LOOKS[kind] ?? 'looks wrong'}`
}

/** The known path for the same method that is a slip or two away. Of a call that changes something none is proposed. */
function nearestTo({ catalog, request, route, target }: AnswerContext): Step | null {
  const method = /^head$/i.test(request.method) ? 'GET' : request.method.toUpperCase()
  const paths = catalog.endpoints.filter((each) => each.method === method).map(({ path }) => path)
  const near = nearestPath(route, target.path, paths)
  if (near === null) return null
  return isSafeMethod(method)
    ? step(`Did you mean ${near}?`, 'edit-request')
    : step(`Compare the path with ${near} in the catalog.`, 'open-catalog')
}

/** A record is missing, as the API itself says; where its words tell of something else, they lead. */
function explainRecord(subject: AnswerContext, base: CatalogText): Found {
  const { messages, request, target, endpoint } = subject
  const [topic] = subject.topics()
  if (topic && saysMoreThan(subject, 404)) return { ...explainInWords(subject, base) }
  const [said] = messages
  const record = recordOf(subject) ?? thingIn(said ?? '')
  const path = request.url === '' ? null : (pathFault(subject) ?? unknownPath(subject))
  const odd = request.url === '' ? [] : subject.odd()
  const isOfList = record === null && isListDue(subject) && namedIds(request, target).length === 0
  const byOdd = odd.find(
    (each) => each.in === 'path' || (LOOKS[each.kind] && (!record || record.endsWith(each.value))),
  )
  const isOfAddress = path !== null || isOfList || byOdd !== undefined
  const found: Found = {
    headline: byOdd
      ? oddHeadline(byOdd)
      : (path?.headline ??
        (isOfList
          ? 'The API returned 404 for a list'
          : path && record === null && isApiKind(subject.decoded.envelope.kind)
            ? 'The API found nothing at this path'
            : namedHeadline(subject, record, base))),
    cause: [
      ...(said === undefined ? [] : [`The API says: ${quotedAtEnd(said)}`]),
      ...(said !== undefined && isForeignLanguage(said) ? [unreadNote(said)] : []),
      ...(path
        ? [path.cause]
        : byOdd
          ? placeOf(byOdd, endpoint)
          : isOfList
            ? [listWithoutId(subject)]
            : TELLS_WHY.test(said ?? '')
              ? []
              : [base.cause]),
    ].join(' '),
    remedy: [
      ...(path && odd.length > 0 ? [path.fix] : []),
      ...odd.slice(0, MOST_ODD).map(({ hint }) => step(hint, 'edit-request')),
      ...recordSteps(
        subject,
        base,
        byOdd ? [] : quotedSteps(said ?? '', target),
        isOfAddress ? withAddress(odd.length > 0 ? null : (path?.fix ?? null)) : null,
      ),
    ],
  }
  if (isOfAddress) {
    found.meaning = 'The API found nothing at this URL.'
    found.retry = SAME_URL
  }
  return found
}

const SAME_URL: Retry = { helps: 'no', advice: 'The same request gets the same response.', notBefore: null }

/** For a value in the path, the route that it belongs to. */
function placeOf({ in: place }: OddValue, endpoint: Endpoint | undefined): string[] {
  return place === 'path' && endpoint ? [`The API documentation has ${endpoint.path}.`] : []
}

/** Where the words repeat a value of the query, that is what to check. */
function quotedSteps(said: string, { query }: Target): Step[] {
  const sent = sentIn(said, query)
  return sent === null ? [] : [step(`Check ${clip(sent, 80)}, which the message names.`, 'edit-request')]
}

/** What to do about the record; where the path or a list is what is missing, about the address. */
function recordSteps(
  subject: AnswerContext,
  base: CatalogText,
  quoted: readonly Step[],
  address: readonly Step[] | null,
): Step[] {
  const region = regionStep(subject)
  if (address !== null) return [...quoted, ...address, region]
  const steps = isArchived(subject.messages[0]) ? TOPIC_TEXTS.archived.remedy : base.remedy
  return /\bregion\b/i.test(subject.messages[0] ?? '')
    ? [region, ...quoted, ...steps]
    : [...quoted, ...steps, region]
}

function listWithoutId({ target }: AnswerContext): string {
  return `${clip(target.path, 100)} is a list, and the request names no id.`
}

/** Words of the API that tell as much as the status does. */
const TELLS_WHY = /\barchived\b|\b(?:not|no longer) exist/i
const MOST_ODD = 3

const ADDRESS_STEPS = [
  step('Check the base URL.', 'open-settings'),
  step('Compare method and path with the API documentation.', 'open-catalog'),
]

/** Whether the words say so, and leave nothing open. */
const isArchived = (said = '') =>
  /\barchived\b/i.test(said) && !/\b(?:or|not|no|neither|unless)\b/i.test(said)

/** What the API says of the record is surer than what the status leaves open. */
function namedHeadline({ messages }: AnswerContext, record: string | null, base: CatalogText): string {
  if (record === null) return base.title
  return `${capital(record)} ${isArchived(messages[0]) ? 'has been archived' : 'is not there, or has been archived'}`
}

/** A path that the catalog does not know, with the nearest one that it does. */
function unknownPath(subject: AnswerContext): PathFault | null {
  const { endpoint, request, target } = subject
  if (endpoint) return null
  return {
    cause: `The catalog does not know ${clip(request.method, 20)} ${clip(target.path, 100)}, so it may be misspelled.`,
    fix: nearestTo(subject) ?? step('Compare the path with the API documentation.', 'open-catalog'),
  }
}

/** The record that is meant, such as `staff member 99`; null when neither request nor answer names one. */
function recordOf({ endpoint, target, messages }: AnswerContext): string | null {
  const segments = endpoint?.path.split('/') ?? []
  const at = segments.findIndex((segment) => segment.startsWith('{'))
  const id = endpoint && pathValues(endpoint, target.path)[0]?.[1]
  if (id) return `${SINGULAR[segments[at - 1] ?? ''] ?? 'record'} ${clip(percentDecoded(id), 40)}`
  const required = endpoint?.parameters.find((parameter) => parameter.in === 'query' && parameter.required)
  const value =
    required && target.query.find(([name]) => name.toLowerCase() === required.name.toLowerCase())?.[1]
  if (value && endpoint?.noun) return `${endpoint.noun[0]} ${value}`
  const named = innermost(idsSaid(messages))
  return named ? `${nounOf(named.claim)} ${named.value}` : null
}

const SINGULAR: Readonly<Record<string, string>> = {
  staffs: 'staff member',
  timesheets: 'timesheet',
  customers: 'customer',
  sites: 'site',
}

const REGIONS = PRESETS.filter((preset) => preset.baseUrl.startsWith('https://'))

/** Each region keeps its own records: the step names the other one where the host tells which this is. */
function regionStep({ target }: AnswerContext): Step {
  const here = REGIONS.find((preset) => splitTarget(preset.baseUrl).host === target.host)
  const other = here && REGIONS.find((preset) => preset !== here)
  return other
    ? step(
        `Look in the other region: the records of ${other.name} cannot be seen from ${here.name}.`,
        'other-region',
      )
    : step(
        'Check the region: AU and UK keep separate records, and neither sees those of the other.',
        'open-settings',
      )
}
