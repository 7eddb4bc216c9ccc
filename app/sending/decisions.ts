import type { Decision } from '../contract/exchange.ts'

export function stop(rule: string, reason: string): Decision {
  return decision('stop', rule, reason)
}

/** A decision with its rule's name and its reason in plain words; `delayMs` is for waits and back-offs alone. */
export function decision(action: Decision['action'], rule: string, reason: string, delayMs = 0): Decision {
  return { action, rule, reason, delayMs }
}

/** Ms in words, rounded up. */
export function seconds(ms: number): string {
  if (ms < 1000) return `${Math.ceil(ms)} ms`
  return ms < 10_000 && ms % 1000 !== 0 ? `${(ms / 1000).toFixed(1)} s` : `${Math.ceil(ms / 1000)} s`
}

export function count(number: number, noun: string): string {
  return number === 1 ? `one ${noun}` : `${number} ${noun}s`
}
