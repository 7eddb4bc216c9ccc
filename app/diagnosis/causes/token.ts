import { step, type CatalogText } from '../../catalog/text.ts'
import { theKey, type AnswerContext, type Explanation } from '../answerContext.ts'
import type { Attempt } from '../../contract/exchange.ts'
import type { DecisionRule } from '../../contract/decisionRules.ts'
import { headerOf } from '../../contract/headers.ts'
import { clockOffset, sentAt } from '../retryTime.ts'
import { capital } from '../../contract/words.ts'
import { clockTime, quotedAtEnd } from '../words.ts'
import { formatDuration } from '../../contract/duration.ts'

/** A 401: whether the token is missing, malformed, expired or refused. */
export function explainToken(subject: AnswerContext, base: CatalogText): Partial<Explanation> {
  if (subject.assessment.isForeign) return foreign(subject)
  if (wasSame(subject)) return same()
  if (wasRefreshed(subject)) return revoked(subject)
  const broken = headerFault(subject)
  if (broken) return broken
  const said = faultIn(subject)
  if (said !== null && said !== 'expired') return FAULTS[said](subject)
  // What the API says goes before what the clocks say.
  return expiry(subject) ?? (said === 'expired' ? saidExpired(subject) : refused(subject, base))
}

const no = (advice: string) => ({ helps: 'no' as const, advice, notBefore: null })
const once = { helps: 'now' as const, advice: 'Once, with a fresh token.', notBefore: null }
const fresh = step('Exchange the key for a fresh token and send it again.', 'refresh-token')

/** True when a fresh token was had after a first 401, and was refused as well. */
function wasRefreshed({ evidence }: AnswerContext): boolean {
  if (wasRefreshedBefore(evidence.earlier ?? [])) return true
  const first = evidence.attempts.findIndex(
    (attempt) => attempt.purpose === 'request' && attempt.decision?.action === 'refresh',
  )
  if (first < 0) return false
  return evidence.attempts.slice(first + 1).some((attempt) => attempt.purpose === 'request')
}

/** The same of attempts that others made, which carry no decision. */
function wasRefreshedBefore(earlier: readonly Attempt[]): boolean {
  const refused = earlier.findIndex(
    ({ purpose, response }) => purpose === 'request' && response?.status === 401,
  )
  return (
    refused >= 0 &&
    earlier.slice(refused).some(({ purpose, response }) => purpose === 'token' && isGood(response?.status))
  )
}

const isGood = (status = 0) => status >= 200 && status < 300

/** True when the token that was had after a first 401 was the refused one. */
function wasSame({ evidence }: AnswerContext): boolean {
  const rule: DecisionRule = 'unauthorized-same-token'
  return evidence.attempts.at(-1)?.decision?.rule === rule
}

function same(): Partial<Explanation> {
  return {
    headline: 'The API refuses the token, and the token request returns the same one',
    meaning:
      'Postern requested a token again after the first 401. The response held the refused token again.',
    cause: 'A cache may answer the token request, or the API may keep one token for its whole life.',
    remedy: [
      step('Ask your key administrator whether the key is still valid.'),
      step("Check the profile's token request: its response must not come from a cache.", 'open-settings'),
      step('Send it with another key.', 'switch-key'),
    ],
    retry: no('The same token gets the same response until its life is over.'),
  }
}

/** What stands in front of the API knows nothing of its keys, though it may look at their tokens. */
function foreign(subject: AnswerContext): Partial<Explanation> {
  const said = subject.messages[0]
  const isOfToken = subject.assessment.helps === 'now'
  const wasTried = wasRefreshed(subject)
  return {
    headline: 'Something in front of the API refused the request',
    meaning:
      'The request was turned away with 401 before it reached the API, so this says nothing about the key.',
    cause: `A gateway or proxy wants a sign-in of its own${isOfToken ? ', or did not accept the token' : ''}.${said === undefined ? '' : ` It says: ${quotedAtEnd(said)}`}`,
    remedy: [
      ...(isOfToken && !wasTried ? [fresh] : []),
      step('Check the base URL, and whether a proxy on the way asks for a sign-in.', 'open-settings'),
      step('Send support what came back: whoever runs the gateway can see why.', 'copy-for-support'),
    ],
    retry: wasTried
      ? no(
          wasSame(subject)
            ? 'The token request returns the same token.'
            : 'A fresh token got the same answer.',
        )
      : isOfToken
        ? once
        : no('The response does not ask for the token, so a fresh one does not help.'),
  }
}

