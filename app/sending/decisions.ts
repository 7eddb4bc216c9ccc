import type { Decision } from '../contract/exchange.ts'

export function stop(rule: string, reason: string): Decision {
  return decision('stop', rule, reason)
}

/** A decision with its rule's name and its reason in plain words; `delayMs` is for waits and back-offs alone. */
export function decision(action: Decision['action'], rule: string, reason: string, delayMs = 0): Decision {
  return { action, rule, reason, delayMs }
}

export function count(number: number, noun: string): string {
  return number === 1 ? `one ${noun}` : `${number} ${noun}s`
}
