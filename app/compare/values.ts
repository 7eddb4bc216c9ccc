import { plural } from '../contract/words.ts'
import { clip, isObject } from '../contract/values.ts'

const LONGEST_TEXT = 200

/** A value in a few words: texts are clipped, objects and arrays are counted, so that it stays short. */
export function shortValue(value: unknown): string {
  if (Array.isArray(value)) return `an array of ${plural(value.length, 'element')}`
  if (isObject(value)) return `an object with ${plural(Object.keys(value).length, 'field')}`
  if (typeof value === 'string') return JSON.stringify(clip(value, LONGEST_TEXT))
  return String(value)
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
