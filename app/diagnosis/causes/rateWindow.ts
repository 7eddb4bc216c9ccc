import { step, type CatalogText, type Step } from '../../catalog/text.ts'
import type { WindowState } from '../../contract/rateWindow.ts'
import { formatDuration } from '../../contract/duration.ts'
import { isSafeMethod } from '../../contract/http.ts'
import { isTokenRequest } from '../subject.ts'
import type { AnswerContext, Explanation } from '../answerContext.ts'
import { readRateLimits } from '../rateLimit.ts'
import { longest } from '../retryAfter.ts'
import { answeredAt, askedPause, windowEnd, type AskedPause } from '../retryTime.ts'
import { plural } from '../../contract/words.ts'
import { clockTime, isoTime } from '../words.ts'
import { renewalDay } from '../topics/facts.ts'
import { isForeignLanguage } from '../language.ts'
import { NO_ENGLISH } from './saidInWords.ts'
import {
  limitSaid,
  limitText,
  mayBeQuota,
  namesOtherRate,
  otherLimitSaid,
  type OtherLimit,
} from './rateWords.ts'

/** A 429: which limit it is about, how full the window was, and when a replay may pass. */
export function explainWindow(subject: AnswerContext, base: CatalogText): Partial<Explanation> {
  const limit = otherLimitSaid(subject)
  return limit === null ? explainRate(subject, base) : explainOther(subject, limit)
}

/** A limit that is not the rate window: it ends when the response says, and else nobody knows. */
function explainOther(subject: AnswerContext, limit: OtherLimit): Partial<Explanation> {
  const { evidence } = subject
  const { headline, meaning, steps, wait, advice } = limitText(limit, subject)
  const day = limit === 'quota' ? renewalDay(subject.messages.join(' ')) : null
  const asked = askedPause(evidence)
  const isNextMinute = limit === 'unknown' && !subject.messages.some((said) => LATER.test(said))
  const opens = longest([isNextMinute ? windowEnd(evidence) : null, asked?.until ?? null])
  const at = opens === null ? null : clockTime(opens, evidence.now)
  const isOver = opens !== null && opens <= evidence.now && evidence.attempts.length === 0
  const later = isOver
    ? step('Replay it: that time has passed.', 'replay')
    : step(
        waitFor(at, asked) ?? (day === null ? wait : `Wait until ${day}, which the message names.`),
        'wait-and-replay',
      )
  return {
    headline:
      at !== null && limit === 'quota' ? `The quota ${isOver ? 'was' : 'is'} used up until ${at}` : headline,
    meaning,
    cause: [limitSaid(subject), limit === 'unknown' ? foreignNote(subject) : NOT_THE_WINDOW]
      .filter(Boolean)
      .join(' '),
    remedy:
      limit === 'blocked' && !isOver ? [...steps.slice(0, 1), later, ...steps.slice(1)] : [later, ...steps],
    retry: {
      helps: 'later',
      advice: isOver
        ? 'That time has passed.'
        : asked === null || opens !== asked.until
          ? day === null
            ? advice
            : `The message names the end: ${day}.`
          : askedAdvice(asked, at) + begins(subject, limit),
      notBefore: opens === null ? null : isoTime(opens),
    },
  }
}

