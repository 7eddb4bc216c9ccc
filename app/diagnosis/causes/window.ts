import { step, type CatalogText } from '../../catalog/text.ts'
import type { WindowState } from '../../contract/window.ts'
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
    cause: window ? usedUp(window) : base.cause,
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

function usedUp({ own, others, limit, lengthMs }: WindowState): string {
  const ours = `Postern has sent ${own} of the ${limit} requests that the key may send in ${duration(lengthMs)}`
  return others !== null || own < limit / 2
    ? `${ours}, so somebody else is using the same key or shares its limit.`
    : `${ours}. Whatever else uses the same key counts too.`
}
