import { step, type Step } from '../../catalog/text.ts'
import type { AnswerContext } from '../answerContext.ts'
import { isGeneral } from '../said.ts'
import { askedPause } from '../retryTime.ts'
import { quotedAtEnd } from '../words.ts'

/** The limits that a 429 can be about, beside the rate window. */
export type OtherLimit = 'blocked' | 'parallel' | 'quota' | 'unknown'

const LONGEST = 500
const BLOCKED =
  /\b(?:block|paus|suspend|bann?|lock|disabl|revok|quarantin|blacklist|throttled until|penalt|cool(?:ing|-)? ?(?:down|off))\w*\b|\babus(?:e|ive)\b/i
/** Words that name another thing than requests, so that no limit of theirs is meant. */
const OF_NO_LIMIT =
  /\bmaintenance\b|\btoo many (?:failed|wrong|invalid|unsuccessful)\b|\bfailed (?:log|sign)[ -]?ins?\b/i

/** A block that ends with the minute is how a rate limit works. */
const SHORT =
  /\bfor (?:the )?(?:next )?(?:\d{1,2} ?s(?:ec(?:ond)?s?)?|(?:an?|1|one|this) minute|rest of the minute)\b|\bnext minute\b/i
const PARALLEL =
  /\bconcurren|\bin[ -]flight\b|\bat (?:a|the same|one) time\b|\bsimultaneous|\bparallel|\b(?:is |are )?(?:already|still) (?:running|in progress|being processed)\b|\bopen (?:requests|connections|exports|jobs)\b|\bat once\b|\brunning\b|\bto finish\b/i
/** Many a rate limiter calls its limit per minute or second a quota. */
const QUOTA = /\bquota\b|\ballowance\b/i
const SHORT_PERIOD =
  /(?:\b(?:per|an?|each|every|in|within)\s+|\/\s?)(?:\d{1,2}\s?)?(?:m|mins?|minutes?|s|secs?|seconds?)\b/i
const LONGEST_SHORT_MS = 60_000
const LONGER =
  /\b(?:hour|dai|week|month|year)ly\b|(?:\b(?:per|a|an|each|every|this|current|for the|of the|in|within|over|last|past)\s+(?:\d+\s?)?|\/\s?)(?:hours?|hr|h|days?|d|24 ?h(?:ours)?|weeks?|months?|years?)\b|\btoday\b|\bmidnight\b|\bper (?:[2-9]|\d\d+)\s?m(?:in(?:ute)?s?)?\b/i
/** A pause that is asked for says nothing of how long a limit counts. */
const PAUSE = /\b(?:again|retry|wait|available)\b[^.;]*/gi
const RATE =
  /\brate\b|\bthrottl|\bslow|\btoo (?:many|fast|quick)|\b(?:limit|maximum|max)\b|\b(?:requests|calls)\b|\bminute\b|\btry again\b|\bretry\b|\bback[ -]?off\b|\b429\b/i

/** The limit that the words of a 429 are about; null where they are about the requests per minute, or say nothing. */
export function otherLimitSaid({ messages, gateway, evidence }: AnswerContext): OtherLimit | null {
  if (gateway?.says === 'quota') return 'quota'
  const said = messages
    .filter((each) => !isGeneral(each))
    .join(' ')
    .slice(0, LONGEST)
  if (said === '') return null
  if (OF_NO_LIMIT.test(said)) return 'unknown'
  if (BLOCKED.test(said) && !SHORT.test(said)) return 'blocked'
  if (PARALLEL.test(said)) return 'parallel'
  const ofLimit = said.replace(PAUSE, '')
  if (LONGER.test(ofLimit)) return 'quota'
  if (QUOTA.test(ofLimit)) {
    // The documented limit is the first that a 429 of the API can be about.
    const pause = askedPause(evidence)?.ms ?? (gateway === null ? 0 : Infinity)
    return SHORT_PERIOD.test(ofLimit) || pause <= LONGEST_SHORT_MS ? null : 'quota'
  }
  return RATE.test(said) || gateway !== null ? null : 'unknown'
}

