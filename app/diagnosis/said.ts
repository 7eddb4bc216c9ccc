import type { Said } from '../contract/exchange.ts'
import { clip } from '../contract/values.ts'
import type { ListedError } from './bodyErrors.ts'
import type { ParameterFinder } from './parameters.ts'

/** Every error that a response lists, with the field first and the value that was sent for it. */
export function sayingsOf(listed: readonly ListedError[], find: ParameterFinder): Said[] {
  return listed.map((error) => {
    const [tied] = find(error)
    return {
      field: error.field ?? tied?.name ?? null,
      message: clip(error.message, 500),
      code: error.code,
      sent: tied?.value ?? null,
      tied: tied !== undefined,
    }
  })
}

const GENERAL = new RegExp(
  `^\\s*(?:${[
    String.raw`(?:the |your )?(?:request|input|payload|data|model(?: ?state)?)(?: \w+)? (?:is|was|were|has been) (?:bad|not valid|invalid|malformed|rejected|refused)`,
    String.raw`(?:invalid|bad) (?:request|input|payload|data|model(?: ?state)?|parameters?|arguments?|fields?)`,
    String.raw`(?:the )?(?:request |input |model |schema |data )?validation (?:has )?(?:failed|failures?|errors?|problems?)(?: (?:has |have )?occurred)?`,
    String.raw`(?:one or more|some|several|multiple|there (?:are|were)) (?:validation |input )?(?:errors?|failures?|problems?|fields?|parameters?)(?: (?:has|have|are|were))?(?: been)?(?: (?:occurred|happened|found|detected|invalid|failed))?`,
    String.raw`unprocessable (?:entity|content)|internal server error|(?:an )?(?:unknown |unexpected |unhandled )?errors?(?: (?:has |have )?(?:occurred|happened))?`,
    String.raw`(?:the given data was invalid|something went wrong|(?:(?:the |your )?(?:request|operation) )?(?:was )?(?:failed|rejected|refused)|failure|see (?:the )?errors?.{0,40}|forbidden|access (?:is |was )?(?:denied|forbidden)|unauthori[sz]ed|(?:resource |record )?not found|conflict|the (?:dto|model|request|body|input|command|payload) field is required)`,
  ].join('|')})\\W*$`,
  'i',
)

/** True for a message that every refused request may carry, such as "Validation failed.": it says nothing of this one. */
export const isGeneral = (message: string): boolean => message.length < 120 && GENERAL.test(message)
