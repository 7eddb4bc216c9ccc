import type { DecisionRule, OwnDecision } from '../contract/decisionRules.ts'
import { formatDuration } from '../contract/duration.ts'
import { plural } from '../contract/words.ts'
import { decision, stop } from './decisions.ts'
import type { RetryContext } from './retryContext.ts'

export interface BackOffRules {
  retry: DecisionRule
  /** Postern retried as often as the profile allows. */
  cap: DecisionRule
}

export function backOff(past: RetryContext, rules: BackOffRules, what: string): OwnDecision {
  const { backoffMs } = past.retry
  const step = backoffMs[past.backOffs]
  if (step === undefined) {
    return stop(
      rules.cap,
      backoffMs.length === 0
        ? `${what}. The profile allows no retry.`
        : `${what}. Postern retried ${past.backOffs === 1 ? 'once' : plural(past.backOffs, 'time')}, the most that the profile allows.`,
    )
  }
  const asked = past.last.retryAfterMs ?? 0
  const delayMs = Math.max(step, asked)
  if (isPastDeadline(past, delayMs)) return tooLate(past, delayMs)
  const wish = asked > step ? ', as the server asks' : ''
  return decision(
    'back-off',
    rules.retry,
    `${what}. Postern retries after ${formatDuration(delayMs)}${wish}.`,
    delayMs,
  )
}

export function isPastDeadline(past: RetryContext, delayMs: number): boolean {
  return past.elapsedMs + delayMs >= past.retry.deadlineMs
}

export function tooLate(past: RetryContext, delayMs: number): OwnDecision {
  return stop(
    'deadline',
    `The next attempt would start ${formatDuration(past.elapsedMs + delayMs)} after the first. The profile allows ${formatDuration(past.retry.deadlineMs)} in total.`,
  )
}
