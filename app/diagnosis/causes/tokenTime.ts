import { step, type CatalogText, type Step } from '../../catalog/text.ts'
import { formatDuration } from '../../contract/duration.ts'
import { capital } from '../../contract/words.ts'
import type { AnswerContext, Explanation } from '../answerContext.ts'
import { headerOf } from '../../contract/headers.ts'
import { fresh, once, wasRefreshed, type AfterFresh } from '../freshToken.ts'
import { measuredOffset, sentAt } from '../retryTime.ts'
import { currentTimeSaid, momentSaid } from '../moments.ts'
import { sayingOf, unreadWords } from '../tokenSigns.ts'
import { unreadNote } from './saidInWords.ts'
import { clockTime } from '../words.ts'

/** The times of a token and of its request, in epoch ms of the server's clock; null where they are not known. */
interface Times {
  /** When the request left, or the response came. */
  at: number | null
  issuedAt: number | null
  startsAt: number | null
  expiresAt: number | null
  /** The server's clock minus ours. */
  offset: number
}

/** A `Date` header has no ms. */
const RESOLUTION_MS = 1000
const NOTABLE_MS = 30_000

function timesOf({ evidence }: AnswerContext): Times {
  const { claims } = evidence
  const offset = measuredOffset(evidence)
  const sent = sentAt(evidence)
  const at = sent === null ? null : sent + offset
  const issuedAt = claims?.issuedAt ?? null
  const isFromFuture = issuedAt !== null && at !== null && issuedAt > at + NOTABLE_MS
  return {
    at,
    issuedAt,
    startsAt: claims?.notBefore ?? (isFromFuture ? issuedAt : null),
    expiresAt: claims?.expiresAt ?? null,
    offset,
  }
}

/** As `timesOf`, with the moment that the words name, and the time that they call the current one. */
function timesSaid(subject: AnswerContext, said: string): Times & { said: number | null } {
  const times = timesOf(subject)
  const near = times.at ?? subject.evidence.now
  return { ...times, at: times.at ?? currentTimeSaid(said, near), said: momentSaid(said, near) }
}

/** Whether the token had expired by the server's clock. A response without a date does not tell how old it is. */
export function hasExpired(subject: AnswerContext): boolean {
  const { at, expiresAt } = timesOf(subject)
  return at !== null && expiresAt !== null && expiresAt <= at
}

/** Whether the time of the token had not begun by the server's clock. */
export function isEarly(subject: AnswerContext): boolean {
  const { at, startsAt } = timesOf(subject)
  return at !== null && startsAt !== null && startsAt > at + RESOLUTION_MS
}

/** @param said the words that name it; left out where the claims show it */
export function explainExpired(subject: AnswerContext, after: AfterFresh, said = ''): Partial<Explanation> {
  const { evidence } = subject
  const times = timesSaid(subject, said)
  const { at } = times
  const expiresAt = times.expiresAt ?? times.said
  const isSent = evidence.attempts.length > 0
  const isDated = at !== null && expiresAt !== null && expiresAt <= at
  const until = expiresAt === null ? null : clockTime(expiresAt, evidence.now)
  const left = isSent && at !== null ? `, and the request left at ${clockTime(at, evidence.now)}` : ''
  const how = isDated
    ? ` ${formatDuration(Math.max(RESOLUTION_MS, at - expiresAt))} before ${isSent ? 'the request' : 'this response'}`
    : ''
  const why = clocksOf(subject, times, isDated, after)
  return {
    headline: after.isFresh
      ? 'A fresh token had expired already'
      : `The token ${isDated ? 'had' : 'has'} expired${how}`,
    meaning:
      until === null
        ? 'The API knows the token, and its time is over.'
        : `The token was valid until ${until}${isDated ? `${isSent ? " by the server's clock" : ''}${left}` : ''}.`,
    cause: (sayingOf(subject) + why.cause).trim(),
    remedy: [...after.steps, ...why.steps],
    retry: after.retry,
  }
}

const renew = step('In your program, request a new token shortly before the old one expires.')
export const setClock = step("Set this computer's clock by a time server.")
const reportClocks = step(
  'Send Guardhouse support this response: their clocks may differ.',
  'copy-for-support',
)

/** Why an expired token was used: by mistake, or because of clocks that differ. */
function clocksOf(
  { evidence }: AnswerContext,
  { at, issuedAt, expiresAt, offset }: Times,
  isDated: boolean,
  { isFresh }: AfterFresh,
): { cause: string; steps: Step[] } {
  const ours = Math.abs(offset) >= NOTABLE_MS ? `${capital(clockFault(offset))}. ` : ''
  const isOurs = ours !== '' && at !== null && expiresAt !== null && at - offset < expiresAt
  if (isFresh) {
    const age = issuedAt !== null && at !== null ? at - issuedAt : 0
    const issued =
      issuedAt !== null && age >= NOTABLE_MS
        ? `The token says that it was issued ${formatDuration(age)} before the request. `
        : ''
    return {
      cause: `${issued}${ours}The clocks of the API and of the token request differ, or a cache returned an old token.`,
      steps: [...(ours === '' ? [] : [setClock]), reportClocks],
    }
  }
  if (isOurs)
    return { cause: `${ours}By the clock of this computer the token was still valid.`, steps: [setClock] }
  if (isDated)
    return {
      cause: 'Tokens are valid for a short time only.',
      steps: [renew],
    }
  if (expiresAt === null) return { cause: '', steps: [] }
  const until = `Its claims say that the token is valid until ${clockTime(expiresAt, evidence.now)}.`
  return {
    cause: `${until} ${ours === '' ? 'The clocks may disagree.' : ours.trim()}`,
    steps: ours === '' ? [] : [setClock],
  }
}

