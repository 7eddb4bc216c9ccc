import { step } from '../../catalog/text.ts'
import type { ParameterError } from '../../contract/exchange.ts'
import { headerOf } from '../../contract/headers.ts'
import type { AnswerContext, Explanation } from '../answerContext.ts'

const SUBSCRIPTION_HEADER = 'external-gh-apim-sub-key'

/** A gateway that wants a key of its own, which no fresh token replaces. */
export function explainSubscriptionKey(subject: AnswerContext): Partial<Explanation> {
  return {
    parameters: refusedHeader(subject),
    headline: 'The gateway wants the subscription key',
    meaning: 'It asks for a key of its own, and did not look at the token.',
    cause: `Live operations need the header ${SUBSCRIPTION_HEADER} beside the token, with the value of your region.`,
    remedy: [
      step(`Set the header ${SUBSCRIPTION_HEADER} to your region's subscription key.`, 'edit-request'),
      step('Check that profile and subscription key are for the same region.', 'open-settings'),
    ],
    retry: {
      helps: 'no',
      advice: 'Without the right header every request gets the same response.',
      notBefore: null,
    },
  }
}

/** Of a response that was only pasted, nobody knows which headers were sent. */
function refusedHeader({ evidence, request, messages }: AnswerContext): ParameterError[] {
  if (evidence.attempts.length === 0) return []
  const value = headerOf(request.headers, SUBSCRIPTION_HEADER)
  const message = messages[0] ?? 'The gateway asks for it.'
  return [{ message, in: 'header', name: SUBSCRIPTION_HEADER, value }]
}
