import { step, type Step } from '../catalog/text.ts'
import type { Attempt } from '../contract/exchange.ts'
import type { DecisionRule } from '../contract/decisionRules.ts'
import type { AnswerContext, Retry } from './answerContext.ts'

/** True when a fresh token was had after a first 401, and was refused as well. */
export function wasRefreshed({ evidence }: AnswerContext): boolean {
  if (wasRefreshedBefore(evidence.earlier ?? [])) return true
  const first = evidence.attempts.findIndex(
    (attempt) => attempt.purpose === 'request' && attempt.decision?.action === 'refresh',
  )
  if (first < 0) return false
  return evidence.attempts.slice(first + 1).some((attempt) => attempt.purpose === 'request')
}

/** The same of attempts that others made, which carry no decision. */
function wasRefreshedBefore(earlier: readonly Attempt[]): boolean {
  const refused = earlier.findIndex(
    ({ purpose, response }) => purpose === 'request' && response?.status === 401,
  )
  return (
    refused >= 0 &&
    earlier.slice(refused).some(({ purpose, response }) => purpose === 'token' && isGood(response?.status))
  )
}

const isGood = (status = 0) => status >= 200 && status < 300

/** True when the token that was had after a first 401 was the refused one. */
export function wasSame({ evidence }: AnswerContext): boolean {
  const rule: DecisionRule = 'unauthorized-same-token'
  return evidence.attempts.at(-1)?.decision?.rule === rule
}

/** What a further token can do: it is worth one attempt, unless that has been made. */
export interface AfterFresh {
  isFresh: boolean
  steps: readonly Step[]
  retry: Retry
}

const no = (advice: string): Retry => ({ helps: 'no', advice, notBefore: null })
export const once: Retry = { helps: 'now', advice: 'Once, with a fresh token.', notBefore: null }
export const fresh = step('Request a fresh token and replay the request with it.', 'refresh-token')
export const checkCache = step(
  "Check the profile's token request: its response must not come from a cache.",
  'open-token-settings',
)

export function afterFresh(subject: AnswerContext): AfterFresh {
  if (wasSame(subject))
    return { isFresh: false, steps: [checkCache], retry: no('The token request returns the same token.') }
  return wasRefreshed(subject)
    ? { isFresh: true, steps: [], retry: no('The API refused a fresh token as well.') }
    : { isFresh: false, steps: [fresh], retry: once }
}
