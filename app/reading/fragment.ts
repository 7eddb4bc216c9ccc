import type { Decoded } from '../diagnosis/decode.ts'
import { readObject } from '../diagnosis/shapes.ts'
import { isObject, own, type JsonObject } from '../contract/values.ts'

const LONGEST_SENTENCE = 500

/**
 * A piece that was copied out of an envelope, read as the envelope that it came from: an entry of `errors` or all of
 * them, the `status` alone, or its sentence. Null for anything else.
 */
export function envelopeAround(decoded: Decoded): Decoded | null {
  const { value, envelope } = decoded
  const inner =
    envelope.kind === 'text'
      ? aroundSentence(envelope.message ?? '')
      : envelope.kind === 'other-json'
        ? aroundValue(value)
        : null
  return inner && { ...decoded, ...readObject('standard', inner), value: undefined }
}

function aroundSentence(said: string): JsonObject | null {
  const isSentence =
    said.length < LONGEST_SENTENCE && /^[\p{L}"'“‘].*\s.*$/u.test(said) && !said.includes('\n')
  return isSentence ? { message: said } : null
}

function aroundValue(value: unknown): JsonObject | null {
  if (typeof value === 'string') return aroundSentence(value)
  if (Array.isArray(value)) return value.length > 0 && value.every(isEntry) ? { errors: value } : null
  if (isObject(value) && Object.keys(value).length === 1) {
    const errors = own(value, 'errors')
    if (Array.isArray(errors) && errors.length > 0 && errors.every(isEntry)) return { errors }
  }
  if (!isObject(value) || !isEntry(value)) return null
  const message = own(value, 'errorMessage') ?? own(value, 'message')
  const code = own(value, 'code')
  return { status: { code, errorMessage: message }, errors: code === 0 ? [] : [{ code, message }] }
}

/** An entry of `errors`, or the `status` of an envelope, has a code and a message and little more. */
function isEntry(value: unknown): boolean {
  if (!isObject(value) || Object.keys(value).length > 4) return false
  return (
    typeof own(value, 'code') === 'number' &&
    typeof (own(value, 'errorMessage') ?? own(value, 'message')) === 'string'
  )
}
