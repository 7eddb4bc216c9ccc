import { pathValues } from '../../catalog/routes.ts'
import { step, type CatalogText, type Step } from '../../catalog/text.ts'
import type { AnswerContext, Found } from '../answerContext.ts'
import { namedIds } from '../named.ts'
import { thingIn } from '../topics/facts.ts'
import { quotedAtEnd } from '../words.ts'
import { explainToldFate } from './fate.ts'
import { recordOf } from './recordNamed.ts'
import { replacementStep } from './replacement.ts'
import { explainWithWords } from './saidInWords.ts'

/** A 410: a record or a call that is gone, by its words; without words by what the request has. */
export function explainGone(subject: AnswerContext, base: CatalogText): Found {
  const { messages, topics, endpoint, target, request } = subject
  const fate = explainToldFate(subject)
  if (fate) return fate
  const [said] = messages
  const quote = said === undefined ? '' : `The API says: ${quotedAtEnd(said)}`
  if (topics()[0]?.name === 'retired')
    return {
      headline: 'The API no longer has this call',
      meaning: 'The server removed the call on purpose.',
      cause: quote,
      remedy: replacementSteps(subject),
    }
  const hasId =
    recordOf(subject) !== null ||
    (said !== undefined && thingIn(said) !== null) ||
    namedIds(request, target).length > 0 ||
    (endpoint !== undefined && pathValues(endpoint, target.path).length > 0)
  if (said !== undefined && topics().length > 0) return explainWithWords(subject, base)
  return hasId
    ? { cause: quote === '' ? base.cause : quote }
    : {
        cause: `${quote} The request names no record, so the API most likely no longer has this call.`.trim(),
        remedy: replacementSteps(subject),
      }
}

function replacementSteps(subject: AnswerContext): Step[] {
  const found = replacementStep(subject)
  return [
    ...(found === null ? [] : [found]),
    step('Look for its replacement in the API documentation.', 'open-catalog'),
    step('If you find none, ask Guardhouse support.', 'copy-for-support'),
  ]
}
