import type { DecisionRule } from '../../contract/decisionRules.ts'
import { step, type CatalogText } from '../../catalog/text.ts'
import type { Attempt } from '../../contract/exchange.ts'
import { formatDuration } from '../../contract/duration.ts'
import { isSafeToRepeat, type AnswerContext, type Explanation } from '../answerContext.ts'
import type { Evidence } from '../evidence.ts'
import { whySafe } from '../mayHaveRun.ts'
import { askedPause, pauseRetry } from '../retryTime.ts'
import { isForeignLanguage } from '../language.ts'
import { isGeneral } from '../said.ts'
import { sentIn } from '../topics/facts.ts'
import { unreadNote } from './saidInWords.ts'
import { isTokenRequest } from '../subject.ts'
import { isSafeMethod } from '../../contract/http.ts'
import { plural } from '../../contract/words.ts'
import { clockTime, quotedAtEnd } from '../words.ts'

/** The policy's rule that ends a back-off. */
const TRIED_ENOUGH: DecisionRule = 'server-error-cap'

const MOST_MESSAGES = 5

/** A 5xx: the trace ID, how often it failed, and whether a replay is safe. */
export function explainServer(subject: AnswerContext, base: CatalogText): Partial<Explanation> {
  const { evidence, request, traceId } = subject
  const purpose = evidence.attempts.at(-1)?.purpose
  const tries = evidence.attempts.filter(
    (attempt) => attempt.purpose === purpose && (attempt.response?.status ?? 0) >= 500,
  )
  const { earlier } = evidence
  const failed = earlier ? failedInARow(earlier) + 1 : tries.length
  const said = subject.messages.slice(0, MOST_MESSAGES).map(quotedAtEnd)
  const isSafe = subject.isTokenAnswer || isSafeToRepeat(request)
  const meaning = meaningOf(subject, base)
  const cause = [
    base.cause,
    said.length === 0 ? '' : `The response says: ${said.join(' ')}`,
    isForeignLanguage(subject.messages[0] ?? '') ? unreadNote(subject.messages[0] ?? '') : '',
    failed > 1 ? `It failed ${failed} times in a row.` : '',
    isSafe ? '' : pauseSaid(evidence),
  ]
    .filter(Boolean)
    .join(' ')
  const what = traceId ? `the trace ID ${traceId} and the time` : 'the time and the request'
  const support = step(`If it keeps failing, send Guardhouse support ${what}.`, 'copy-for-support')
  const named = sentIn(subject.messages[0] ?? '', subject.target.query)
  const check = named === null ? [] : [step(`Check ${named}, which the message names.`, 'edit-request')]
  const remedy = [...check, ...base.remedy.filter((each) => each.action !== 'copy-for-support'), support]
  if (!isSafe) return { meaning, cause, remedy }
  if (tries.at(-1)?.decision?.rule === TRIED_ENOUGH) return { ...persistent(subject, tries), meaning, cause }
  const retry = pauseRetry(evidence, base.retry.advice)
  const isDeclared = !subject.isTokenAnswer && !isSafeMethod(request.method) && !isTokenRequest(request)
  return {
    meaning,
    cause,
    remedy,
    retry: isDeclared ? { ...retry, advice: `${retry.advice} ${whySafe(request)}` } : retry,
  }
}

/** The status is named where no words say more. */
function meaningOf({ response, messages }: AnswerContext, base: CatalogText): string {
  return response.status >= 500 && messages.every(isGeneral)
    ? `The response has HTTP ${response.status}. ${base.meaning}`
    : base.meaning
}

/** The pause that a response asks for, where the retry advice is about another thing. */
function pauseSaid(evidence: Evidence): string {
  const asked = askedPause(evidence)
  if (asked === null) return ''
  const how =
    asked.until === null ? `of ${formatDuration(asked.ms)}` : `until ${clockTime(asked.until, evidence.now)}`
  return `The response asks for a pause ${how}.`
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
  const status = tries.every((each) => each.response?.status === response.status)
    ? `HTTP ${response.status}`
    : 'a 5xx'
  const name = traceId === null ? 'the time and the request' : `the trace ID ${traceId} and the time`
  return {
    ...(tries.length > 1 ? { headline: `The server failed ${tries.length} times in a row` } : {}),
    remedy: [
      step(`Send Guardhouse support ${name}, best with the support bundle.`, 'copy-for-support'),
      step('Replay it once Guardhouse support has replied, or much later.', 'replay'),
    ],
    retry: {
      helps: 'later',
      advice: `Postern sent it ${plural(tries.length, 'time', 'times')}${howLong}, the limit of the profile. Each attempt got ${status}. Replay it after Guardhouse support has replied.`,
      notBefore: null,
    },
  }
}
