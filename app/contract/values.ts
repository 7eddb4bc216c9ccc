export type JsonObject = Readonly<Record<string, unknown>>

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** An own field; undefined when it is not there, whatever the prototype holds. */
export function own(object: JsonObject, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined
}

export function textOrNull(value: unknown, cap: number): string | null {
  return typeof value === 'string' ? clip(value, cap) : null
}

export function numberOrNull(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}

/** The text, cut with an ellipsis when it is longer than `cap`; a surrogate pair is never split. */
export function clip(text: string, cap: number): string {
  if (text.length <= cap) return text
  const end = text.charCodeAt(cap - 2)
  return `${text.slice(0, end >= 0xd800 && end <= 0xdbff ? cap - 2 : cap - 1)}…`
}

/** What kind of JSON value it is, in words. */
export function kindOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'an array'
  switch (typeof value) {
    case 'object':
      return 'an object'
    case 'string':
      return 'a string'
    case 'number':
      return 'a number'
    case 'boolean':
      return 'true or false'
    default:
      return 'nothing'
  }
}

/** The value of a text of JSON; undefined, which JSON does not know, where it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
