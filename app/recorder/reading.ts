import { secrecyOf, type NamePlace, type Secrecy } from '../contract/secretNames.ts'
import { backslashesBefore } from './ranges.ts'

/** A text as it stands, or a part of it with escapes undone. */
export interface Reading {
  text: string
  /** Where the quotes that stand there without a backslash are those of JSON alone. */
  isJson: boolean
  /** Whether it begins where the whole text does. */
  isBeginning: boolean
  /** The character at a place as the whole text has it. */
  written(at: number): string
}

/** Stands, where escapes have been undone, for a quote that needed none: what is around cannot end inside. */
export const FRAME = '\0'

/** Also where it was cut. Objects of JavaScript are no JSON. */
export function isJson(text: string): boolean {
  return /^\s{0,1000}(?:"|[[{]\s{0,1000}(?:["[{}\]\dtfn-]|$))/.test(text)
}

export function isQuote(unit: number): boolean {
  return unit === 34 || unit === 39 || unit === 0
}

/**
 * Where a value ends whose quote stands before `from`; the end of the text if it was cut, -1 where that is no quote of a
 * value.
 */
export function endOfQuoted({ text, isJson: inJson }: Reading, from: number, quote: string): number {
  let end = text.indexOf(quote, from)
  if (quote === FRAME) return end === -1 ? text.length : end
  while (end !== -1 && backslashesBefore(text, end) % 2 === 1) end = text.indexOf(quote, end + 1)
  const last = end === -1 ? text.length : end
  const frame = text.slice(from, last).indexOf(FRAME)
  if (quote === '"') return frame === -1 ? last : from + frame
  return end === -1 || frame !== -1 || (inJson && text.slice(from, end).includes('"')) ? -1 : end
}

const MOST_KNOWN = 4096
const known: Record<NamePlace, Map<string, Secrecy | null>> = {
  header: new Map(),
  field: new Map(),
  query: new Map(),
}

/** The same names come again and again. */
export function knownSecrecy(name: string, place: NamePlace): Secrecy | null {
  const ofPlace = known[place]
  let secrecy = ofPlace.get(name)
  if (secrecy === undefined) {
    secrecy = secrecyOf(name, place)
    if (ofPlace.size >= MOST_KNOWN) ofPlace.clear()
    // A part of a text keeps the whole of it in memory.
    ofPlace.set(Buffer.from(name, 'latin1').toString('latin1'), secrecy)
  }
  return secrecy
}
