import { step, type CatalogText, type Step } from '../../catalog/text.ts'
import { headerOf } from '../../contract/headers.ts'
import { theKey, type AnswerContext, type Explanation, type Found, type Retry } from '../answerContext.ts'
import { afterFresh, checkCache, wasRefreshed, wasSame } from '../freshToken.ts'
import { keyState, namedFault, sayingOf, wordsOf, type NamedFault, type TokenFault } from '../tokenSigns.ts'
import type { TopicName } from '../topics/topics.ts'
import { quotedAtEnd } from '../words.ts'
import { explainInWords } from './saidInWords.ts'
import { explainRegion, isOfOtherRegion } from './tokenPlace.ts'
import { explainEarly, explainExpired, hasExpired, isEarly, refusedInTime } from './tokenTime.ts'

/** A 401. What the response says comes first, then the claims and the clocks; that the key was revoked comes last. */
export function explainToken(subject: AnswerContext, base: CatalogText): Found {
  const { isForeign } = subject.assessment
  const named = namedFault(subject)
  if (named && (!isForeign || !OF_HEADER.has(named.fault))) {
    const broken = OF_HEADER.has(named.fault) ? headerFault(subject) : null
    return broken ?? BY_FAULT[named.fault](subject, named)
  }
  const words = isForeign ? null : otherWords(subject, base)
  if (words) return words
  if (hasExpired(subject)) return explainExpired(subject, afterFresh(subject))
  if (isEarly(subject)) return explainEarly(subject)
  if (isForeign) return foreign(subject)
  if (isOfOtherRegion(subject)) return explainRegion(subject)
  if (wasSame(subject)) return same(subject)
  if (wasRefreshed(subject)) return revoked(subject)
  return headerFault(subject) ?? refusedInTime(subject, base)
}

const no = (advice: string): Retry => ({ helps: 'no', advice, notBefore: null })
const askAdministrator = step('Ask your key administrator whether the key is still valid.')
const otherKey = step('Or use another key.', 'switch-key')
const setHeader = step(
  'Remove your own Authorization header, so that Postern sends the token of a key.',
  'edit-request',
)
const tokenFirst = step(
  'In your program, request a token first with POST /api/token/request, and send that token.',
)

/** What no token is the reason for, though the status is 401. */
const NOT_OF_TOKENS: ReadonlySet<TopicName> = new Set([
  'limit-reached',
  'maintenance',
  'network-address',
  'not-enabled',
  'quota',
  'rate',
  'read-only',
])

/** Words about another thing than the token lead. The verdict of the API documentation for a 401 stays. */
function otherWords(subject: AnswerContext, base: CatalogText): Found | null {
  // Most words of a 401 say nothing more.
  if (wordsOf(subject) === null) return null
  const [topic] = subject.topics()
  if (topic === undefined || !NOT_OF_TOKENS.has(topic.name)) return null
  const told = explainInWords(subject, base)
  return told && { ...told, retry: afterFresh(subject).retry }
}

/** Faults of the header, of which something in front of the API knows as little as of keys. */
const OF_HEADER: ReadonlySet<TokenFault> = new Set(['absent', 'malformed', 'key-as-token', 'scope'])

const BY_FAULT: Readonly<
  Record<TokenFault, (subject: AnswerContext, named: NamedFault) => Partial<Explanation>>
