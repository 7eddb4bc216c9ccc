import { step, type CatalogText } from '../../catalog/text.ts'
import { theKey, type AnswerContext, type Explanation } from '../answerContext.ts'
import { explainGateway, gatewayHeadline } from './gateway.ts'
import { withinSentence } from './gatewayTexts.ts'
import type { Gateway } from '../gateways.ts'
import { explainServer } from './server.ts'
import { explainWindow } from './rateWindow.ts'
import { isRefreshRefused } from '../assessment.ts'
import { uncapital } from '../../contract/words.ts'
import { pathOf } from '../../contract/redirects.ts'
import { clip, isObject, own, textOrNull } from '../../contract/values.ts'
import { quoted, quotedAtEnd } from '../words.ts'

const UNSENT = 'The request itself was not sent: without a token there is nothing to send it with.'
const recipe = step(
  'Check how the profile exchanges keys for tokens: method, path, and where the key goes.',
  'open-settings',
)

const no = (advice: string) => ({ helps: 'no' as const, advice, notBefore: null })

/** What tells when the exchange may be tried again. */
const TIMED = { 429: explainWindow, 500: explainServer }

/** The exchange of the key for a token ended the matter: the request never left, or not a second time. */
export function explainKeyExchange(subject: AnswerContext, base: CatalogText): Partial<Explanation> {
  const explained = explainRefusal(subject, base)
  return { ...explained, cause: `${asked(subject)}. ${explained.cause ?? base.cause}` }
}

/** `POST /api/token/request returned 200 and a web page`. */
function asked({ evidence, response, decoded }: AnswerContext): string {
  const request = evidence.attempts.at(-1)?.tokenRequest
  const what = request ? `${request.method} ${pathOf(request.url)}` : 'The token request'
  const page = decoded.envelope.kind === 'html' ? ' and a web page' : ''
  const oauth = oauthError(decoded.value)
  const said = oauth?.description ? `: ${quoted(oauth.description)}` : ''
  return `${what} returned ${response.status}${page}${oauth ? ` and the error ${quoted(oauth.error)}${said}` : ''}`
}

function explainRefusal(subject: AnswerContext, base: CatalogText): Partial<Explanation> {
  const { status } = subject.response
  const { answerStatus, effectiveStatus, isForeign } = subject.assessment
  const oauth = oauthError(subject.decoded.value)
  if (wasUsed(subject) && isRefreshRefused(subject.assessment)) return revoked(subject)
  if (oauth && status < 500) return refusedByOauth(subject, oauth.error)
  if (subject.gateway && !oauth) return byGateway(subject, subject.gateway, base)
  if (answerStatus === 'done') return tokenNotFound(subject)
  if (effectiveStatus === 401 || effectiveStatus === 403)
    return isForeign ? stopped(subject) : keyRefused(subject)
  if (status < 300) return exchangeFailed(subject)
  if (status === 404 || status === 405)
    return {
      headline: 'The token exchange is not at this address',
      meaning: UNSENT,
      cause: 'The profile expects a token there.',
      remedy: [step('Check the base URL of the profile.', 'open-settings'), recipe],
      retry: no('The same address answers the same way.'),
    }
  const common = {
    headline: `The token exchange failed: ${uncapital(base.title)}`,
    meaning: UNSENT,
    cause: base.cause + saying(subject),
  }
  if (status >= 400 && status < 500 && base.retry.helps === 'no')
    return { ...common, remedy: [recipe], retry: no('The same exchange gets the same answer.') }
  const timed = TIMED[effectiveStatus === 429 ? 429 : 500](subject, base)
  return {
    ...common,
    ...(effectiveStatus === 429
      ? { cause: `The exchange of keys has a limit too, or shares one.${saying(subject)}` }
      : {}),
    remedy: timed.remedy ?? base.remedy,
    retry: timed.retry ?? { ...base.retry, notBefore: null },
  }
}

/** What a gateway says of any request, it says of the token request too. */
function byGateway(subject: AnswerContext, gateway: Gateway, base: CatalogText): Partial<Explanation> {
  const told = explainGateway(subject, gateway)
  const timed = subject.response.status === 429 ? explainWindow(subject, base) : stopped(subject)
  return {
    ...timed,
    ...told,
    headline: `The token request failed: ${withinSentence(gatewayHeadline(gateway))}`,
    meaning: `${told.meaning ?? ''} ${UNSENT}`,
  }
}

/** Errors of the token endpoint (RFC 6749 section 5.2) that refuse the key, and not the form of the request. */
const REFUSES_KEY = /^(invalid_client|invalid_grant|unauthorized_client|access_denied)$/
const OAUTH_ERROR = /^[a-z]+(_[a-z]+)+$/

