import type { z } from 'zod'
import { issueSentence } from '../contract/issueSentence.ts'
import { isObject, type JsonObject } from '../contract/values.ts'

export interface TolerantReading<T> {
  value: T
  /** A sentence for each field that could not be read. Unknown fields are not named: a newer version may have them. */
  passedOver: string[]
  /** What to write for a later value: unknown fields, and what was passed over, are in it as they were. */
  toWrite(next: T): unknown
}

/** Mistakes behind mistakes; a file with more is read no further. */
const MOST_ROUNDS = 20
/** What tells the entries of a list apart. */
const NAMES = ['id', 'profile', 'alias', 'key']

/**
 * Reads what can be read of a JSON file: unknown fields are passed over, and a wrong entry costs the others nothing. Null when
 * its version is none that is known.
 */
export function readTolerantly<T extends { version: number }>(
  schema: z.ZodType<T>,
  json: JsonObject,
  fallback: T,
): TolerantReading<T> | null {
  const copies = new Map<unknown, unknown>()
  const originals = new Map<unknown, unknown>()
  const seen = copyOf(json, (copy, original) => {
    copies.set(original, copy)
    originals.set(copy, original)
  })
  const broken = new Set<string>()
  const dropped: { path: PropertyKey[]; value: unknown }[] = []
  const passedOver: string[] = []

  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const result = schema.safeParse(seen)
    if (result.success) return { value: result.data, passedOver, toWrite }
    const toDrop = new Map<unknown[], Set<number>>()
    for (const issue of result.error.issues) {
      const [first] = issue.path
      if (issue.code === 'unrecognized_keys') {
        for (const name of issue.keys) Reflect.deleteProperty(Object(at(seen, issue.path)), name)
        continue
      }
      if (first === undefined || first === 'version') return null
      passedOver.push(`${issueSentence(issue)}.`)
      const depth = issue.path.findIndex((_, index) => Array.isArray(at(seen, issue.path.slice(0, index))))
      const list = at(seen, issue.path.slice(0, depth))
      if (depth > 0 && Array.isArray(list)) {
        const place = Number(issue.path[depth])
        const places = toDrop.get(list) ?? new Set()
        if (!places.has(place)) {
          const value = originals.get(list[place]) ?? list[place]
          dropped.push({ path: issue.path.slice(0, depth), value })
        }
        toDrop.set(list, places.add(place))
        continue
      }
      broken.add(String(first))
      Reflect.set(Object(seen), first, structuredClone(Reflect.get(fallback, first)))
    }
    for (const [list, places] of toDrop) {
      const left = list.filter((_, place) => !places.has(place))
      list.splice(0, list.length, ...left)
    }
  }
  return null

  function toWrite(next: T): unknown {
    const written = graft(next, json)
    for (const name of broken) {
      const isUnchanged =
        JSON.stringify(Reflect.get(next, name)) === JSON.stringify(Reflect.get(fallback, name))
      if (isUnchanged) Reflect.set(Object(written), name, json[name])
    }
    for (const { path, value } of dropped) {
      const list = at(written, path)
      // One that has been set anew takes the place of the one that could not be read.
      if (Array.isArray(list) && !list.some((entry) => isNamedAs(entry, value))) list.push(value)
    }
    return written
  }

  /** The value with the unknown fields of the file, in it and in what lies in it. */
  function graft(next: unknown, original: unknown): unknown {
    if (Array.isArray(next) && Array.isArray(original))
      return next.map((entry) =>
        graft(
          entry,
          original.find((former) => isNamedAs(entry, former)),
        ),
      )
    if (!isObject(next) || !isObject(original)) return next
    const copy = Object(copies.get(original))
    const unknown = Object.entries(original).filter(
      ([name]) => !Object.hasOwn(copy, name) && !Object.hasOwn(next, name) && !broken.has(name),
    )
    const known = Object.entries(next).map(([name, value]) => [
      name,
      graft(value, Object.hasOwn(original, name) ? original[name] : undefined),
    ])
    return Object.fromEntries([...known, ...unknown])
  }
}

function copyOf(value: unknown, onCopy: (copy: unknown, original: unknown) => void): unknown {
  if (typeof value !== 'object' || value === null) return value
  const copy = Array.isArray(value)
    ? value.map((entry) => copyOf(entry, onCopy))
    : Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, copyOf(inner, onCopy)]))
  onCopy(copy, value)
  return copy
}

function at(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, name) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, name) : undefined),
    value,
  )
}

function isNamedAs(one: unknown, other: unknown): boolean {
  if (!isObject(one) || !isObject(other)) return false
  return (
    NAMES.some((name) => typeof one[name] === 'string') && NAMES.every((name) => one[name] === other[name])
  )
}
