import { clip, isObject } from '../diagnosis/values.ts'

const LONGEST_TEXT = 200

/** A value in a few words: texts are clipped, objects and arrays are counted, so that it stays short. */
export function shortValue(value: unknown): string {
  if (Array.isArray(value)) return counted(value.length, 'element', 'an array of')
  if (isObject(value)) return counted(Object.keys(value).length, 'field', 'an object with')
  if (typeof value === 'string') return JSON.stringify(clip(value, LONGEST_TEXT))
  return String(value)
}

function counted(count: number, what: string, lead: string): string {
  return `${lead} ${count} ${what}${count === 1 ? '' : 's'}`
}

/** Whether two values of JSON are the same, whatever the order of their fields. Deep ones do not exhaust the stack. */
export function isEqual(left: unknown, right: unknown): boolean {
  const pairs: [unknown, unknown][] = [[left, right]]
  for (let pair = pairs.pop(); pair; pair = pairs.pop()) {
    const [a, b] = pair
    if (a === b) continue
    if (Array.isArray(a) && Array.isArray(b)) {
      if (a.length !== b.length) return false
      for (let at = 0; at < a.length; at += 1) if (a[at] !== b[at]) pairs.push([a[at], b[at]])
    } else if (isObject(a) && isObject(b)) {
      const names = Object.keys(a)
      if (names.length !== Object.keys(b).length) return false
      for (const name of names) {
        if (!Object.hasOwn(b, name)) return false
        if (a[name] !== b[name]) pairs.push([a[name], b[name]])
      }
    } else {
      return false
    }
  }
  return true
}
