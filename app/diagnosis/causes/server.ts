import type { DecisionRule } from '../../contract/decisionRules.ts'
import { step, type CatalogText } from '../../catalog/text.ts'
import type { Attempt } from '../../contract/exchange.ts'
import { formatDuration } from '../../contract/duration.ts'
import { isSafeToRepeat, type AnswerContext, type Explanation } from '../answerContext.ts'
import { pauseRetry } from '../retryTime.ts'
import { plural } from '../../contract/words.ts'
import { quotedAtEnd } from '../words.ts'

/** The policy's rule that ends a back-off. */
const TRIED_ENOUGH: DecisionRule = 'server-error-cap'

/** A 5xx: the trace ID, how often it failed, and whether it may be sent again. */
export function explainServer(subject: AnswerContext, base: CatalogText): Partial<Explanation> {
  const { evidence, request, traceId } = subject
  const purpose = evidence.attempts.at(-1)?.purpose
  const tries = evidence.attempts.filter(
    (attempt) => attempt.purpose === purpose && (attempt.response?.status ?? 0) >= 500,
  )
  const { earlier } = evidence
  const failed = earlier ? failedInARow(earlier) + 1 : tries.length
  const said = subject.messages[0]
  const cause = [
    base.cause,
    said === undefined ? '' : `The response says: ${quotedAtEnd(said)}`,
    failed > 1 ? `It failed ${failed} times in a row.` : '',
  ]
    .filter(Boolean)
    .join(' ')
  const what = traceId ? `the trace ID ${traceId} and the time` : 'the time and the request'
  const support = step(`If it keeps failing, send Guardhouse support ${what}.`, 'copy-for-support')
  const others = base.remedy.filter((each) => each.action !== 'copy-for-support')
  if (!subject.isTokenAnswer && !isSafeToRepeat(request)) return { cause, remedy: [...others, support] }
  if (tries.at(-1)?.decision?.rule === TRIED_ENOUGH) return { ...persistent(subject, tries), cause }
  return { cause, remedy: [...others, support], retry: pauseRetry(evidence, base.retry.advice) }
}

/** How often the request failed at the end of what others tried. */
function failedInARow(earlier: readonly Attempt[]): number {
  const requests = earlier.filter(({ purpose }) => purpose === 'request')
  return requests.length - 1 - requests.findLastIndex(({ response }) => (response?.status ?? 0) < 500)
}

/** From the guide: "Retry with backoff; if persistent, contact support with the trace ID." */
function persistent({ traceId, response }: AnswerContext, tries: readonly Attempt[]): Partial<Explanation> {
  const [first] = tries
  const last = tries.at(-1)
  const spent = first && last ? Date.parse(last.startedAt) - Date.parse(first.startedAt) : Number.NaN
  const howLong = spent > 0 ? ` over ${formatDuration(spent)}` : ''
  const name = traceId === null ? 'the time and the request' : `the trace ID ${traceId} and the time`
  return {
    ...(tries.length > 1 ? { headline: `The server failed ${tries.length} times in a row` } : {}),
    remedy: [
      step(`Send Guardhouse support ${name}, best with the support bundle.`, 'copy-for-support'),
      step('Replay it once Guardhouse support has replied, or much later.', 'replay'),
    ],
    retry: {
      helps: 'later',
      advice: `Postern has sent it ${plural(tries.length, 'time', 'times')}${howLong}, which is all that the profile allows, and each try got ${tries.every((each) => each.response?.status === response.status) ? response.status : 'a 5xx'}. Try once more when support has answered.`,
      notBefore: null,
    },
  }
}
