import { builtInCatalog } from '../catalog/catalog.ts'
import { findEndpoint } from '../catalog/routes.ts'
import { FIND_EXISTING, READ_STATE, step, type Step } from '../catalog/text.ts'
import type { ApiRequest, Diagnosis } from '../contract/exchange.ts'
import { isSafeMethod } from '../contract/http.ts'
import { pathOf } from '../contract/redirects.ts'
import { clip } from '../contract/values.ts'
import { capital } from '../contract/words.ts'
import type { Evidence } from './evidence.ts'
import { isTokenRequest } from './subject.ts'

/** Said wherever a request may have run that is not safe to send twice. */
export function mayHaveRun(request: string): string {
  return `${request} may have run. Find out before you replay it, or it could run twice.`
}

const ONCE_KNOWN = step('If it never ran, replay it.', 'replay')

/** Why a request may be sent again although it may have run. */
export function whySafe({ method, url }: Pick<ApiRequest, 'method' | 'url'>, isToken = false): string {
  const name = method.toUpperCase()
  if (isToken || isTokenRequest({ method, url })) return 'A second token request does no harm.'
  return isSafeMethod(name)
    ? `A ${name} changes nothing, so a replay is safe.`
    : `You marked the ${name} as safe to send twice.`
}

/** The steps for a request that may have run: to find out comes first, and only then may it be replayed. */
export function checkFirst(request: Pick<ApiRequest, 'method' | 'url'>, steps: readonly Step[]): Step[] {
  const others = steps.filter((each) => !sendsAgain(each))
  return [
    ...stepsToFindOut(request),
    ...(others.length < steps.length ? [ONCE_KNOWN] : []),
    ...others.map(atOnce),
  ]
}

/** A 408 is never retried, and whoever gave up waiting may have passed the request on: to find out is all that helps. */
export function afterTimeout(
  request: Pick<ApiRequest, 'method' | 'url'>,
  steps: readonly Step[],
): Pick<Diagnosis, 'retry'> & { remedy: Step[] } {
  const ways = stepsToFindOut(request)
  const others = steps.filter((each) => !sendsAgain(each) && ways.every(({ text }) => text !== each.text))
  const advice = `The API documentation names no retry for a 408. The ${request.method.toUpperCase()} may have run.`
  return { remedy: [...ways, ...others], retry: { helps: 'no', advice, notBefore: null } }
}

/** True where nobody told the method, so that a GET is only assumed. */
export function isMethodUntold({ request, untold }: Pick<Evidence, 'request' | 'untold'>): boolean {
  return untold?.includes('method') === true || (request.url === '' && isSafeMethod(request.method))
}

/** Of a response that came without its request: what may have run is not to be repeated blindly. */
export function whenMethodUnknown(
  steps: readonly Step[],
): Pick<Diagnosis, 'retry'> & { remedy: readonly Step[] } {
  return {
    remedy: [
      step('If it was a GET, replay it after a pause. If not, find out first whether it has run.'),
      ...steps.filter((each) => !sendsAgain(each) && !/^Wait\b.{0,40}\breplay\b/.test(each.text)),
    ],
    retry: {
      helps: 'unsafe',
      advice: 'Postern does not know the method. A GET is safe to replay. Any other request may have run.',
      notBefore: null,
    },
  }
}

export function stepsToFindOut({ method, url }: Pick<ApiRequest, 'method' | 'url'>): Step[] {
  const name = method.toUpperCase()
  const [{ text, action }, ...further] = waysToFindOut(name, url)
  return [step(`Find out whether the ${name} has run: ${text}`, action), ...further]
}

/** Steps that read a record name the call that shows it, or say that none does. */
export function withReadCall(
  steps: readonly Step[],
  { method, url }: Pick<ApiRequest, 'method' | 'url'>,
): readonly Step[] {
  if (url === '') return steps
  return steps.map((each) => {
    if (each.text !== READ_STATE && each.text !== FIND_EXISTING) return each
    if (isSafeMethod(method))
      return each.text === READ_STATE ? step('Wait some seconds, then read it again.') : each
    if (findEndpoint(builtInCatalog, method.toUpperCase(), url)?.whetherRun)
      return step(
        'The API documentation has no call that shows the existing record. Look for its id in your own data, or ask Guardhouse support.',
        'copy-for-support',
      )
    const call = readCall(url)
    return call === undefined
      ? step(`Read ${clip(pathOf(url), 100)} with GET, if the API has that call.`)
      : step(each.text.replace('a GET', `GET ${call}`), each.action)
  })
}

export function checkFirstRetry({ method }: Pick<ApiRequest, 'method'>): Diagnosis['retry'] {
  return { helps: 'unsafe', advice: mayHaveRun(`The ${method.toUpperCase()}`), notBefore: null }
}

/** By what the catalog says of the call, else by a GET that it knows at the path or at the path of its list. */
function waysToFindOut(method: string, url: string): readonly [Step, ...Step[]] {
  const known = findEndpoint(builtInCatalog, method, url)?.whetherRun
  if (known) return known
  const path = pathOf(url).replace(/\/$/, '')
  if (path === '') return [step('look for the record that it changes.')]
  const readable = readCall(url)
  if (readable !== undefined) return [step(`look for the record with GET ${readable}.`)]
  return [
    step(`read ${clip(path, 100)} with GET, if the API has that call.`),
    step(`If it has none, ask Guardhouse support. The API documentation does not name this ${method}.`),
  ]
}

/** The path of the GET that the catalog has at a path, or at the path of its list. */
function readCall(url: string): string | undefined {
  const path = pathOf(url).replace(/\/$/, '')
  return [path, path.slice(0, path.lastIndexOf('/'))].find((each) =>
    findEndpoint(builtInCatalog, 'GET', each),
  )
}

/** A step that repeats what may have run, or that only helps where a request is repeated. */
function sendsAgain({ text, action }: Step): boolean {
  return (
    action === 'replay' ||
    action === 'wait-and-replay' ||
    /^(?:Then )?(?:send it again|replay (?:it|the request)|ask for less|if it happens each time)/i.test(text)
  )
}

/** A request that may not be repeated cannot be waited for to fail again. */
function atOnce(each: Step): Step {
  const text = each.text.replace(/^If it (?:keeps failing|happens again), /, '')
  return text === each.text ? each : { ...each, text: capital(text) }
}
