import { step, type CatalogText } from '../../catalog/text.ts'
import { retryOf, theKey, type AnswerContext, type Explanation, type Found } from '../answerContext.ts'
import { explainGateway, gatewayHeadline } from './gateway.ts'
import { withinSentence } from './gatewayTexts.ts'
import type { Gateway } from '../gateways.ts'
import { explainServer } from './server.ts'
import { explainWindow } from './rateWindow.ts'
import { isRefreshRefused } from '../assessment.ts'
import { uncapital } from '../../contract/words.ts'
import { pathOf } from '../../contract/redirects.ts'
import { isTokenRequest } from '../subject.ts'
import { clip, isObject, own, textOrNull } from '../../contract/values.ts'
import { quoted } from '../words.ts'
import { isUnproven, notAtAddress, recipeRefused } from './keyAddress.ts'
import { explainKeyWords, invalidRequest, isOwn, no, recipe, sameAgain, saying, unsent } from './keyWords.ts'

/** What tells when the token request may be sent again. */
const TIMED = { 429: explainWindow, 500: explainServer }

/** The request for a token was refused or failed: what needs the token never left, or not a second time. */
export function explainKeyExchange(subject: AnswerContext, base: CatalogText): Found {
  const explained = explainRefusal(subject, base)
  return { ...explained, cause: `${asked(subject)}. ${explained.cause ?? base.cause}` }
}

/** `POST /api/token/request returned 200 and a web page`. */
function asked({ evidence, request, response, decoded }: AnswerContext): string {
  const sent = evidence.attempts.at(-1)?.tokenRequest ?? (isTokenRequest(request) ? request : null)
  const what = sent ? `${sent.method} ${pathOf(sent.url)}` : 'The token request'
  const page = decoded.envelope.kind === 'html' ? ' and a web page' : ''
  const oauth = oauthError(decoded.value)
  const said = oauth?.description ? `: ${quoted(oauth.description)}` : ''
  return `${what} returned ${response.status}${page}${oauth ? ` and the error ${quoted(oauth.error)}${said}` : ''}`
}

function explainRefusal(subject: AnswerContext, base: CatalogText): Found {
  const { status } = subject.response
  const { answerStatus, effectiveStatus, isForeign } = subject.assessment
  const oauth = oauthError(subject.decoded.value)
  const isAnotherTry = wasUsed(subject) && isRefreshRefused(subject.assessment)
  const isKey = effectiveStatus === 401 || effectiveStatus === 403
  if ((isKey || isAnotherTry) && !isForeign) {
    const said = explainKeyWords(subject)
    if (said) return said
  }
  if (isAnotherTry && !isUnproven(subject)) return revoked(subject)
  if (oauth && status < 500) return refusedByOauth(subject, oauth.error)
  if (subject.gateway && !oauth) return byGateway(subject, subject.gateway, base)
  if (answerStatus === 'done') return tokenNotFound(subject)
  if (isKey && isForeign) return stopped(subject)
  if (isKey) return isUnproven(subject) ? recipeRefused(subject) : keyRefused(subject)
  if (status < 300) return explainKeyWords(subject) ?? exchangeFailed(subject)
  if (status === 404 || status === 405) return notAtAddress(subject)
  const common = {
    headline: `The token request failed: ${uncapital(base.title)}`,
    meaning: unsent(subject),
    cause: base.cause + saying(subject),
  }
  if (status >= 400 && status < 500 && base.retry.helps === 'no') return invalidRequest(subject, base, common)
  const timed = TIMED[effectiveStatus === 429 ? 429 : 500](subject, base)
  return {
    ...common,
    ...(effectiveStatus === 429 && {
      cause: `Token requests have a limit too, or share one.${saying(subject)}`,
    }),
    remedy: timed.remedy ?? base.remedy,
    retry: timed.retry ?? retryOf(base),
  }
}

