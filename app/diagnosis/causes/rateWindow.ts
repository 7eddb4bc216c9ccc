import { step, type CatalogText } from '../../catalog/text.ts'
import type { WindowState } from '../../contract/rateWindow.ts'
import { formatDuration } from '../../contract/duration.ts'
import type { AnswerContext, Explanation } from '../answerContext.ts'
import { readRateLimits } from '../rateLimit.ts'
import { longest } from '../retryAfter.ts'
import { answeredAt, askedPause, windowEnd } from '../retryTime.ts'
import { capital, plural } from '../../contract/words.ts'
import { isGeneral } from '../said.ts'
import { clockTime, isoTime, quotedAtEnd } from '../words.ts'
import { renewalNote } from '../topics/facts.ts'
import { unreadNote } from './saidInWords.ts'

/** A 429: how full the window was, and when the next begins. */
export function explainWindow(subject: AnswerContext, base: CatalogText): Partial<Explanation> {
  const { evidence } = subject
  const { now } = evidence
  const isQuota = isOfQuota(subject)
  const { headline, meaning, cause } = isQuota
    ? { ...QUOTA, cause: quotaSaid(subject) }
    : {
        headline: base.title,
        ...(otherLimitSaid(subject) ?? { meaning: meaningOf(subject, base), cause: causeOf(subject, base) }),
      }
  const [first, ...others] = isQuota ? quotaSteps(subject) : base.remedy
  const asked = askedPause(evidence)
  // The API's own window ends at a boundary. A gateway's limit ends when the gateway says, but after a 429 of its own
  // requests Postern keeps the window closed until the boundary.
  const isOwn = !isQuota && !(subject.gateway && asked?.until && evidence.attempts.length === 0)
  const opens = longest([isOwn ? windowEnd(evidence) : null, asked?.until ?? null])
  // A pasted response without a date does not say when it came.
  if (opens === null)
    return {
      headline,
      meaning,
      cause,
      remedy: [
        asked ? step(`Wait ${formatDuration(asked.ms)}, then replay it.`, first?.action ?? null) : first,
        ...others,
      ].filter((each) => each !== undefined),
      retry: {
        helps: 'later',
        advice: asked
          ? `The response asks for a pause of ${formatDuration(asked.ms)}.`
          : isQuota
            ? `After the quota is renewed. ${renewalNote(subject.messages.join(' '))}`
            : base.retry.advice,
        notBefore: null,
      },
    }
  const at = clockTime(opens, now)
  const again = opens > now || evidence.attempts.length > 0
  const wait = formatDuration(opens - (answeredAt(evidence) ?? now))
  const source =
    opens === asked?.until ? 'as the response asks' : "at the next boundary of the server's clock"
  return {
    headline: `The ${isQuota ? 'quota' : 'rate limit'} ${again ? 'is' : 'was'} used up until ${at}`,
    meaning,
    cause,
    remedy: [
      again
        ? step(`Wait until ${at}, then replay it.`, 'wait-and-replay')
        : step('Replay it: that time has passed.', 'replay'),
      ...others,
    ],
    retry: {
      helps: 'later',
      advice: again
        ? `${capital(source)}, ${wait} after the response. Earlier attempts are refused too.`
        : 'That time has passed.',
      notBefore: isoTime(opens),
    },
  }
}

const QUOTA = {
  headline: 'The quota is used up',
  meaning: 'The quota counts requests over a longer time than a minute.',
}
const quotaSteps = ({ gateway }: AnswerContext) => [
  step('Wait until the quota is renewed, then replay it.', 'wait-and-replay'),
  step(`Ask ${gateway === null ? 'your key administrator' : "the gateway's owner"} for a larger quota.`),
]

/** A quota is no rate window: it does not end with the minute. */
function isOfQuota({ gateway, messages, topics }: AnswerContext): boolean {
  return gateway === null
    ? topics().some(({ name }) => name === 'quota') ||
        messages.some((said) => /\bquota\b/i.test(said.slice(0, 500)))
    : gateway.says === 'quota'
}

function quotaSaid({ messages: [said] }: AnswerContext): string {
  const quote = said === undefined ? '' : `The API says: ${quotedAtEnd(said)} `
  return `${quote}This is not the rate window of 60 requests per minute.`
}

/** Words that every 429 may have. */
const OF_RATE =
  /\blimit\b|\brate[ -]?limit|\btoo many (?:requests|calls)|\brate exceeded|\bthrottl|\bslow(?:ing)? down|\bper minute\b|\b60\b/i
/** Limits that no rate window has. */
const OF_OTHERS =
  /\b(?:per|a|each|every) second\b|\bconcurren|\bparallel\b|\bsimultan|\bat (?:once|the same time)\b|\bburst\b/i

/** What the words of the API tell where they name another limit, or where Postern cannot read them. */
function otherLimitSaid({ gateway, messages }: AnswerContext): Pick<Explanation, 'meaning' | 'cause'> | null {
  const said = messages.find((each) => !isGeneral(each))
  if (gateway !== null || said === undefined) return null
  const isOther = OF_OTHERS.test(said.slice(0, 500))
  if (!isOther && OF_RATE.test(said.slice(0, 500))) return null
  return {
    meaning: 'HTTP 429 means that too many requests came.',
    cause: `The API says: ${quotedAtEnd(said)} ${isOther ? 'This is not the rate window of 60 requests per minute.' : unreadNote(said)}`,
  }
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
  if (otherLimit(subject) !== null)
    return 'This is not the limit of 60 per minute in the API documentation. All programs with this key count.'
  if (!isInWindow(subject)) return 'The API limits this path too, or a gateway in front of it does.'
  return subject.evidence.window ? usedUp(subject.evidence.window) : base.cause
}

function meaningOf(subject: AnswerContext, base: CatalogText): string {
  const { window } = subject.evidence
  const other = otherLimit(subject)
  if (other !== null)
    return `The response names a limit of ${plural(other, 'request', 'requests')}, and none remains.`
  if (!isInWindow(subject))
    return 'Too many requests came in a short time. The API documentation gives no limit for this path: its 60 per minute are for external endpoints.'
  if (!window) return base.meaning
  const who = window.others === null ? 'This key has' : 'All programs with this key together have'
  return `${who} used up the rate window: ${window.limit} requests in ${formatDuration(window.lengthMs)}.`
}

function usedUp({ own, others, limit, lengthMs }: WindowState): string {
  const ours = `Postern sent ${own} of the ${limit} requests that the key may send in ${formatDuration(lengthMs)}`
  return others !== null || own < limit / 2
    ? `${ours}, so another program uses the same key or shares its limit.`
    : `${ours}. Other programs with the same key count too.`
}
