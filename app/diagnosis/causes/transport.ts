import { findEndpoint } from '../../catalog/routes.ts'
import { step, type CatalogText, type Step } from '../../catalog/text.ts'
import type { TimeoutPhase } from '../../catalog/failures/network.ts'
import type { Failure } from '../../contract/exchange.ts'
import { SANDBOX_PROFILE } from '../../contract/names.ts'
import { PRESETS } from '../../contract/presets.ts'
import { isSafeToRepeat, type Explanation, type Retry } from '../answerContext.ts'
import { headerOf } from '../../contract/headers.ts'
import { isSignIn, pathOf } from '../../contract/redirects.ts'
import { originOf, splitUrl } from '../../contract/url.ts'
import { signInAt } from './signIn.ts'
import { capital, uncapital } from '../../contract/words.ts'
import { distance } from '../values/nearest.ts'
import type { Evidence } from '../evidence.ts'
import { isTokenRequest } from '../subject.ts'
import { checkFirst, checkFirstRetry, isMethodUntold, whenMethodUnknown, whySafe } from '../mayHaveRun.ts'
import { failureText } from '../../catalog/failures/failureText.ts'

/** No usable response came: what broke on the way, and whether anything had reached the server. */
export function explainTransport(evidence: Evidence, failure: Failure, host: string | null): Explanation {
  const text = failureText(failure, phaseOf(evidence, failure))
  // A failure at a proxy names the proxy first.
  const proxy = /^The proxy ([^\s"]+)/.exec(failure.message)?.[1]
  const fill = (words: string) => {
    const filled = words
      .replaceAll(/(the host )?\{host\}/gi, (_, noun = '') => (host === null ? 'the host' : noun + host))
      .replaceAll('proxy {proxy}', proxy === undefined ? 'proxy' : `proxy ${proxy}`)
    // A host is written as it is, wherever it stands.
    return host !== null && filled.startsWith(host) ? filled : capital(filled)
  }
  const isToken = isKeyExchange(evidence)
  const isOfToken = isToken || isTokenRequest(evidence.request)
  // A cancellation and a fault of ours say nothing of the token request.
  const isOurs = failure.kind === 'cancelled' || failure.code === 'INTERNAL'
  const title =
    isOfToken && !isOurs ? `The token request failed: ${uncapital(fill(text.title))}` : fill(text.title)
  const signIn = failure.kind === 'redirect' ? signInPlace(evidence) : null
  const told = signIn === null ? withoutLess(evidence, text.remedy) : signInAt(signIn).remedy
  // Nothing of the request is too much for a token request.
  const steps = isToken ? told.filter(({ action }) => action !== 'edit-request') : told
  const meant = failure.kind === 'dns' && proxy === undefined ? presetNear(host) : null
  const remedy = [
    ...(meant === null
      ? []
      : [step(`Did you mean ${meant}? Write that host in the base URL.`, 'open-settings')]),
    ...steps
      .map((each) => ({ ...each, text: fill(each.text) }))
      .filter(({ text }) => meant === null || !/^Check the host in the base URL/.test(text)),
  ]
  const unknown =
    isMethodUntold(evidence) && failure.mayHaveBeenSent && text.retry.helps !== 'no'
      ? whenMethodUnknown(remedy)
      : null
  return {
    headline: signIn === null ? title : `The server redirected to ${signIn}, a sign-in page`,
    meaning: fill(text.meaning) + (isToken ? unsent(evidence) : ''),
    cause: signIn === null ? fill(causeOf(text.cause, meant)) : signInAt(signIn).cause,
    remedy: isDoubtful(evidence, failure) ? checkFirst(evidence.request, remedy) : remedy,
    retry: retryOf(evidence, failure, text.retry),
    ...unknown,
    scope: null,
    parameters: [],
  }
}

/** A host that comes near to a documented one is most likely a misspelling of it. */
const causeOf = (cause: string, meant: string | null) =>
  meant === null ? cause : `The API documentation has ${meant}, so the base URL is most likely misspelled.`

const MOST_SLIPS = 2

/** The documented host that a host differs from by a letter or two; null where none comes near. */
function presetNear(host: string | null): string | null {
  const asked = (host ?? '').toLowerCase().replace(/:\d+$/, '').slice(0, 100)
  const slips = HOSTS.map((each) => distance(asked, each, MOST_SLIPS + 1))
  const fewest = Math.min(...slips)
  return fewest > 0 && fewest <= MOST_SLIPS ? (HOSTS[slips.indexOf(fewest)] ?? null) : null
}

const HOSTS = PRESETS.filter(({ id }) => id !== SANDBOX_PROFILE).map(
  ({ baseUrl }) => splitUrl(baseUrl).authority,
)

/** A call without a limit or a range cannot ask for less: then only the limit of the profile is left. */
function withoutLess({ request, catalog }: Evidence, steps: readonly Step[]): readonly Step[] {
  const endpoint = findEndpoint(catalog, request.method, request.url)
  const hasLess = endpoint?.parameters.some(({ name }) => /^(?:limit|startDate|endDate)$/.test(name)) ?? true
  if (hasLess) return steps
  return steps
    .filter(({ text }) => !/^Ask for less/.test(text))
    .map((each) => ({ ...each, text: capital(each.text.replace(/^Or /, '')) }))
}

/** Where a redirect to a page to sign in leads: its host, or its path on the same host; null where it leads elsewhere. */
function signInPlace({ request, response }: Evidence): string | null {
  const location = headerOf(response?.headers ?? [], 'location')
  if (location === null || !isSignIn(location)) return null
  const origin = originOf(location)
  return origin === null || origin === originOf(request.url) ? pathOf(location) : splitUrl(location).authority
}

function unsent({ attempts }: Evidence): string {
  const request = attempts.at(-1)?.tokenRequest
  const which = request ? ` The token request was ${request.method} ${pathOf(request.url)}.` : ''
  return `${which} The request itself was not sent.`
}

function isKeyExchange({ attempts }: Evidence): boolean {
  return attempts.at(-1)?.purpose === 'token'
}

function phaseOf(evidence: Evidence, failure: Failure): TimeoutPhase | null {
  if (!failure.mayHaveBeenSent) return 'connecting'
  const last = evidence.attempts.at(-1)
  if (!last) return null
  return last.timing.firstByteMs === null && last.response === null ? 'waiting' : 'reading'
}

/** Whether the request may have run, and is not safe to send twice. */
function isDoubtful(evidence: Evidence, failure: Failure): boolean {
  return failure.mayHaveBeenSent && !isSafeToRepeat(evidence.request) && !isKeyExchange(evidence)
}

function retryOf(evidence: Evidence, failure: Failure, { helps, advice }: CatalogText['retry']): Retry {
  if (isDoubtful(evidence, failure)) return checkFirstRetry(evidence.request)
  if (helps === 'no') return { helps, advice, notBefore: null }
  const why = failure.mayHaveBeenSent
    ? whySafe(evidence.request, isKeyExchange(evidence))
    : 'Nothing reached the server, so nothing can run twice.'
  return { helps, advice: `${advice} ${why}`, notBefore: null }
}