> = {
  subscription: (subject) => ({
    headline: 'The subscription key is missing or wrong',
    meaning: 'A gateway asks for its own key beside the token.',
    cause: `${sayingOf(subject)}The header ${SUBSCRIPTION_HEADER} is missing, or its key is of another region.`,
    remedy: [
      step(`Set the header ${SUBSCRIPTION_HEADER} to your region's subscription key.`, 'edit-request'),
    ],
    retry: no('A fresh token does not replace the subscription key.'),
  }),
  'sign-in': (subject, { said }) => ({
    ...foreign(subject, []),
    cause: `The response asks for another sign-in: ${quotedAtEnd(said)} The API takes bearer tokens alone.`,
    retry: no('A fresh token does not replace that sign-in.'),
  }),
  'key-as-token': (subject) =>
    malformed(subject, 'The request carries the API key, not a token', 'The API takes a token in its place.'),
  'key-state': explainKeyState,
  'token-revoked': (subject) => ({
    headline: 'The API reports the token as revoked',
    meaning: 'The token is not accepted any more, though its time may not be over.',
    cause: `${sayingOf(subject)}A newer token or an administrator may have replaced it.`,
    ...lastRung(subject),
  }),
  scope: (subject) => ({
    headline: 'The token lacks a scope',
    meaning: 'The API knows the token, and the token does not allow this request.',
    cause: sayingOf(subject).trim(),
    remedy: [step('Ask your key administrator for a key with that scope.'), otherKey],
    retry: no('A fresh token of this key has the same scope.'),
  }),
  early: (subject, { said }) => explainEarly(subject, said),
  expired: (subject, { said }) => explainExpired(subject, afterFresh(subject), said),
  audience: explainRegion,
  issuer: explainRegion,
  signature: (subject) => ({
    headline: "The token's signature does not match",
    meaning: 'The API can read the token, but another service signed it, or the token was changed.',
    cause: `${sayingOf(subject)}It may come from another region or environment, or be cut.`,
    remedy: [
      ...afterFresh(subject).steps,
      step('Check that the token comes from the host of the request.', 'open-settings'),
    ],
    retry: afterFresh(subject).retry,
  }),
  malformed: (subject) => malformed(subject, 'The token could not be read', ''),
  absent: (subject) => (isCarried(subject) ? notArrived(subject) : missing(subject)),
}

/** The key, or what it belongs to, is in a state that no fresh token changes. */
export function explainKeyState(subject: AnswerContext, { said }: NamedFault): Partial<Explanation> {
  const { owner, state } = keyState(said)
  const name = owner === 'key' && subject.evidence.key !== null ? `key ${subject.evidence.key}` : owner
  return {
    headline: `The API reports the ${name} as ${state}`,
    meaning: 'A fresh token does not change that.',
    cause: sayingOf(subject).trim(),
    remedy: [step(`Ask your key administrator about the ${owner}.`), otherKey],
    retry: no('Each token of this key gets the same response.'),
  }
}

const SUBSCRIPTION_HEADER = 'external-gh-apim-sub-key'

/** A gateway in front of the API knows nothing of its keys, though it may look at their tokens. */
function foreign(subject: AnswerContext, own?: readonly Step[]): Partial<Explanation> {
  const isOfToken = subject.assessment.helps === 'now'
  const after = isOfToken ? afterFresh(subject) : NOT_OF_TOKEN
  const { retry } = after
  const steps = own ?? after.steps
  return {
    headline: 'A gateway in front of the API refused the request',
    meaning: 'The request did not reach the API, so this says nothing about the key.',
    cause: `${sayingOf(subject)}A gateway or proxy wants its own sign-in${isOfToken ? ', or did not accept the token' : ''}.`,
    remedy: [
      ...steps,
      step('Check the base URL, and whether a proxy asks for a sign-in.', 'open-settings'),
      step("Send the gateway's owner this response.", 'copy-for-support'),
    ],
    retry,
  }
}

const NOT_OF_TOKEN = {
  steps: [],
  retry: no('The response does not ask for the token, so a fresh one does not help.'),
}

function same(subject: AnswerContext): Partial<Explanation> {
  return {
    headline: 'The token request returned the refused token again',
    meaning: 'Postern requested a token again after the first 401, and got the same one.',
    cause: `${sayingOf(subject)}A cache may answer the token request, or the API keeps one token for its whole life.`,
    remedy: [askAdministrator, checkCache, otherKey],
    retry: no('The same token gets the same response until it expires.'),
  }
}

