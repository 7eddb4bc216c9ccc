import { FIND_EXISTING, step, type Step } from '../../catalog/text.ts'
import { clip, isObject, own } from '../../contract/values.ts'
import type { AnswerContext } from '../answerContext.ts'
import { bodyTexts } from '../named.ts'

const ID = String.raw`\s?[:=#([]{0,2}\s?(?:id|no\.?)?\s?[:=#]{0,2}\s?(\d{1,12}|[\da-f]{8}-[\da-f-]{27})\b(?! (?:times?|of)\b)`
const SAID_ID = new RegExp(
  String.raw`(?<!\bfor )\b(?:id|subscription|subscriber|record|web ?hook|duplicate of|exist(?:s|ing)(?: already)?(?: (?:as|one|with|under|records?))?)${ID}|#(\d{1,12})\b`,
  'gi',
)

/** The id of the record that is already there, by the response; null where it has none. */
export function existingId({ decoded, messages, request, response }: AnswerContext): string | null {
  const sent = new Set(bodyTexts(request.body ?? ''))
  // A number in brackets may be the status.
  sent.add(String(response.status))
  const data = isObject(decoded.value) ? own(decoded.value, 'data') : undefined
  const id = isObject(data) ? own(data, 'id') : undefined
  if ((typeof id === 'number' || typeof id === 'string') && String(id) !== '') return clip(String(id), 40)
  for (const [, named, hashed] of messages.join(' ').slice(0, 1000).matchAll(SAID_ID)) {
    const found = named ?? hashed ?? ''
    if (found !== '' && !sent.has(found)) return found
  }
  return null
}

const ONE_ALONE =
  /\b(?:only|just|max(?:imum)?(?: of| is|:)?|limit(?: of| is|:)?|at most|up to|more than) (?:1|one|a single)\b(?![.,:]?\d)|\balready (?:has|have) (?:one|a|an)\b|\b(?:1|one) \w+ (?:per|for each)\b/i

/** What to do where the one record that may be there is there: it is used, whether its id is known or not. */
export function useOnlyOne(subject: AnswerContext, words: string): Step[] | null {
  if (!ONE_ALONE.test(words)) return null
  const id = existingId(subject)
  if (id !== null) return [step(`Use the existing record with id ${id}.`), ONLY_ONE]
  return [step(FIND_EXISTING), ONLY_ONE]
}

const ONLY_ONE = step('Send no further one: the API allows only one.')

/** What to do where the record is already there and its id is known. */
export function useExisting(id: string): Step[] {
  return [
    step(`Use the existing record with id ${id}.`),
    step('Send no further one: a changed value would create a second record.'),
  ]
}