function revoked(subject: AnswerContext): Partial<Explanation> {
  return {
    headline: `${theKey(subject.evidence)} has likely been revoked`,
    meaning: 'The token was refused, a fresh one was had for the same key, and that was refused as well.',
    cause:
      'A fresh token that is not accepted points at the key behind it: it was revoked, or replaced by another.',
    remedy: [
      step('Ask whoever manages your keys whether it still holds.'),
      step('Enter a new key.', 'enter-key'),
      step('Or send it with another key.', 'switch-key'),
    ],
    retry: no('A fresh token has been tried already.'),
  }
}

function missing(subject: AnswerContext): Partial<Explanation> {
  const { key } = subject.evidence
  return {
    headline: 'The request carries no token',
    meaning:
      'Every operation of this API needs a bearer token in the header Authorization, and there was none.',
    cause:
      key === null || subject.evidence.attempts.length === 0
        ? 'The request went without a key.'
        : `The key ${key} is bound to the host of its profile and was not sent to this one.`,
    remedy: [step('Choose a key and send it again.', 'switch-key'), step('Or enter one first.', 'enter-key')],
    retry: no('Without a token every try gets the same answer.'),
  }
}

function headerFault(subject: AnswerContext): Partial<Explanation> | null {
  const { request, evidence } = subject
  const header = headerOf(request.headers, 'authorization')?.trim() ?? null
  // An answer that was only pasted comes without the headers of its request: then nothing is known of them.
  if (header === null) return evidence.attempts.length > 0 ? missing(subject) : null
  if (/redacted|•|\*{3}/i.test(header.slice(0, 200))) return null
  const token = header.slice(0, 10_000).replace(/^bearer(\s+|$)/i, '')
  const isBearer = token.length < header.length
  if (isBearer && token.split('.', 4).length === 3 && !/\s/.test(token)) return null
  return malformed(
    isBearer ? 'The token is not a JWT' : 'The Authorization header is not a bearer token',
    isBearer
      ? 'What stands after "Bearer" does not have the three parts of a JWT. It may be cut short, or be the API key itself.'
      : 'The header must read "Bearer", a space and the token.',
  )
}

function malformed(headline: string, cause: string): Partial<Explanation> {
  return {
    headline,
    meaning: 'The API could not read from the Authorization header who is asking.',
    cause,
    remedy: [
      step('Let Postern set the header: choose a key and drop the header of your own.', 'edit-request'),
      step('In your own code, exchange the key for a token first and send that.'),
    ],
    retry: no('The same header gets the same answer.'),
  }
}

function expiry(subject: AnswerContext): Partial<Explanation> | null {
  const { evidence } = subject
  const expiresAt = evidence.claims?.expiresAt ?? null
  if (expiresAt === null) return null
  const offset = clockOffset(evidence)
  const sentOurs = sentAt(evidence)
  // Of an answer without a date nobody knows how old it is.
  if (sentOurs === null) return null
  const late = sentOurs + offset - expiresAt
  if (late < 0) return null
  const isClockToBlame = sentOurs < expiresAt
  const when =
    evidence.attempts.length > 0
      ? `The token was good until ${clockTime(expiresAt, evidence.now)} by the server's clock, and the request left at ${clockTime(sentOurs + offset, evidence.now)}.`
      : `The token was good until ${clockTime(expiresAt, evidence.now)}.`
  return {
    headline:
      evidence.attempts.length > 0
        ? `The token had expired ${formatDuration(Math.max(1000, late))} before the request`
        : `The token had expired ${formatDuration(Math.max(1000, late))} before this answer`,
    meaning: when,
    cause: isClockToBlame
      ? `${capital(clockFault(offset))}: by our own time the token still looked valid.`
      : 'Tokens live for a short time only, and this one was used for too long.',
    remedy: [
      fresh,
      isClockToBlame
        ? step("Set this computer's clock by a time server.")
        : step('In your own code, renew the token shortly before it expires.'),
    ],
    retry: once,
  }
}

function clockFault(offset: number): string {
  return `this computer's clock is ${formatDuration(offset)} ${offset > 0 ? 'behind' : 'ahead of'} the server's`
}

type Fault = 'expired' | 'absent' | 'malformed' | 'signature'

/** A word that names a fault; two of them in a row, joined by a comma or "or", list what may be wrong and decide nothing. */
const NAMED = String.raw`(?:missing|absent|required|expired|invalid|malformed|revoked|unknown|not (?:valid|present|provided|found))`
const LISTED = new RegExp(String.raw`\b${NAMED}\b(?:[^.:;]{0,40}\bor\b|\s*[,/])[^.:;]{0,40}\b${NAMED}\b`, 'i')
const IS_ABSENT =
  /\b(token|authorization)\b[^.]{0,40}\b(missing|required|not (provided|present|supplied))\b|\b(missing|no)\b[^.]{0,20}\b(token|authorization)\b/i