function revoked(subject: AnswerContext): Partial<Explanation> {
  return {
    headline: `${theKey(subject.evidence)} has likely been revoked`,
    meaning: 'The API refused the token, and then a fresh token of the same key.',
    cause: `${sayingOf(subject)}Postern found no other reason in the response, the token and the clocks.`,
    remedy: [askAdministrator, step('Enter a new key.', 'enter-key'), otherKey],
    retry: no('The API refused a fresh token as well.'),
  }
}

function lastRung(subject: AnswerContext): Pick<Explanation, 'remedy' | 'retry'> {
  const { steps, retry } = afterFresh(subject)
  return { remedy: steps.length > 0 ? steps : [askAdministrator, otherKey], retry }
}

function missing(subject: AnswerContext): Partial<Explanation> {
  const { target } = subject
  const { key, attempts } = subject.evidence
  const why =
    attempts.length === 0
      ? ''
      : key === null
        ? 'Postern sent the request without a key.'
        : target.host === null
          ? ''
          : `Postern sends the key ${key} only to the host of its profile, and this is another.`
  return {
    headline: 'The request carries no token',
    meaning: 'Each request to the API needs the header Authorization: Bearer, and a token.',
    cause: (sayingOf(subject) + why).trim() || 'The header Authorization is missing.',
    remedy: [
      step('Choose a key, and replay the request with its token.', 'switch-key'),
      step('Or enter a key first.', 'enter-key'),
      tokenFirst,
    ],
    retry: onceWith(subject, 'a token'),
  }
}

/** What the header of the request shows; null where it is in order, or not known. */
function headerFault(subject: AnswerContext): Partial<Explanation> | null {
  const { request, evidence } = subject
  const header = headerOf(request.headers, 'authorization')?.trim() ?? null
  // A response that was only pasted comes without the headers of its request: then nothing is known of them.
  if (header === null) return evidence.attempts.length > 0 ? missing(subject) : null
  if (/redacted|•|\*{3}/i.test(header.slice(0, 200))) return null
  const token = header.slice(0, 10_000).replace(/^bearer(\s+|$)/i, '')
  const isBearer = token.length < header.length
  if (isBearer && token.split('.', 4).length === 3 && !/\s/.test(token)) return null
  return isBearer
    ? malformed(
        subject,
        'The token is not a JWT',
        'The text after "Bearer" has not the three parts of a JWT. It may be cut, or be the API key.',
      )
    : malformed(
        subject,
        'The Authorization header is not a bearer token',
        'The header must read "Bearer", a space and the token.',
      )
}

function malformed(subject: AnswerContext, headline: string, why: string): Partial<Explanation> {
  return {
    headline,
    meaning: 'The API could not read a token from the Authorization header.',
    cause: (sayingOf(subject) + why).trim(),
    remedy: [setHeader, tokenFirst],
    retry: onceWith(subject, 'a correct Authorization header'),
  }
}

/** The header is at fault, so that the request is worth one more attempt with another one. */
function onceWith(subject: AnswerContext, what: string): Retry {
  const { retry } = afterFresh(subject)
  return retry.helps === 'now' ? { ...retry, advice: `Once, with ${what}.` } : retry
}

/** Whether the request is known to have had a token: by its header, or because the claims in it were read. */
function isCarried({ request, evidence }: AnswerContext): boolean {
  return headerOf(request.headers, 'authorization') !== null || evidence.claims !== null
}

function notArrived(subject: AnswerContext): Partial<Explanation> {
  const { steps, retry } = afterFresh(subject)
  return {
    headline: 'The token did not arrive',
    meaning: 'The request had a token in the header Authorization, and the API got none.',
    cause: `${sayingOf(subject)}A proxy may remove the header, or the API looks for the token elsewhere.`,
    remedy: [...steps, step('Check the base URL, and whether a proxy removes the header.', 'open-settings')],
    retry,
  }
}
