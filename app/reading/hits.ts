import { isObject, type JsonObject } from '../contract/values.ts'
import { asCamelCase, OTHER_CASE } from './camelCase.ts'
import { endOfBalanced, type Budget } from './balanced.ts'
import { likenessOf, saysFailure, type Likeness } from './envelopes.ts'
import { readObjectText, type ReadValue, type Strictness } from './nearJson.ts'
import { viewsOf } from './peeling.ts'
import { besideInText } from './besideInText.ts'
import { besideIn, type Beside, type Place } from './beside.ts'

/** An object in a text that reads as a response. */
export interface Hit {
  value: JsonObject
  body: string
  likeness: Likeness
  isPartial: boolean
  notes: string[]
  /** Where it stands in the text, or the object around it. */
  start: number
  end: number
  /** What the object around it tells. */
  beside: Beside | null
}

const MOST_HITS = 200
const MOST_PLACES = 20_000
/** A string in a string in a string … */
const DEEPEST_STRING = 4
const LONGEST_STRING = 1024 * 1024

const IN_LOG = 'Postern found the response inside another object.'

/** Every object in a text that reads as a response, also within others and within their strings. */
export function hitsIn(text: string, strictness: Strictness, budget: Budget, depth = 0): Hit[] {
  const hits: Hit[] = []
  for (let start = text.indexOf('{'); start >= 0 && budget.characters > 0;) {
    const end = endOfBalanced(text, start, budget)
    const read = end < 0 ? null : readCounted(text.slice(start, end), strictness, budget)
    if (read) {
      hits.push(...within(read, { strictness, budget, depth }).map((hit) => ({ ...hit, start, end })))
      if (hits.length >= MOST_HITS) return hits
    }
    start = text.indexOf('{', read ? end : start + 1)
  }
  return hits
}

function readCounted(text: string, strictness: Strictness, budget: Budget): ReadValue | null {
  budget.characters -= text.length
  return readObjectText(text, strictness)
}

interface How {
  strictness: Strictness
  budget: Budget
  depth: number
}

function within(read: ReadValue, how: How): Omit<Hit, 'start' | 'end'>[] {
  const { value, json, note, isPartial } = inCamelCase(read)
  const notes = note === null ? [] : [note]
  const likeness = likenessOf(value)
  const whole = (like: Likeness) => ({
    value: value as JsonObject,
    body: json ?? JSON.stringify(value, null, 2),
    likeness: like,
    isPartial,
    notes,
    beside: null,
  })
  if (likeness === 'envelope') return [whole(likeness)]
  const inner = nestedHits(value, how)
  if (inner.some((hit) => hit.likeness === 'envelope') || likeness === null)
    return inner.map((hit) => ({
      ...hit,
      isPartial: hit.isPartial || isPartial,
      notes: [...new Set([...notes, IN_LOG, ...hit.notes])],
    }))
  return [whole(likeness)]
}

function inCamelCase(read: ReadValue): ReadValue {
  const camel = asCamelCase(read.value)
  const note = read.note === null ? OTHER_CASE : `${read.note} ${OTHER_CASE}`
  return camel ? { ...read, value: camel, json: null, note } : read
}

/** The responses below an object, the nearest first. */
function nestedHits(root: unknown, how: How): Omit<Hit, 'start' | 'end'>[] {
  const hits: Omit<Hit, 'start' | 'end'>[] = []
  const places: Place[] = [{ value: root, parent: null }]
  for (let at = 0; at < places.length && at < MOST_PLACES && hits.length < MOST_HITS; at++) {
    const place = places[at]
    if (!place) break
    const self = place.value
    if (typeof self === 'string') {
      hits.push(...hitsInString(self, place, how))
      continue
    }
    const camel = place.parent === null ? null : asCamelCase(self)
    const value = camel ?? self
    const likeness = place.parent === null ? null : likenessOf(value)
    if (likeness !== null && isObject(value)) {
      const body = JSON.stringify(value, null, 2)
      const notes = camel ? [OTHER_CASE] : []
      hits.push({ value, body, likeness, isPartial: false, notes, beside: besideIn(place.parent, self) })
      if (likeness === 'envelope') continue
    }
    if (typeof value === 'object' && value !== null)
      for (const child of Object.values(value).slice(0, MOST_PLACES))
        places.push({ value: child, parent: place })
  }
  return hits
}

function hitsInString(
  text: string,
  place: Place,
  { strictness, budget, depth }: How,
): Omit<Hit, 'start' | 'end'>[] {
  if (depth >= DEEPEST_STRING || text.length > LONGEST_STRING || !text.includes('{')) return []
  // In a string too, wrappings are taken off one by one.
  for (const view of viewsOf(text)) {
    const hits = hitsIn(view.text, strictness, budget, depth + 1)
    if (hits.length === 0) continue
    return hits.map((hit) => ({
      ...hit,
      notes: [...view.notes, ...hit.notes],
      beside: besideIn(
        place.parent,
        text,
        hit.beside ?? besideInText(view.text, hit, saysFailure(hit.value)),
      ),
    }))
  }
  return []
}
