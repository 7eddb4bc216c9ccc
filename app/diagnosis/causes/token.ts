import { step, type CatalogText, type Step } from '../../catalog/text.ts'
import { theKey, type AnswerContext, type Explanation, type Found, type Retry } from '../answerContext.ts'
import { afterFresh, checkCache, wasRefreshed, wasSame } from '../freshToken.ts'
import {
  keyState,
  namedFault,
  sayingOf,
  unreadWords,
  type NamedFault,
  type TokenFault,
} from '../tokenSigns.ts'
import { quotedAtEnd } from '../words.ts'
import { headerFault, isCarried, malformed, missing, notArrived } from './tokenHeader.ts'
import { stepsForUnread, unreadNote } from './saidInWords.ts'
import { otherWords } from './tokenWords.ts'
import { explainRegion, isOfOtherRegion, sendUnchanged } from './tokenPlace.ts'
import {
  clockNote,
  explainClock,
  explainEarly,
  explainExpired,
  hasExpired,
  isEarly,
  refusedInTime,
  setClock,
} from './tokenTime.ts'

/** A 401, with the clock of this computer where that is far off. */
export function explainToken(subject: AnswerContext, base: CatalogText): Found {
  const found = explainRefused(subject, base)
  const note = clockNote(subject)
  const cause = found.cause ?? base.cause
  const isTold =
    note === null || /this computer's clock|clock of this computer/i.test(cause + (found.headline ?? ''))
  return isTold
    ? found
    : { ...found, cause: `${cause} ${note}`, remedy: withClock(found.remedy ?? base.remedy) }
}

/** A fresh token is had by one button, and may help at once. */
function withClock(steps: readonly Step[]): Step[] {
  const [first, ...others] = steps
  return first?.action === 'refresh-token' ? [first, setClock, ...others] : [setClock, ...steps]
}

/** What the response says comes first, then the claims and the clocks; that the key was revoked comes last. */
function explainRefused(subject: AnswerContext, base: CatalogText): Found {
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
const report = step('If it is, send Guardhouse support this response.', 'copy-for-support')
const otherKey = step('Or use another key.', 'switch-key')
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
  'token-revoked': explainReplaced,
  scope: (subject) => ({
    headline: 'The token lacks a scope',
    meaning: 'The API knows the token, and the token does not allow this request.',
    cause: sayingOf(subject).trim(),
    remedy: [step('Ask your key administrator for a key with that scope.'), otherKey],
    retry: no('A fresh token of this key has the same scope.'),
  }),
  early: (subject, { said }) => explainEarly(subject, said),
  expired: (subject, { said }) => explainExpired(subject, afterFresh(subject), said),
  clock: (subject) => explainClock(subject, afterFresh(subject)),
  audience: explainRegion,
  issuer: explainRegion,
  algorithm: (subject) => ({
    ...explainSignature(subject, 'The API does not accept the algorithm of the token'),
    cause: `${sayingOf(subject)}Perhaps your program signed the token itself, or another service did.`,
  }),
  'signing-key': (subject) =>
    explainSignature(subject, 'The API could not find the key that signed the token'),
  signature: (subject) => explainSignature(subject, "The API does not accept the token's signature"),
  malformed: (subject) => malformed(subject, 'The token could not be read', ''),
  absent: (subject) => (isCarried(subject) ? notArrived(subject) : missing(subject)),
}

/** The API could not confirm who made the token: what is wrong with its signature, nobody can see from outside. */
function explainSignature(subject: AnswerContext, headline: string): Partial<Explanation> {
  const { steps, retry } = afterFresh(subject)
  return {
    headline,
    meaning: 'The API could not confirm who made the token.',
    cause: `${sayingOf(subject)}The token may be of another region or service, or your program cut or made it.`,
    remedy: [
      ...steps,
      step('Check that the token comes from the host of the request.', 'open-settings'),
      sendUnchanged,
    ],
    retry,
  }
}

const IS_SUPERSEDED =
  /\bsuperseded\b|\breplaced\b|\bnewer (?:\w+ )?token\b|\bnot the (?:latest|newest|current)\b/i