const NUMBER = /(?<![\d.:,-])\d{1,6}(?![\d:-]|[.,]\d)/g

/** Whether the words name a number of requests that is not the documented one. */
export function namesOtherRate({ messages }: AnswerContext, documented: number): boolean {
  const numbers = messages
    .join(' ')
    .slice(0, LONGEST)
    .replace(PAUSE, '')
    .match(NUMBER)
    ?.map(Number)
    .filter((each) => each > 1 && each !== 429)
  return numbers !== undefined && numbers.length > 0 && !numbers.includes(documented)
}

/** Words that may also be about a limit over a longer time, though they name none. */
export function mayBeQuota({ messages }: AnswerContext): boolean {
  const said = messages.join(' ').slice(0, LONGEST)
  return QUOTA.test(said) && !SHORT_PERIOD.test(said.replace(PAUSE, ''))
}

interface LimitText {
  headline: string
  meaning: string
  /** What helps beside waiting for the end that the response names. */
  steps: readonly Step[]
  /** What to wait for where the response names no end. */
  wait: string
  advice: string
}

const support = step('Ask Guardhouse support how the block ends.', 'copy-for-support')

/** How a limit is told that is not the rate window. */
export function limitText(limit: OtherLimit, subject: AnswerContext): LimitText {
  const owner = subject.gateway === null ? 'your key administrator' : "the gateway's owner"
  if (limit === 'quota')
    return {
      headline: 'The quota is used up',
      meaning: 'The quota counts requests over a longer time than a minute.',
      steps: [step(`Ask ${owner} for a larger quota.`)],
      wait: 'Wait until the quota is renewed, then replay it.',
      advice: 'After the quota is renewed. Postern does not know when.',
    }
  if (limit === 'blocked')
    return {
      headline: 'The API has blocked these requests',
      meaning: 'The words tell of a block that the next minute does not end.',
      steps: [
        step('Stop the program that sends with this key: refused requests may make the block longer.'),
        support,
      ],
      wait: 'Replay nothing until the block has ended.',
      advice: 'After the block has ended. Postern does not know when.',
    }
  if (limit === 'parallel')
    return {
      headline: 'Too many requests run at the same time',
      meaning: 'The words tell of a limit on requests at the same time.',
      steps: [step(`Let your program send ${mostAtOnce(subject)} at the same time.`)],
      wait: 'Wait until the other requests have ended, then replay it.',
      advice: 'After other requests with this key have ended. Postern does not know when.',
    }
  return {
    headline: 'The API refused the request for now',
    meaning: 'HTTP 429 stands for too many requests. Postern cannot tell which limit these words mean.',
    steps: [step('If it is refused again, send Guardhouse support this response.', 'copy-for-support')],
    wait: 'Wait for the next minute, or as long as the message says.',
    advice: 'From the next minute boundary on, by the API documentation.',
  }
}

function mostAtOnce({ messages }: AnswerContext): string {
  const said = messages.join(' ').slice(0, LONGEST)
  if (/\b(?:only|just|max(?:imum)?(?: of)?|at most) (?:one|1|a single)\b|\bone at a time\b/i.test(said))
    return 'one such request'
  const most =
    /\b(?:max(?:imum)?(?: of| is|:)?|at most|limit(?: of| is|:)?|only|up to|more than|than|allowed:?) (\d{1,4})\b|\b(\d{1,4}) (?:in[ -]flight|concurrent|parallel|simultaneous)/i.exec(
      said,
    )
  const number = most?.[1] ?? most?.[2]
  return number === undefined
    ? 'fewer requests'
    : `at most ${number} ${number === '1' ? 'request' : 'requests'}`
}

/** The words of a 429, ahead of what follows from them. */
export function limitSaid({ messages, gateway }: AnswerContext): string {
  const said = messages.find((each) => !isGeneral(each))
  return said === undefined
    ? ''
    : `${gateway === null ? 'The API' : 'The response'} says: ${quotedAtEnd(said)}`
}
