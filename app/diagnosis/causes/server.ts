import { step, type CatalogText } from '../../catalog/text.ts'
import { isSafeToRepeat, requestAttempts, unsafeRetry, type Case, type Explanation } from '../case.ts'
import { retryAfter } from '../retryTime.ts'
import { clockTime, isoTime, quotedAtEnd } from '../words.ts'

/** A 5xx: the trace ID, how often it failed, and whether it may be sent again. */
export function explainServer(subject: Case, base: CatalogText): Partial<Explanation> {
  const { evidence, request, traceId } = subject
  const failed = requestAttempts(evidence).filter((attempt) => (attempt.response?.status ?? 0) >= 500).length
  const said = subject.messages[0]
  const cause = [
    base.cause,
    said === undefined ? '' : `The answer says: ${quotedAtEnd(said)}`,
    failed > 1 ? `It failed ${failed} times in a row.` : '',
  ]
    .filter(Boolean)
    .join(' ')
  const support = traceId
    ? step(`If it keeps failing, send support the trace ID ${traceId} and the time.`, 'copy-for-support')
    : step(
        'If it keeps failing, send support the time and the request: the answer carries no trace ID.',
        'copy-for-support',
      )
  const others = base.remedy.filter((each) => each.action !== 'copy-for-support')
  if (base.retry.helps !== 'later' && base.retry.helps !== 'now')
    return { cause, remedy: [...others, support] }
  if (!isSafeToRepeat(request)) {
    return {
      cause,
      remedy: [
        step(`Find out whether the ${request.method} took effect before you send it again.`),
        step('Send it again once you know that it did not.', 'replay'),
        support,
      ],
      retry: unsafeRetry(request),
    }
  }
  const asked = retryAfter(evidence)
  return {
    cause,
    remedy: [...others, support],
    retry: {
      helps: base.retry.helps,
      advice:
        asked === null
          ? base.retry.advice
          : `Not before ${clockTime(asked)}: the answer asks for that pause.`,
      notBefore: asked === null ? null : isoTime(asked),
    },
  }
}
