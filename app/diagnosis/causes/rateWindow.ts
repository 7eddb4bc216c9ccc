import { step, type CatalogText } from '../../catalog/text.ts'
import type { WindowState } from '../../contract/rateWindow.ts'
import { formatDuration } from '../../contract/duration.ts'
import type { AnswerContext, Explanation } from '../answerContext.ts'
import { answeredAt, askedPause, windowEnd } from '../retryTime.ts'
import { clockTime, isoTime } from '../words.ts'

/** A 429: how full the window was, and when the next begins. */
export function explainWindow(subject: AnswerContext, base: CatalogText): Partial<Explanation> {
  const { evidence } = subject
  const { now } = evidence
  const told = {
    meaning: meaningOf(subject, base),
    cause: causeOf(subject, base),
  }
  const boundary = windowEnd(evidence)
  const asked = askedPause(evidence)
  // The API's own window ends at a boundary. A gateway's limit ends when the gateway says, but after a 429 of its own
  // requests Postern keeps the window closed until the boundary.
  const isOfGateway = subject.gateway !== null && evidence.attempts.length === 0
  const opens = isOfGateway && asked?.until ? asked.until : laterOf(boundary, asked?.until ?? null)
  // Nobody knows when a pasted answer without a date came.
  if (opens === null)
    return {
      ...told,
      ...(asked && {
        remedy: [
          step(`Wait ${formatDuration(asked.ms)}, then send it again.`, base.remedy[0]?.action ?? null),
          ...base.remedy.slice(1),
        ],
      }),
      retry: {
        helps: 'later',
        advice: asked ? `The answer asks for a pause of ${formatDuration(asked.ms)}.` : base.retry.advice,
        notBefore: null,
      },
    }
  const at = clockTime(opens, now)
  const again = opens > now || evidence.attempts.length > 0
  const wait = formatDuration(opens - (answeredAt(evidence) ?? now))
  const source = opens === asked?.until ? 'as it asks' : "at the next boundary of the server's clock"
  return {
    ...told,
    headline: `The rate limit ${again ? 'is' : 'was'} used up until ${at}`,
    remedy: [
      again
        ? step(`Wait until ${at}, then send it again.`, 'wait-and-replay')
        : step('Send it again: that time has passed.', 'replay'),
      ...base.remedy.slice(1),
    ],
    retry: {
      helps: 'later',
      advice: again
        ? `From ${at} on, ${source}: ${wait} after this answer. Earlier tries are refused too.`
        : `It was open again from ${at} on, ${source}. That time has passed.`,
      notBefore: isoTime(opens),
    },
  }
}

function laterOf(one: number | null, other: number | null): number | null {
  return one === null || other === null ? (one ?? other) : Math.max(one, other)
}

const EXTERNAL = '/api/external/'

/** Whether the guide's limit is for what was asked. */
function isInWindow({ endpoint, target, request, isTokenAnswer }: AnswerContext): boolean {
  if (isTokenAnswer) return false
  return endpoint?.inWindow ?? (request.url === '' || target.path.toLowerCase().startsWith(EXTERNAL))
}

function causeOf(subject: AnswerContext, base: CatalogText): string {
  if (!isInWindow(subject)) return 'The API limits it all the same, or something in front of the API does.'
  return subject.evidence.window ? usedUp(subject.evidence.window) : base.cause
}

function meaningOf(subject: AnswerContext, base: CatalogText): string {
  const { window } = subject.evidence
  if (!isInWindow(subject))
    return 'More requests came in a short time than are let through. The guide names no limit for this path: its 60 a minute are for the external endpoints.'
  if (!window) return base.meaning
  const who = window.others === null ? 'with this key' : 'by all that use this key'
  return `More requests were sent ${who} than fit into one window: ${window.limit} in ${formatDuration(window.lengthMs)}.`
}

function usedUp({ own, others, limit, lengthMs }: WindowState): string {
  const ours = `Postern has sent ${own} of the ${limit} requests that the key may send in ${formatDuration(lengthMs)}`
  return others !== null || own < limit / 2
    ? `${ours}, so somebody else is using the same key or shares its limit.`
    : `${ours}. Whatever else uses the same key counts too.`
}
