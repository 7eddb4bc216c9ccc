import type { DecisionRule } from '../../contract/decisionRules.ts'
import { step, type CatalogText, type Step } from '../../catalog/text.ts'
import type { Attempt } from '../../contract/exchange.ts'
import { formatDuration } from '../../contract/duration.ts'
import { isSafeToRepeat, type AnswerContext, type Explanation } from '../answerContext.ts'
import type { Evidence } from '../evidence.ts'
import { whySafe } from '../mayHaveRun.ts'
import { askedPause, pauseRetry } from '../retryTime.ts'
import { isForeignLanguage } from '../language.ts'
import { isGeneral } from '../said.ts'
import { valueBlamed } from './valueBlamed.ts'
import { lessAsked } from './lessAsked.ts'
import { remedyFor } from './topicRemedy.ts'
import { TOPIC_TEXTS } from '../topics/topicTexts.ts'
import type { Topic, TopicName } from '../topics/topics.ts'
import { unreadNote } from './saidInWords.ts'
import { explainUnofferedPart, isPlanned, notOffered } from './notOffered.ts'
import { isTokenRequest } from '../subject.ts'
import { isSafeMethod } from '../../contract/http.ts'
import { plural } from '../../contract/words.ts'
import { clockTime, quotedAtEnd } from '../words.ts'

/** The policy's rule that ends a back-off. */
const TRIED_ENOUGH: DecisionRule = 'server-error-cap'

const MOST_MESSAGES = 5

/** A 5xx: the trace ID, how often it failed, and whether a replay is safe; of a 501 the part that is not offered. */
export function explainServer(subject: AnswerContext, base: CatalogText): Partial<Explanation> {
  const found = explainFailed(subject, base)
  const part = explainUnofferedPart(subject)
  return part ? { ...found, ...part } : found
}

