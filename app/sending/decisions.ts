import type { DecisionRule, OwnDecision } from '../contract/decisionRules.ts'

export function stop(rule: DecisionRule, reason: string): OwnDecision {
  return decision('stop', rule, reason)
}

/** A decision with its reason in plain words; `delayMs` is for waits and back-offs alone. */
export function decision(
  action: OwnDecision['action'],
  rule: DecisionRule,
  reason: string,
  delayMs = 0,
): OwnDecision {
  return { action, rule, reason, delayMs }
}