/** What a gateway says of any request, it says of the token request too. */
function byGateway(subject: AnswerContext, gateway: Gateway, base: CatalogText): Partial<Explanation> {
  const told = explainGateway(subject, gateway)
  const timed = subject.response.status === 429 ? explainWindow(subject, base) : stopped(subject)
  return {
    ...timed,
    ...told,
    headline: `The token request failed: ${withinSentence(gatewayHeadline(subject, gateway))}`,
    meaning: `${told.meaning ?? ''} ${unsent(subject)}`,
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
  const description = oauthError(subject.decoded.value)?.description ?? ''
  if (isKey && TELLS_STATE.test(description)) return refusedByState(subject, error, description)
  if (PASSES.test(error))
    return {
      headline: `The token request failed: ${error}`,
      meaning: unsent(subject),
      cause: 'This error is about the server, not about the key.',
      remedy: [
        step('Wait some minutes, then request a token again.'),
        step('If it keeps failing, send Guardhouse support this response.', 'copy-for-support'),
      ],
      retry: sameAgain,
    }
  return {
    headline: `The token request was refused: ${error}`,
    meaning: unsent(subject),
    cause: isKey
      ? description === ''
        ? `${theKey(subject.evidence)} may be wrong, of another region, or revoked.`
        : 'Postern cannot tell more than these words.'
      : 'The server does not accept the form of the token request.',
    remedy: isKey
      ? [step('Enter the key once more, or a new one.', 'enter-key'), recipe(subject)]
      : [recipe(subject), step('Send Guardhouse support this response.', 'copy-for-support')],
    retry: sameAgain,
  }
}

/** Errors of the server (RFC 6749, section 4.1.2.1) that pass with time. */
const PASSES = /^(?:temporarily_unavailable|server_error|slow_down)$/

const TELLS_STATE =
  /\b(?:expired|expiry|revoked|disabled|suspended|deleted|locked|blocked|deactivated|not (?:yet )?(?:valid|active|found|registered|enabled)|inactive|unknown|mismatch)\b/i

/** The description names what the key, or what the server asks with in its place, is lacking. */
function refusedByState(subject: AnswerContext, error: string, description: string): Partial<Explanation> {
  const isSecret = /\b(?:client[ _]secret|secret|certificate|credential)s?\b/i.test(description)
  const what = isSecret ? 'the secret or certificate' : 'the key or client'
  return {
    headline: `The token request was refused: ${error}`,
    meaning: unsent(subject),
    cause: isSecret
      ? 'The words are about a secret or certificate. Postern cannot tell whether it is yours or one of the server.'
      : 'The words name the state of the key or client that asks for a token.',
    remedy: [
      step(`Ask your key administrator about ${what} that the message names.`),
      step('If it is none of yours, send Guardhouse support this response.', 'copy-for-support'),
    ],
    retry: sameAgain,
  }
}

function tokenNotFound(subject: AnswerContext): Partial<Explanation> {
  const { evidence, decoded } = subject
  const tokenAt = evidence.attempts.at(-1)?.tokenRequest?.tokenAt
  const isPage = decoded.envelope.kind === 'html'
  return {
    headline: isPage ? 'A web page came instead of a token' : 'No token was found in the response',
    meaning: unsent(subject),
    cause: isPage
      ? 'The URL may belong to a website, or a gateway may have sent its sign-in page.'
      : `The response has no token ${tokenAt ? `at ${tokenAt}, where the profile looks for it` : 'under a usual name'}.`,
    remedy: [
      step('Enter in the profile where the response has its token.', 'open-token-settings'),
      recipe(subject),
    ],
    retry: sameAgain,
  }
}

/** The last request had a token of this key, so the API accepted the key a moment ago. */
function wasUsed(subject: AnswerContext): boolean {
  return !isOwn(subject) && subject.evidence.attempts.some((attempt) => attempt.purpose === 'request')
}

function revoked(subject: AnswerContext): Partial<Explanation> {
  const { effectiveStatus } = subject.assessment
  return {
    headline: `${theKey(subject.evidence)} has likely been revoked`,
    meaning: 'The API refused the token, and then the request for a fresh one.',
    cause: `The API gave a token for the key before. The key was likely revoked or replaced.${saying(subject)}`,
    remedy: [
      step('Ask your key administrator whether the key is still valid.'),
      step('Enter a new key.', 'enter-key'),
      step('Or use another key.', 'switch-key'),
      ...(effectiveStatus === 401 || effectiveStatus === 403 ? [] : [recipe(subject)]),
    ],
    retry: no('The same key gets the same response.'),
  }
}

function stopped(subject: AnswerContext): Partial<Explanation> {
  return {
    headline: 'A gateway stopped the token request',
    meaning: `The response is not one of the API, so it says nothing about the key. ${unsent(subject)}`,
    cause: `A gateway or proxy wants its own sign-in, or one of its rules forbids the request.${saying(subject)}`,
    remedy: [
      step('Check the base URL, and whether a proxy is in use.', 'open-settings'),
      step("Send the gateway's owner this response.", 'copy-for-support'),
    ],
    retry: sameAgain,
  }
}

/** A 2xx that says of itself that it failed. */
function exchangeFailed(subject: AnswerContext): Partial<Explanation> {
  const { code, kind } = subject.decoded.envelope
  // Live operations say so by a flag, and have no such code.
  const which = code === null || kind === 'live-operations' ? '' : ` with service code ${code}`
  return {
    headline: `The token request failed${which}`,
    meaning: unsent(subject),
    cause: `The response says that the token request failed.${saying(subject)}`,
    remedy: [
      step('Check that the key belongs to this profile, or enter it once more.', 'enter-key'),
      recipe(subject),
    ],
    retry: sameAgain,
  }
}

function keyRefused(subject: AnswerContext): Partial<Explanation> {
  return {
    headline: `${theKey(subject.evidence)} was refused`,
    meaning: `The API gave no token for this key.${isOwn(subject) ? '' : ` ${unsent(subject)}`}`,
    cause: `${saying(subject).trim() || 'The response does not say why.'} The key may be revoked, of another region, or mistyped.`,
    remedy: isOwn(subject)
      ? [
          step('Check that the token request carries the whole API key, and not a token.'),
          step('Check that the key is of the region whose host you ask.', 'open-settings'),
          step('Ask your key administrator whether the key is still valid.'),
        ]
      : [
          step('Check that the key belongs to this profile: each region has its own keys.', 'open-settings'),
          step('Enter the key once more, or a new one.', 'enter-key'),
        ],
    retry: no('The same key gets the same response.'),
  }
}
