import type { AnswerContext, Explanation } from '../answerContext.ts'
import { unknownGateway, type Gateway } from '../gateways.ts'
import { idsSaid } from '../named.ts'
import { pauseRetry } from '../retryTime.ts'
import { isForeign } from '../decode.ts'
import { isDue } from '../subject.ts'
import { quotedAtEnd } from '../words.ts'
import { gatewayText, withinSentence } from './gatewayTexts.ts'

/** Who answered in place of the API: by its signs, else by a form that the API does not have. */
export function gatewayIn(subject: AnswerContext): Gateway | null {
  return subject.gateway ?? (isOfNobody(subject) ? unknownGateway(subject.response.status) : null)
}

/** True where the text of the status would tell of the API, though nothing shows that the API answered. */
function isOfNobody(subject: AnswerContext): boolean {
  const { decoded, messages, response, request } = subject
  const { kind } = decoded.envelope
  const [said = ''] = messages
  if (subject.findParameters({ field: null, message: said }).length > 0) return false
  if (isForeign(kind)) return response.status !== 404 || request.url === ''
  return kind === 'other-json' && response.status === 404 && isDue(subject) && idsSaid(messages).length === 0
}

/** What happened at the program, in a few words; a guess says that it is one. */
export function gatewayHeadline({ name, says, isGuess }: Gateway): string {
  const { headline } = gatewayText(says, name)
  return isGuess ? `Likely: ${withinSentence(headline)}` : headline
}

/** What a program in front of the API says, and what helps there. */
export function explainGateway(subject: AnswerContext, gateway: Gateway): Partial<Explanation> {
  const { response, request, messages, evidence } = subject
  const { name, says, isGuess } = gateway
  const { meaning, cause, remedy, retry } = gatewayText(says, name)
  const headline = gatewayHeadline(gateway)
  const told = {
    meaning: isGuess
      ? `The response looks like one of ${withinSentence(name)}, not like one of the API. If so, ${withinSentence(meaning)}`
      : `${name} gave this response, not the API. ${meaning}`,
  }
  // The time of a rate limit and the steps of a refused token are those of every 429 and 401.
  if (response.status === 429 && says === 'rate') return { ...told, cause }
  if (response.status === 401 && says === 'credentials') return { ...told, headline }
  // What is known of the path says more.
  if (response.status === 404 && says === 'no-path' && request.url !== '') return { ...told, headline }
  const [said] = messages
  return {
    ...told,
    headline,
    cause: said === undefined ? cause : `${cause} It says: ${quotedAtEnd(said)}`,
    remedy,
    ...(retry && {
      retry: retry.helps === 'later' ? pauseRetry(evidence, retry.advice) : { ...retry, notBefore: null },
    }),
  }
}