/** A token that is over before its time: because a newer one came, or because somebody revoked it. */
function explainReplaced(subject: AnswerContext, { said }: NamedFault): Partial<Explanation> {
  const rung = lastRung(subject)
  if (IS_SUPERSEDED.test(said))
    return {
      headline: 'The API reports the token as superseded',
      meaning: 'The API has a newer token of this key, and no longer takes this one.',
      cause: `${sayingOf(subject)}Another program may have requested a newer token with the same key.`,
      retry: rung.retry,
      remedy: [
        ...rung.remedy,
        step('If it happens again, check which other programs request tokens with this key.'),
      ],
    }
  return {
    headline: 'The API reports the token as revoked',
    meaning: 'The token is not accepted any more, though its time may not be over.',
    cause: `${sayingOf(subject)}A newer token or an administrator may have replaced it.`,
    ...rung,
  }
}

/** The key, or what it belongs to, is in a state that no fresh token changes. */
export function explainKeyState(subject: AnswerContext, { said }: NamedFault): Partial<Explanation> {
  const { owner, state } = keyState(said)
  const { key } = subject.evidence
  return {
    headline: `The API reports the ${owner} as ${state}`,
    // The label is the user's: the API knows the key by another name.
    meaning: `${key === null ? '' : `Postern used the key ${key}. `}A fresh token does not change that.`,
    cause: sayingOf(subject).trim(),
    remedy: [...whileItLasts(said), ...stepsForState(owner, state, subject)],
    retry: no('Each token of this key gets the same response.'),
  }
}

/** A state that ends by itself, by the words that name it. */
function whileItLasts(said: string): Step[] {
  const span = /\bfor (?:the next |another )?(\d{1,4} (?:second|minute|hour|day)s?)\b/i.exec(said)?.[1]
  return span === undefined
    ? []
    : [step(`Wait ${span.toLowerCase()}, and check the key before you use it again.`)]
}

const NOT_KNOWN = /unknown|recogni[sz]ed|found|exist/i
const REPLACED = /rotated|replaced|renewed|regenerated|superseded/i

/** What helps by the state of a key: a typing error or the other region, the key that replaced it, or its administrator. */
function stepsForState(owner: string, state: string, { evidence }: AnswerContext): Step[] {
  // A key that gave a token before has no typing error.
  const gaveToken = evidence.attempts.some(({ purpose }) => purpose === 'request')
  const ask = step(`Ask your key administrator about the ${owner}.`)
  if (NOT_KNOWN.test(state) && !gaveToken)
    return [
      step('Check the key for a typing error, and that it is of the region of this host.', 'enter-key'),
      ask,
      otherKey,
    ]
  if (REPLACED.test(state))
    return [step('Get the new key from your key administrator.'), step('Enter the new key.', 'enter-key')]
  return [ask, otherKey]
}

const SUBSCRIPTION_HEADER = 'external-gh-apim-sub-key'

/** A gateway in front of the API knows nothing of its keys, though it may look at their tokens. */
function foreign(subject: AnswerContext, own?: readonly Step[]): Partial<Explanation> {
  const isOfToken = subject.assessment.helps === 'now'
  const after = isOfToken ? afterFresh(subject) : NOT_OF_TOKEN
  const { retry } = after
  const steps = own ?? after.steps
  return {
    headline: 'A gateway, not the API, refused the request',
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
    cause: `${sayingOf(subject)}A cache may respond to the token request, or the API keeps one token for its whole life.`,
    remedy: [askAdministrator, checkCache, otherKey],
    retry: no('The same token gets the same response until it expires.'),
  }
}

function revoked(subject: AnswerContext): Partial<Explanation> {
  const unread = unreadWords(subject)
  const retry = no('The API refused a fresh token as well.')
  const meaning = 'The API refused the token, and then a fresh token of the same key.'
  if (unread !== null)
    return {
      headline: 'The API refused a fresh token as well',
      meaning,
      cause: `${sayingOf(subject)}${unreadNote(unread)} Without such words, the API documentation takes the key as likely revoked.`,
      remedy: stepsForUnread(unread, askAdministrator).concat(report),
      retry,
    }
  if (clockNote(subject) !== null)
    return {
      headline: 'The API refused a fresh token as well',
      meaning,
      cause: `${sayingOf(subject)}The clocks differ, which may be the reason.`.trim(),
      remedy: [askAdministrator, report],
      retry,
    }
  return {
    headline: `${theKey(subject.evidence)} has likely been revoked`,
    meaning,
    cause: `${sayingOf(subject)}Postern found no other reason in the response, the token and the clocks.`,
    remedy: [askAdministrator, step('Enter a new key.', 'enter-key'), otherKey],
    retry,
  }
}

function lastRung(subject: AnswerContext): Pick<Explanation, 'remedy' | 'retry'> {
  const { steps, retry } = afterFresh(subject)
  return { remedy: steps.length > 0 ? steps : [askAdministrator, otherKey], retry }
}
