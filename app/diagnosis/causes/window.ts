import { step, type CatalogText } from '../../catalog/text.ts'
import type { Case, Explanation } from '../case.ts'
import { answeredAt, retryAfter, windowEnd } from '../retryTime.ts'
import { clockTime, duration, isoTime } from '../words.ts'

/** A 429: how full the window was, and when the next begins. */
export function explainWindow(subject: Case, base: CatalogText): Partial<Explanation> {
  const { evidence } = subject
  const { window } = evidence
  const boundary = windowEnd(evidence)
  const asked = retryAfter(evidence)
  const opens = asked !== null && asked > boundary ? asked : boundary
  const wait = opens - answeredAt(evidence)
  const source =
    opens === asked ? 'as its Retry-After header asks' : "at the next boundary of the server's clock"
  return {
    headline: `The rate limit is used up until ${clockTime(opens)}`,
    cause: window ? usedUp(window.used, window.limit, duration(window.lengthMs), window.shared) : base.cause,
    remedy: [
      step(`Wait until ${clockTime(opens)}, then send it again.`, 'wait-and-replay'),
      ...base.remedy.slice(1),
    ],
    retry: {
      helps: 'later',
      advice: `From ${clockTime(opens)} on, ${source}: ${duration(wait)} after this answer. Earlier tries are refused too.`,
      notBefore: isoTime(opens),
    },
  }
}

function usedUp(used: number, limit: number, length: string, isShared: boolean): string {
  const ours = `Postern has sent ${used} of the ${limit} requests that the key may send in ${length}`
  return isShared || used < limit / 2
    ? `${ours}, so somebody else is using the same key or shares its limit.`
    : `${ours}. Whatever else uses the same key counts too.`
}
