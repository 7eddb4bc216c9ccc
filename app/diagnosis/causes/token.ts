import { step, type CatalogText } from '../../catalog/text.ts'
import { sentAt, theKey, type Case, type Explanation } from '../case.ts'
import { headerOf } from '../headers.ts'
import { clockTime, duration } from '../words.ts'

/** A 401: whether the token is missing, malformed, expired or refused. */
export function explainToken(subject: Case, base: CatalogText): Partial<Explanation> {
  if (subject.isTokenAnswer) return keyRefused(subject)
  if (wasRefreshed(subject)) return revoked(subject)
  return headerFault(subject) ?? expiry(subject) ?? refused(subject, base)
}

/** True when a fresh token was had after a first 401, and was refused as well. */
function wasRefreshed({ evidence }: Case): boolean {
  const first = evidence.attempts.findIndex(
    (attempt) => attempt.purpose === 'request' && attempt.decision?.action === 'refresh',
  )
  if (first < 0) return false
  return evidence.attempts
    .slice(first + 1)
    .some((attempt) => attempt.purpose === 'token' && attempt.response !== null)
}

const no = (advice: string) => ({ helps: 'no' as const, advice, notBefore: null })

function keyRefused(subject: Case): Partial<Explanation> {
  const key = theKey(subject.evidence)
  return {
    headline: `${key} was refused when it was exchanged for a token`,
    meaning: 'The request itself was not sent: without a token there is nothing to send it with.',
    cause: 'The key has likely been revoked, belongs to another region, or was entered with a typing error.',
    remedy: [
      step('Check that the key belongs to this profile: each region has keys of its own.', 'open-settings'),
      step('Enter the key once more, or a new one.', 'enter-key'),
    ],
    retry: no('The same key is refused again.'),
  }
}

function revoked(subject: Case): Partial<Explanation> {
  const key = theKey(subject.evidence)
  return {
    headline: `${key} has likely been revoked`,
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

function headerFault({ request, evidence }: Case): Partial<Explanation> | null {
  const header = headerOf(request.headers, 'authorization')?.trim() ?? null
  if (header === null && evidence.key === null)
    return {
      headline: 'The request carries no token',
      meaning:
        'Every operation of this API needs the header Authorization with a bearer token, and there was none.',
      cause: 'The request went without a key.',
      remedy: [
        step('Choose a key and send it again.', 'switch-key'),
        step('Or enter one first.', 'enter-key'),
      ],
      retry: no('Without a token every try gets the same answer.'),
    }
  if (header === null || /redacted|•|\*{3}/i.test(header.slice(0, 200))) return null
  const token = header.slice(0, 10_000).replace(/^bearer(\s+|$)/i, '')
  const isBearer = token.length < header.length
  if (isBearer && token.split('.').length === 3 && !/\s/.test(token)) return null
  return {
    headline: isBearer ? 'The token is not a JWT' : 'The Authorization header is not a bearer token',
    meaning: 'The API could not read who is asking from the Authorization header.',
    cause: isBearer
      ? 'What stands after "Bearer" does not have the three parts of a JWT. It may be cut short, or be the API key itself.'
      : 'The header must read "Bearer", a space and the token.',
    remedy: [
      step('Let Postern set the header: choose a key and drop the header of your own.', 'edit-request'),
      step('In your own code, exchange the key for a token first and send that.'),
    ],
    retry: no('The same header gets the same answer.'),
  }
}

function expiry(subject: Case): Partial<Explanation> | null {
  const { evidence } = subject
  const expiresAt = evidence.claims?.expiresAt ?? null
  if (expiresAt === null) return null
  const offset = evidence.clockOffsetMs ?? 0
  const sentOurs = sentAt(evidence)
  const late = sentOurs + offset - expiresAt
  if (late < 0) return null
  const isClockToBlame = sentOurs < expiresAt
  const clock = `this computer's clock is ${duration(offset)} ${offset > 0 ? 'behind' : 'ahead of'} the server's`
  return {
    headline: `The token had expired ${duration(late)} before the request`,
    meaning: `The token was good until ${clockTime(expiresAt)} by the server's clock, and the request left at ${clockTime(sentOurs + offset)}.`,
    cause: isClockToBlame
      ? `By our own time the token still looked valid: ${clock}.`
      : 'Tokens live for a short time only, and this one was used for too long.',
    remedy: [
      step('Exchange the key for a fresh token and send it again.', 'refresh-token'),
      isClockToBlame
        ? step("Set this computer's clock by a time server.")
        : step('In your own code, renew the token shortly before it expires.'),
    ],
    retry: { helps: 'now', advice: 'Once, with a fresh token.', notBefore: null },
  }
}

function refused(subject: Case, base: CatalogText): Partial<Explanation> {
  const expiresAt = subject.evidence.claims?.expiresAt ?? null
  if (expiresAt === null) return { headline: 'The token was refused' }
  return {
    headline: 'The token was refused before its time was up',
    meaning: `By its own claims the token holds until ${clockTime(expiresAt)}, and still the API does not accept it.`,
    cause: 'The key behind it may have been revoked, or the token was issued for another region.',
    remedy: base.remedy,
  }
}