/** Words for a time that is later than the next minute. */
const LATER =
  /\b(?:tomorrow|later today|next (?:day|week|month)|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b/i

const foreignNote = ({ messages }: AnswerContext) => (messages.some(isForeignLanguage) ? NO_ENGLISH : '')

const NOT_THE_WINDOW = 'This is not the rate window of 60 requests per minute.'

function waitFor(at: string | null, asked: AskedPause | null): string | null {
  if (at !== null) return `Wait until ${at}, then replay it.`
  return asked === null ? null : `Wait ${formatDuration(asked.ms)}, then replay it.`
}

const askedAdvice = ({ ms }: AskedPause, at: string | null) =>
  at === null
    ? `The response asks for a pause of ${formatDuration(ms)}.`
    : `Not before ${at}, as the response says.`

const SPAN = /\bfor (?:an? |\d)/i

/** A block that is told as a length of time has begun when it was made, which nobody tells. */
function begins({ messages }: AnswerContext, limit: OtherLimit): string {
  return limit === 'blocked' && messages.some((said) => SPAN.test(said.slice(0, 500)))
    ? ' Postern counts that from the response: the block may have begun earlier.'
    : ''
}

/** How to send less: by what a program sends that needs so many. */
function paceOf({ isTokenAnswer, request }: AnswerContext): Step {
  if (isTokenAnswer || isTokenRequest(request))
    return step('In your program, keep one token for its whole lifetime.')
  return step(
    isSafeMethod(request.method)
      ? 'Spread the requests, or ask for larger pages.'
      : 'Spread the requests over the minute.',
  )
}

const ASK_QUOTA = step(
  'If the API refuses it again after that, ask your key administrator about a quota over a longer time.',
)

function explainRate(subject: AnswerContext, base: CatalogText): Partial<Explanation> {
  const { evidence, gateway } = subject
  const { now } = evidence
  const [first] = base.remedy
  const others = [...(mayBeQuota(subject) ? [ASK_QUOTA] : []), paceOf(subject)]
  const asked = askedPause(evidence)
  // The API's own window ends at a boundary. A gateway's limit ends when the gateway says, but after a 429 of its own
  // requests Postern keeps the window closed until the boundary.
  const boundary = gateway && asked?.until && evidence.attempts.length === 0 ? null : windowEnd(evidence)
  const opens = longest([boundary, asked?.until ?? null])
  const isLonger = boundary !== null && (asked?.until ?? 0) > boundary + WHOLE_SECONDS_MS
  const told = {
    meaning:
      isLonger && evidence.window === null && otherLimit(subject) === null
        ? LONGER
        : meaningOf(subject, base),
    cause: [limitSaid(subject), causeOf(subject, base)].filter(Boolean).join(' '),
  }
  // A pasted response without a date does not say when it came.
  if (opens === null)
    return {
      headline: base.title,
      ...told,
      remedy: [
        asked ? step(`Wait ${formatDuration(asked.ms)}, then replay it.`, first?.action ?? null) : first,
        ...others,
      ].filter((each) => each !== undefined),
      retry: {
        helps: 'later',
        advice: asked ? askedAdvice(asked, null) : base.retry.advice,
        notBefore: null,
      },
    }
  const at = clockTime(opens, now)
  const again = opens > now || evidence.attempts.length > 0
  return {
    ...told,
    headline: `The rate limit ${again ? 'is' : 'was'} used up until ${at}`,
    remedy: [
      again
        ? step(`Wait until ${at}, then replay it.`, 'wait-and-replay')
        : step('Replay it: that time has passed.', 'replay'),
      ...others,
    ],
    retry: {
      helps: 'later',
      advice: again ? whenOpen(subject, opens, asked) : 'That time has passed.',
      notBefore: isoTime(opens),
    },
  }
}

/** A pause in whole seconds that leads to the boundary may end a little after it. */
const WHOLE_SECONDS_MS = 2000

const LONGER =
  'Too many requests came. The API documentation has 60 per minute, but the response asks for a longer pause.'

/** Why that time: the boundary by the documentation, or the response. Only of the boundary alone it is sure that earlier attempts fail. */
function whenOpen({ evidence }: AnswerContext, opens: number, asked: AskedPause | null): string {
  const wait = `${formatDuration(opens - (answeredAt(evidence) ?? evidence.now))} after the response.`
  if (opens === asked?.until) return `As the response asks, ${wait}`
  const at = `At the next boundary of the server's clock, ${wait}`
  return asked === null
    ? `${at} An earlier attempt gets the same refusal.`
    : `${at} The response asks for ${formatDuration(asked.ms)}, and the API documentation for the boundary.`
}

const EXTERNAL = '/api/external/'

/** Whether the guide's limit is for what was asked. */
function isInWindow({ endpoint, target, request, isTokenAnswer }: AnswerContext): boolean {
  if (isTokenAnswer) return false
  return endpoint?.inWindow ?? (request.url === '' || target.path.toLowerCase().startsWith(EXTERNAL))
}

const DOCUMENTED_LIMIT = 60

/** A used up limit that the headers of the response name, and the API documentation does not; null where there is none. */
function otherLimit({ response, evidence }: AnswerContext): number | null {
  const used = readRateLimits(response.headers, evidence.now).find(({ remaining }) => remaining === 0)
  return used === undefined || used.limit === DOCUMENTED_LIMIT ? null : used.limit
}

function causeOf(subject: AnswerContext, base: CatalogText): string {
  if (namesOtherRate(subject, DOCUMENTED_LIMIT) || otherLimit(subject) !== null)
    return 'This is not the limit of 60 per minute in the API documentation. All programs with this key count.'
  if (!isInWindow(subject)) return 'The API limits this path too, or a gateway in front of it does.'
  return subject.evidence.window ? usedUp(subject.evidence.window) : base.cause
}

function meaningOf(subject: AnswerContext, base: CatalogText): string {
  const { window } = subject.evidence
  const other = otherLimit(subject)
  if (other !== null)
    return `The response names a limit of ${plural(other, 'request', 'requests')}, and none remains.`
  if (namesOtherRate(subject, DOCUMENTED_LIMIT)) return 'Requests came faster than the API allows.'
  if (!isInWindow(subject))
    return 'Too many requests came in a short time. The API documentation gives no limit for this path: its 60 per minute are for external endpoints.'
  if (!window) return base.meaning
  const who = window.others === null ? 'This key has' : 'All programs with this key together have'
  return `${who} used up the rate window: ${plural(window.limit, 'request', 'requests')} in ${formatDuration(window.lengthMs)}.`
}

function usedUp({ own, others, limit, lengthMs }: WindowState): string {
  const ours = `Postern sent ${own} of the ${plural(limit, 'request', 'requests')} that the key may send in ${formatDuration(lengthMs)}`
  return others !== null || own < limit / 2
    ? `${ours}, so another program uses the same key or shares its limit.`
    : `${ours}. Other programs with the same key count too.`
}
