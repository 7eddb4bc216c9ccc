import { step, type Step } from '../../catalog/text.ts'
import { clip, isObject, own } from '../../contract/values.ts'
import type { AnswerContext } from '../answerContext.ts'
import { bodyFields } from '../named.ts'

const SAID_ID =
  /\b(?:id|subscription|subscriber|record|web ?hook|duplicate of)\s?[:=#]{0,2}\s?#?(\d{1,12})\b|#(\d{1,12})\b/gi

/** The id of the record that is already there, by the response; null where it has none. */
export function existingId({ decoded, messages, request }: AnswerContext): string | null {
  const sent = new Set(bodyFields(request.body ?? '').map(({ value }) => String(value)))
  const data = isObject(decoded.value) ? own(decoded.value, 'data') : undefined
  const id = isObject(data) ? own(data, 'id') : undefined
  if ((typeof id === 'number' || typeof id === 'string') && String(id) !== '') return clip(String(id), 40)
  for (const [, named, hashed] of messages.join(' ').slice(0, 1000).matchAll(SAID_ID)) {
    const found = named ?? hashed ?? ''
    if (found !== '' && !sent.has(found)) return found
  }
  return null
}

/** What to do where the record is already there and its id is known. */
export function useExisting(id: string): Step[] {
  return [
    step(`Use the existing record with id ${id}.`),
    step('Send no further one: a changed value would create a second record.'),
  ]
}
