import { plural } from '../contract/words.ts'
import type { Header } from '../contract/exchange.ts'
import type { Budget } from './balanced.ts'
import { besideInText } from './besideInText.ts'
import { cutEnvelopeIn, envelopeTailIn } from './cutEnvelope.ts'
import { printedFieldsIn } from './printedFields.ts'
import { saysFailure } from './envelopes.ts'
import { hitsIn, type Hit } from './hits.ts'
import { NOTHING, type PastedText } from './pastedText.ts'
import { viewsOf, type View } from './peeling.ts'

/** So much of a text is looked at, over all the ways to look at it. */
const MOST_CHARACTERS = 6_000_000
export interface Found {
  pasted: PastedText
  /** Where the response begins, in the text that it was found in. */
  start: number
  text: string
}

/** Finds an envelope that is written as JSON. Wrappings are taken off one by one. */
export function findJson(text: string): Found | null {
  return find(text, [(view, budget) => hitsIn(view, 'json', budget).filter(isEnvelope)])
}

/** Finds what programs print in place of JSON, then what lacks its end, and at last what only resembles the envelope. */
export function findNear(text: string): Found | null {
  return find(text, [
    (view, budget) => hitsIn(view, 'near', budget).filter(isEnvelope),
    (view) => cutEnvelopeIn(view),
    (view) => printedFieldsIn(view),
    (view) => envelopeTailIn(view),
    (view, budget) => hitsIn(view, 'json', budget),
    (view, budget) => hitsIn(view, 'near', budget),
  ])
}

function find(text: string, ways: readonly ((view: string, budget: Budget) => Hit[])[]): Found | null {
  const views = [...viewsOf(text)]
  const budget: Budget = { characters: MOST_CHARACTERS }
  for (const way of ways) {
    for (const view of views) {
      const found = chosen(view, way(view.text, budget))
      if (found) return found
    }
  }
  return null
}

const isEnvelope = (hit: Hit) => hit.likeness === 'envelope'

interface Placed {
  hit: Hit
  status: number | null
  headers: Header[]
  request: string | null
}

/** The first response that failed, else the first. What is there twice is one. */
function chosen({ text, notes }: View, hits: readonly Hit[]): Found | null {
  if (hits.length === 0) return null
  const bodies = hits.map(({ value }) => JSON.stringify(value))
  const placed = hits.map((hit, at) => placedAt(text, hit, edgesOf(hits, bodies, at)))
  const distinct = new Map<string, Placed>()
  placed.forEach((each, at) => {
    const key = bodies[at] ?? ''
    const known = distinct.get(key)
    if (!known || (known.status === null && each.status !== null)) distinct.set(key, each)
  })
  const all = [...distinct.values()]
  const one = all.find(hasFailed) ?? all[0]
  if (!one) return null
  const several =
    all.length > 1
      ? `The text holds ${plural(all.length, 'response')}. Postern explains the first${hasFailed(one) ? ' that failed' : ''}.`
      : null
  return { pasted: pastedOf(one, notes, several, text), start: one.hit.start, text }
}

function hasFailed({ hit, status }: Placed): boolean {
  return saysFailure(hit.value) ?? (status !== null && status >= 400)
}

/** What stands between this response and its neighbours belongs to it. */
function edgesOf(hits: readonly Hit[], bodies: readonly string[], at: number): { from: number; to: number } {
  const isOther = (other: number) => bodies[other] !== bodies[at]
  let before = at - 1
  while (before >= 0 && !isOther(before)) before -= 1
  let after = at + 1
  while (after < hits.length && !isOther(after)) after += 1
  return { from: hits[before]?.end ?? 0, to: hits[after]?.start ?? Infinity }
}

function placedAt(text: string, hit: Hit, edges: { from: number; to: number }): Placed {
  const told = besideInText(text, hit, saysFailure(hit.value), edges)
  const inner = hit.beside
  return {
    hit,
    status: inner?.status ?? told.status,
    headers: inner && inner.headers.length > 0 ? inner.headers : told.headers,
    request: inner?.request ?? told.request,
  }
}

function pastedOf(one: Placed, done: readonly string[], several: string | null, text: string): PastedText {
  const { hit, request } = one
  const isAlone = `${text.slice(0, hit.start)}${text.slice(hit.end)}`.trim() === ''
  const notes = [
    ...done,
    ...hit.notes,
    ...(several === null ? [] : [several]),
    ...(isAlone || hit.notes.length > 1 ? [] : ['Postern set aside the text around the response.']),
    ...(one.status === null ? [] : [`The text names HTTP status ${one.status}.`]),
  ]
  return {
    ...NOTHING,
    content: 'response',
    status: one.status,
    headers: one.headers,
    body: hit.body,
    isPartial: hit.isPartial,
    request,
    confidence: one.status === null ? 'unknown' : 'found',
    notes: [...new Set(notes)],
  }
}