function explainFailed(subject: AnswerContext, base: CatalogText): Partial<Explanation> {
  const { evidence, request, response, traceId } = subject
  const maintenance = maintenanceSaid(subject)
  if (maintenance) return maintenance
  const purpose = evidence.attempts.at(-1)?.purpose
  const tries = evidence.attempts.filter(
    (attempt) => attempt.purpose === purpose && (attempt.response?.status ?? 0) >= 500,
  )
  const { earlier } = evidence
  const failed = earlier ? failedInARow(earlier) + 1 : tries.length
  const said = subject.messages.slice(0, MOST_MESSAGES).map(quotedAtEnd)
  const isSafe = subject.isTokenAnswer || isSafeToRepeat(request)
  const quotedValue = valueBlamed(subject)
  const reason = quotedValue === null ? reasonSaid(subject) : null
  const meaning = meaningOf(subject, base)
  const says = said.length === 0 ? '' : `The response says: ${said.join(' ')}`
  const known = causeOf(subject, base, quotedValue !== null || reason !== null)
  const cause = [
    // Words that say more than the status lead.
    ...(subject.messages.every(isGeneral) ? [known, says] : [says, known]),
    isForeignLanguage(subject.messages[0] ?? '') ? unreadNote(subject.messages[0] ?? '') : '',
    quotedValue === null
      ? ''
      : quotedValue.isGuess
        ? `Postern guesses that ${quotedValue.name} of the request is the reason.`
        : `The words name ${quotedValue.name} of the request, so it may be the reason.`,
    reason === null
      ? ''
      : `The words suggest ${TOPIC_TEXTS[reason.name].suggests}. Then a replay gets the same response.`,
    failed > 1 ? `It failed ${plural(failed, 'time', 'times')} in a row.` : '',
    isSafe ? '' : pauseSaid(evidence),
  ]
    .filter(Boolean)
    .join(' ')
  const support = step(
    `If it keeps failing, send Guardhouse support ${forSupport(traceId)}.`,
    'copy-for-support',
  )
  const checks = quotedValue === null ? lessAsked(subject) : [step(quotedValue.hint, 'edit-request')]
  const remedy =
    response.status === 501
      ? notOffered(subject)
      : [
          ...checks,
          ...base.remedy
            .filter(
              ({ action }) =>
                action !== 'copy-for-support' && !(checks.length > 0 && action === 'edit-request'),
            )
            .map((each) => (each.action === 'replay' ? afterPause(each, evidence) : each)),
          ...(reason === null ? [] : remedyFor(reason, subject).slice(0, 1)),
          support,
        ]
  if (!isSafe) return { meaning, cause, remedy }
  if (quotedValue?.neverFits) return { meaning, cause, remedy: [...checks, support], retry: NEVER_FITS }
  if (earlier && failed > DOCUMENTED_RETRIES)
    return {
      headline: `The server failed ${plural(failed, 'time', 'times')} in a row`,
      meaning,
      cause,
      remedy: [
        step(`Stop, and send Guardhouse support ${forSupport(traceId)}.`, 'copy-for-support'),
        ...(quotedValue === null ? [] : checks),
      ],
      retry: ENOUGH,
    }
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

/** Reasons that no pause ends, by the words of a response whose status tells of a failure inside the API. */
function reasonSaid({ topics, isTokenAnswer, request, response }: AnswerContext): Topic | null {
  const [topic] = topics()
  const isLasting =
    topic !== undefined &&
    OF_REQUESTS.has(topic.name) &&
    !(isSafeMethod(request.method) && request.url !== '' && OF_CREATIONS.has(topic.name))
  return isLasting && !isTokenAnswer && response.status === 500 ? topic : null
}

/** What no read is the reason for. */
const OF_CREATIONS: ReadonlySet<TopicName> = new Set(['duplicate', 'limit-reached'])
const OF_REQUESTS: ReadonlySet<TopicName> = new Set([
  'archived',
  'closed',
  'cursor',
  'duplicate',
  'ended',
  'key-type',
  'limit-reached',
  'mismatch',
  'not-enabled',
  'not-found',
  'permission',
  'scope',
  'signed-link',
  'state',
  'stored-file',
  'suspended',
])

/** By what Guardhouse support finds a request. */
const forSupport = (traceId: string | null) =>
  traceId === null ? 'the time and the request' : `the trace ID ${traceId} and the time`

const IS_MAINTENANCE = /\bmaintenance\b|\bupgrad|\bbeing (?:updated|maintained)\b/i

/** A 5xx whose words name a maintenance: a replay helps after its end; null where they name none. */
function maintenanceSaid(subject: AnswerContext): Partial<Explanation> | null {
  const { evidence, request, isTokenAnswer } = subject
  const topic = subject.topics().find(({ name }) => name === 'maintenance')
  if (!topic || !IS_MAINTENANCE.test(topic.words)) return null
  const until = askedPause(evidence)?.until ?? null
  const at = until === null ? null : clockTime(until, evidence.now)
  const isOver = until !== null && until <= evidence.now
  const end =
    at ??
    (/\d{1,2}[:.]\d\d|\d (?:min|h)|\buntil\b/i.test(topic.words)
      ? 'the end that the message names'
      : 'the end of the maintenance')
  const isSafe = isTokenAnswer || isSafeToRepeat(request)
  return {
    headline: `The API ${isOver ? 'was' : 'is'} under maintenance${at === null ? '' : ` until ${at}`}`,
    meaning: 'The server accepts no requests during the maintenance.',
    cause: `The response says: ${subject.messages.slice(0, MOST_MESSAGES).map(quotedAtEnd).join(' ')}`,
    remedy: [
      isOver
        ? step('Replay it: that time has passed.', 'replay')
        : step(`Wait until ${end}, then replay it.`, 'wait-and-replay'),
      step(
        `If it still fails after that, send Guardhouse support ${forSupport(subject.traceId)}.`,
        'copy-for-support',
      ),
    ],
    ...(isSafe && { retry: pauseRetry(evidence, `After ${end}.`) }),
  }
}

/** From the guide: backoff of 1, 2, 4 and 8 seconds, up to a small cap. */
const DOCUMENTED_RETRIES = 4
const ENOUGH = {
  helps: 'no' as const,
  advice:
    'The API documentation has four retries, and your program made them. Replay it after Guardhouse support has replied.',
  notBefore: null,
}
const NEVER_FITS = {
  helps: 'no' as const,
  advice: 'The same value gets the same response. Correct it first.',
  notBefore: null,
}

function causeOf({ messages, response }: AnswerContext, base: CatalogText, isQuoted: boolean): string {
  if (response.status === 501) return isPlanned(messages) ? '' : base.cause
  // Words that name the reason leave nothing to guess.
  if (response.status === 503 && messages.some((each) => !isGeneral(each))) return ''
  return isQuoted ? 'The API documentation calls this an unhandled server error.' : base.cause
}

/** The status is named where no words say more. */
function meaningOf({ response, messages }: AnswerContext, base: CatalogText): string {
  return response.status >= 500 && messages.every(isGeneral)
    ? `The response has HTTP ${response.status}. ${base.meaning}`
    : base.meaning
}

/** The step that replays, with the end of the pause that the response asks for. */
function afterPause(each: Step, evidence: Evidence): Step {
  const until = askedPause(evidence)?.until ?? null
  return until === null || until <= evidence.now
    ? each
    : step(`Wait until ${clockTime(until, evidence.now)}, then replay it.`, 'wait-and-replay')
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
  return {
    ...(tries.length > 1
      ? { headline: `The server failed ${plural(tries.length, 'time', 'times')} in a row` }
      : {}),
    remedy: [
      step(
        `Send Guardhouse support ${forSupport(traceId)}, best with the support bundle.`,
        'copy-for-support',
      ),
      step('Replay it once Guardhouse support has replied, or much later.', 'replay'),
    ],
    retry: {
      helps: 'later',
      advice: `Postern sent it ${plural(tries.length, 'time', 'times')}${howLong}, the limit of the profile. Each attempt got ${status}. Replay it after Guardhouse support has replied.`,
      notBefore: null,
    },
  }
}