/** What a token that did arrive may lack. */
const LACKS_PART = /\b(claim|scope|signature|audience|issuer|role|permission)s?\b/i

const SIGNS: ReadonlyArray<readonly [Fault, (said: string) => boolean]> = [
  ['expired', (said) => /expired/i.test(said)],
  ['absent', (said) => IS_ABSENT.test(said) && !LACKS_PART.test(said)],
  ['malformed', (said) => /malformed|not a (valid )?jwt|must be "?bearer/i.test(said)],
  ['signature', (said) => /signature/i.test(said)],
]

/** The words of the answer: its messages, and the challenge of RFC 6750, section 3. */
function wordsOf({ messages, response }: AnswerContext): { said: string; quote: string } {
  const challenge = headerOf(response.headers, 'www-authenticate') ?? ''
  const said = [...messages.slice(0, 3), challenge].join(' ').slice(0, 1000)
  return { said, quote: messages[0] ?? challenge }
}

/** The one fault that the answer names; null when it names none, or several to choose from. */
function faultIn(subject: AnswerContext): Fault | null {
  const { said } = wordsOf(subject)
  if (LISTED.test(said)) return null
  return SIGNS.find(([, isNamed]) => isNamed(said))?.[0] ?? null
}

const causeOf = (subject: AnswerContext) => `The API says: ${quotedAtEnd(wordsOf(subject).quote)}`

const FAULTS: Readonly<Record<Exclude<Fault, 'expired'>, (subject: AnswerContext) => Partial<Explanation>>> =
  {
    absent: (subject) => (isCarried(subject) ? notArrived(subject) : missing(subject)),
    malformed: (subject) => malformed('The token could not be read', causeOf(subject)),
    signature: (subject) => ({
      headline: "The token's signature does not match",
      meaning: 'The API can read the token, but somebody else signed it, or it was changed on the way.',
      cause: `${causeOf(subject)} It may come from another region or environment, or be cut or altered.`,
      remedy: [
        fresh,
        step('Check that the token comes from the same host that the request goes to.', 'open-settings'),
      ],
      retry: once,
    }),
  }

/** Whether the request is known to have had a token: by its header, or because the claims in it were read. */
function isCarried({ request, evidence }: AnswerContext): boolean {
  return headerOf(request.headers, 'authorization') !== null || evidence.claims !== null
}

function notArrived(subject: AnswerContext): Partial<Explanation> {
  return {
    headline: 'The token did not arrive',
    meaning: 'The request carried a token in the header Authorization, and the API says that it got none.',
    cause: `${causeOf(subject)} A proxy on the way may take the header out, or the API looks for the token elsewhere.`,
    remedy: [
      fresh,
      step(
        'Check the base URL, and whether a proxy stands in between that drops the header.',
        'open-settings',
      ),
    ],
    retry: once,
  }
}

function saidExpired(subject: AnswerContext): Partial<Explanation> {
  const { evidence } = subject
  const expiresAt = evidence.claims?.expiresAt ?? null
  const offset = clockOffset(evidence)
  const clock = Math.abs(offset) >= NOTABLE_OFFSET_MS ? ` ${capital(clockFault(offset))}.` : ''
  const claims =
    expiresAt === null
      ? ''
      : ` By its own claims the token holds until ${clockTime(expiresAt, evidence.now)}: the clocks may disagree.${clock}`
  return {
    headline: 'The token has expired',
    meaning: 'The API knows the token, and does not accept it any more: its time is over.',
    cause: causeOf(subject) + claims,
    remedy: [fresh],
    retry: once,
  }
}

const NOTABLE_OFFSET_MS = 30_000

function refused(subject: AnswerContext, base: CatalogText): Partial<Explanation> {
  const { evidence } = subject
  const expiresAt = evidence.claims?.expiresAt ?? null
  const { quote } = wordsOf(subject)
  const says = quote === '' ? '' : ` ${causeOf(subject)}`
  if (expiresAt === null) return { headline: 'The token was refused', cause: base.cause + says }
  if (expiresAt <= evidence.now && sentAt(evidence) === null)
    return {
      headline: 'The token was refused, and has expired by now',
      meaning: `The token was good until ${clockTime(expiresAt, evidence.now)}. The response carries no time, so Postern cannot tell whether the token had expired before.`,
      cause: `${base.cause}${says}`,
      remedy: [fresh],
      retry: once,
    }
  return {
    headline: 'The token was refused before its time was up',
    meaning: `By its own claims the token holds until ${clockTime(expiresAt, evidence.now)}, and still the API does not accept it.`,
    cause: `The key behind it may have been revoked, or the token was issued for another region.${says}`,
    remedy: base.remedy,
  }
}
