import { z } from 'zod'
import { bindingSchema, type Binding } from '../contract/binding.ts'
import { parseJson } from '../contract/values.ts'

/** A key and what it is bound to. They are encrypted as one, so that nobody can change one without the other. */
const boundKeySchema = bindingSchema.extend({ key: z.string() })

export function boundText(key: string, binding: Binding): string {
  return JSON.stringify({ key, ...binding })
}

/**
 * Reads what was encrypted. Earlier versions encrypted the key alone: it is bound to `former` then. Text that somebody
 * put together cannot pass for it, since that would take the keyring.
 */
export function readBoundText(
  text: string,
  former: Binding,
): { secret: string; binding: Binding; isFormer: boolean } {
  const read = boundKeySchema.safeParse(parseJson(text))
  if (!read.success) return { secret: text, binding: former, isFormer: true }
  const { key, ...binding } = read.data
  return { secret: key, binding, isFormer: false }
}