/** Words about the time of the request. The clocks are known where a response of the server had a date. */
export function explainClock(subject: AnswerContext, after: AfterFresh): Partial<Explanation> {
  const { offset } = timesOf(subject)
  const isOurs = Math.abs(offset) >= NOTABLE_MS
  return {
    headline: isOurs ? capital(clockFault(offset)) : 'The API refuses the time of the request',
    meaning: 'The API compares its own time with one of the request or its token.',
    cause: `${sayingOf(subject)}${isOurs ? `${capital(clockFault(offset))}.` : 'Postern found no difference between the clocks, or could not compare them.'}`,
    remedy: [isOurs ? setClock : compareClock, ...after.steps, reportClocks],
    retry: isOurs
      ? { ...after.retry, advice: `${after.retry.advice} It may pass after you have set the clock.` }
      : after.retry,
  }
}

const compareClock = step('Compare the clock of this computer with the Date of the response.')

/** A difference of the clocks that is worth a sentence beside any refusal of a token; null where there is none. */
export function clockNote(subject: AnswerContext): string | null {
  const { offset } = timesOf(subject)
  return Math.abs(offset) < LARGE_MS ? null : `${capital(clockFault(offset))}.`
}

const LARGE_MS = 120_000

function clockFault(offset: number): string {
  return `this computer's clock is ${formatDuration(Math.abs(offset))} ${offset > 0 ? 'behind' : 'ahead of'} the server's`
}

/** @param said the words that name it; left out where the claims show it */
export function explainEarly(subject: AnswerContext, said = ''): Partial<Explanation> {
  const { evidence } = subject
  const times = timesSaid(subject, said)
  const { at, offset } = times
  const startsAt = times.startsAt ?? times.said
  const ours = startsAt === null ? null : startsAt - offset
  const from = startsAt === null ? null : clockTime(startsAt, evidence.now)
  const isKnown = startsAt !== null && at !== null && startsAt > at
  const isOver = ours !== null && ours <= evidence.now
  const isOurs = Math.abs(offset) >= NOTABLE_MS
  const wait = ours === null ? 'in a few minutes' : `after ${clockTime(ours, evidence.now)}`
  return {
    headline: isKnown
      ? `The token was sent ${formatDuration(startsAt - at)} before it is valid`
      : 'The token is not valid yet',
    meaning:
      from === null
        ? 'The time of the token has not begun by the clock of the API.'
        : `The token is valid from ${from} on.`,
    cause: `${sayingOf(subject)}${isOurs ? `${capital(clockFault(offset))}.` : 'Perhaps two clocks differ.'} ${WHOSE}`,
    remedy: [
      isOver
        ? step('Replay it: that time has passed.', 'replay')
        : step(`Wait, then replay it ${wait}.`, ours === null ? 'replay' : 'wait-and-replay'),
      ...(isOurs ? [setClock] : []),
      reportClocks,
    ],
    retry: wasRefreshed(subject)
      ? {
          helps: 'no',
          advice: `The API refused a fresh token as well. The same token may pass ${isOver ? 'now' : wait}.`,
          notBefore: null,
        }
      : {
          helps: 'now',
          advice: `Once, with a fresh token.${isOver ? ' That time has passed.' : ` The same token may pass ${wait}.`}`,
          notBefore: null,
        },
  }
}

/** Of two clocks that differ nobody sees from here which is wrong, or whether the token is meant to begin later. */
const WHOSE = 'Postern cannot tell whose clock is wrong.'

/** The challenge of an empty response that asks for a token and names no error (RFC 6750, section 3.1). */
function bareChallenge({ response, decoded }: AnswerContext): string {
  return decoded.envelope.kind === 'empty' &&
    /^bearer\s*$/i.test(headerOf(response.headers, 'www-authenticate') ?? '')
    ? 'The response asks for a Bearer token and names no error. Servers often do so when no token arrived. '
    : ''
}

/** A token that was refused for a reason that neither the response nor its claims show. */
export function refusedInTime(subject: AnswerContext, base: CatalogText): Partial<Explanation> {
  const { evidence } = subject
  const { at, expiresAt } = timesOf(subject)
  const bare = bareChallenge(subject)
  const unread = unreadWords(subject)
  const saying = sayingOf(subject) + bare
  const why =
    unread === null ? 'The key may have been revoked, or the token is of another region.' : unreadNote(unread)
  const remedy = bare === '' ? base.remedy : [fresh, checkProxy]
  if (expiresAt === null) return { headline: 'The token was refused', cause: saying + base.cause, remedy }
  const until = clockTime(expiresAt, evidence.now)
  if (expiresAt <= evidence.now && at === null)
    return {
      headline: 'The token was refused, and has expired by now',
      meaning: `The token was valid until ${until}. The response carries no time, so Postern cannot tell whether the token had expired before.`,
      cause: saying + base.cause,
      remedy: [fresh],
      retry: once,
    }
  return {
    headline: 'The token was refused before its time was up',
    meaning: `Its claims say that the token is valid until ${until}, and the API does not accept it.`,
    cause: saying + why,
    remedy,
  }
}

const checkProxy = step(
  'If the API refuses that too, check whether a proxy removes the Authorization header.',
)