function oauthError(body: unknown): { error: string; description: string } | null {
  const error = isObject(body) ? own(body, 'error') : null
  if (!isObject(body) || typeof error !== 'string' || !OAUTH_ERROR.test(error)) return null
  return { error: clip(error, 60), description: textOrNull(own(body, 'error_description'), 300) ?? '' }
}

function refusedByOauth(subject: AnswerContext, error: string): Partial<Explanation> {
  const isKey = REFUSES_KEY.test(error)
  return {
    headline: `The token request was refused: ${error}`,
    meaning: UNSENT,
    cause: isKey
      ? `${theKey(subject.evidence)} is wrong, is of another region, or was revoked.`
      : 'The server does not accept the form of the token request.',
    remedy: isKey
      ? [step('Enter the key once more, or a new one.', 'enter-key'), recipe]
      : [recipe, step('Send support what came back.', 'copy-for-support')],
    retry: no('The same token request gets the same response.'),
  }
}

function tokenNotFound({ evidence, decoded }: AnswerContext): Partial<Explanation> {
  const tokenAt = evidence.attempts.at(-1)?.tokenRequest?.tokenAt
  const isPage = decoded.envelope.kind === 'html'
  return {
    headline: isPage
      ? 'A web page came instead of a token'
      : 'No token was found in the answer to the key exchange',
    meaning: UNSENT,
    cause: isPage
      ? 'The address may belong to a website, or a page to sign in may stand in between.'
      : `The response has no token ${tokenAt ? `at ${tokenAt}, where the profile looks for it` : 'under a usual name'}.`,
    remedy: [step('Tell the profile where in the answer the token stands.', 'open-settings'), recipe],
    retry: no('The same exchange gets the same answer.'),
  }
}

/** The last request had a token of this key, so the key and the way to exchange it were right a moment ago. */
function wasUsed({ evidence }: AnswerContext): boolean {
  return evidence.attempts.some((attempt) => attempt.purpose === 'request')
}

function saying({ messages: [said] }: AnswerContext): string {
  return said === undefined ? '' : ` The answer says: ${quotedAtEnd(said)}`
}

function revoked(subject: AnswerContext): Partial<Explanation> {
  const { effectiveStatus } = subject.assessment
  return {
    headline: `${theKey(subject.evidence)} has likely been revoked`,
    meaning: 'The token was refused, and the key could not be exchanged for a fresh one.',
    cause: `The key gave a token before, and is refused now: it was revoked, or replaced by another.${saying(subject)}`,
    remedy: [
      step('Ask whoever manages your keys whether it still holds.'),
      step('Enter a new key.', 'enter-key'),
      step('Or send it with another key.', 'switch-key'),
      ...(effectiveStatus === 401 || effectiveStatus === 403 ? [] : [recipe]),
    ],
    retry: no('A key that is refused stays refused.'),
  }
}

function stopped(subject: AnswerContext): Partial<Explanation> {
  return {
    headline: 'Something in front of the API stopped the token exchange',
    meaning: `What answered is not the API, so this says nothing about the key. ${UNSENT}`,
    cause: `A gateway or proxy on the way wants a sign-in of its own, or a rule of it forbids the request.${saying(subject)}`,
    remedy: [
      step('Check the base URL of the profile, and whether a proxy stands in between.', 'open-settings'),
      step('Send support what came back: whoever runs the gateway can see why.', 'copy-for-support'),
    ],
    retry: no('The same exchange gets the same answer.'),
  }
}

/** A 2xx that says of itself that it failed. */
function exchangeFailed(subject: AnswerContext): Partial<Explanation> {
  const { code } = subject.decoded.envelope
  const which = code === null ? '' : ` with service code ${code}`
  return {
    headline: `The token exchange failed${which}`,
    meaning: UNSENT,
    cause: `The response says that the token request failed.${saying(subject)}`,
    remedy: [step('Check that the key belongs to this profile, or enter it once more.', 'enter-key'), recipe],
    retry: no('The same exchange gets the same answer.'),
  }
}

function keyRefused(subject: AnswerContext): Partial<Explanation> {
  const key = theKey(subject.evidence)
  return {
    headline: `${key} was refused`,
    meaning: `The key could not be exchanged for a token. ${UNSENT}`,
    cause: `The key was revoked, belongs to another region, or was entered with a typing error.${saying(subject)}`,
    remedy: [
      step('Check that the key belongs to this profile: each region has keys of its own.', 'open-settings'),
      step('Enter the key once more, or a new one.', 'enter-key'),
    ],
    retry: no('A key that is refused stays refused.'),
  }
}
