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

/** What lists of names and values call a name: HAR files, Postman, Azure, forms, settings in XML. */
const NAMES_OF_NAMES = new Set(
  ['name', 'key', 'keyName', 'header', 'field', 'param', 'parameter'].flatMap((name) => [
    name,
    name.toUpperCase(),
    name.charAt(0).toUpperCase() + name.slice(1),
  ]),
)

interface KnownName {
  name: string
  /** Null for an ordinary name. */
  secrecy: Secrecy | null
  /** Whether its value is a name itself. */
  isOfName: boolean
}

const MOST_KNOWN = 4096
const slots = () => Array.from<KnownName | undefined>({ length: MOST_KNOWN })
const known: Record<NamePlace, (KnownName | undefined)[]> = {
  header: slots(),
  field: slots(),
  query: slots(),
}

/**
 * What is known of the name that stands there. The same names come again and again; a Map would ask for a copy of each
 * that is looked up.
 */
export function knownName(text: string, place: NamePlace, start = 0, end = text.length): KnownName {
  const slot = slotOf(text, start, end)
  const before = known[place][slot]
  if (before?.name.length === end - start && text.startsWith(before.name, start)) return before
  // A part of a text keeps the whole of it in memory.
  const name = [...text.slice(start, end)].join('')
  const found = { name, secrecy: secrecyOf(name, place), isOfName: NAMES_OF_NAMES.has(name) }
  known[place][slot] = found
  return found
}

/** Four characters tell most names apart. */
function slotOf(text: string, start: number, end: number): number {
  const ends = text.charCodeAt(start) * 31 + text.charCodeAt(end - 1)
  const middle = text.charCodeAt((start + end) >> 1) * 31 + text.charCodeAt(end - 2)
  return (ends * 977 + middle * 7 + end - start) & (MOST_KNOWN - 1)
}
