import { MAX_BODY_LENGTH } from '../contract/send.ts'

/** The longest body, and as much again as everything else of a request may take up. */
const MOST_CHARACTERS = MAX_BODY_LENGTH + 5 * 1024 * 1024
const MOST_VALUES = 50_000
const GREATEST_DEPTH = 12

/**
 * Whether a value is small enough to be looked at closely. The schemas limit single fields; this limits the whole, and
 * what stands in fields that no schema knows. It never throws, and looks at no more than the limit.
 */
export function isWithinLimits(value: unknown): boolean {
  const waiting: [value: unknown, depth: number][] = [[value, 0]]
  let characters = 0
  let values = 0
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const [item, depth] = next
    values += 1
    if (typeof item === 'string') characters += item.length
    else if (ArrayBuffer.isView(item) || item instanceof ArrayBuffer) characters += item.byteLength
    else if (typeof item === 'object' && item !== null) {
      if (depth >= GREATEST_DEPTH) return false
      // Maps and sets hide their content from Object.entries, and no call takes them.
      if (item instanceof Map || item instanceof Set) return false
      for (const [name, inner] of Object.entries(item)) {
        characters += name.length
        waiting.push([inner, depth + 1])
        if (waiting.length > MOST_VALUES) return false
      }
    }
    if (characters > MOST_CHARACTERS || values > MOST_VALUES) return false
  }
  return true
}
