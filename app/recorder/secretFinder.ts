import type { Range } from '../shapes/ranges.ts'
import type { SecretFinder } from '../shapes/secretPatterns.ts'
import { FOLDED, foldUnit, formsOf, SHORTEST_SECRET, type SecretForm } from './secretForms.ts'
import { isAlphanumeric, type Symbols } from '../shapes/symbols.ts'

/** A hash takes in so many units. Each shifts the earlier ones by seven of 28 bits, so the fifth pushes the first out. */
export const WINDOW = SHORTEST_SECRET
const HASH_MASK = 0x0fff_ffff
const FILTER_MASK = 0xffff

/**
 * The last symbols of a form decide whether a place is worth a closer look: beginnings are alike, such as those of all
 * tokens. The time grows with the text and not with the number of secrets.
 */
export function createSecretFinder(secrets: Iterable<string>): SecretFinder {
  const forms = [...new Set(secrets)].flatMap(formsOf)
  const filter = new Uint8Array(FILTER_MASK + 1)
  const byEnd = new Map<number, SecretForm[]>()
  for (const form of forms) {
    const hash = hashOf(form.units, form.units.length)
    filter[filterPlace(hash)] = 1
    addForm(byEnd, hash, form)
  }
  const longest = Math.max(0, ...forms.map(({ units }) => units.length))
  return { longest, findAsWritten, findUndone }

  function findAsWritten(text: string, ranges: Range[]): void {
    if (longest === 0) return
    // A name of another module would be looked up anew for each character.
    const folded = FOLDED
    let hash = 0
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at)
      hash = shifted(hash, folded[code] ?? code)
      if (filter[filterPlace(hash)] !== 1) continue
      for (const { units, isWord } of byEnd.get(hash) ?? []) {
        const start = at + 1 - units.length
        if (start < 0 || !standsAt(text, start, units)) continue
        if (!isWord || isApart(text.charCodeAt(start - 1), text.charCodeAt(at + 1)))
          ranges.push({ start, end: at + 1 })
      }
    }
  }

  function findUndone(symbols: Symbols, begin: number, end: number, ranges: Range[]): void {
    if (longest === 0) return
    const { units, starts, count } = symbols
    const folded = FOLDED
    let hash = hashOf(units, begin)
    for (let at = begin; at < end; at += 1) {
      const unit = units[at] ?? 0
      hash = shifted(hash, folded[unit] ?? unit)
      if (filter[filterPlace(hash)] !== 1) continue
      for (const form of byEnd.get(hash) ?? []) {
        const first = at + 1 - form.units.length
        if (first < 0 || !areAt(units, first, form.units)) continue
        const after = at + 1 < count ? (units[at + 1] ?? 0) : 0
        if (!form.isWord || isApart(first > 0 ? (units[first - 1] ?? 0) : 0, after))
          ranges.push({ start: starts[first] ?? 0, end: starts[at + 1] ?? 0 })
      }
    }
  }
}

/** Compared from the end, which differs where beginnings are alike. */
function standsAt(text: string, start: number, units: Uint16Array): boolean {
  for (let place = units.length - 1; place >= 0; place -= 1)
    if (foldUnit(text.charCodeAt(start + place)) !== units[place]) return false
  return true
}

function areAt(symbols: Uint16Array, start: number, units: Uint16Array): boolean {
  for (let place = units.length - 1; place >= 0; place -= 1)
    if (foldUnit(symbols[start + place] ?? 0) !== units[place]) return false
  return true
}

/** Whether what stands between the two is a word of its own. */
function isApart(before: number, after: number): boolean {
  return !isAlphanumeric(before) && !isAlphanumeric(after)
}

export function shifted(hash: number, foldedUnit: number): number {
  return ((hash << 7) ^ foldedUnit) & HASH_MASK
}

/** Of the last units before `end`. */
export function hashOf(units: ArrayLike<number>, end: number): number {
  let hash = 0
  for (let at = Math.max(0, end - WINDOW); at < end; at += 1) hash = shifted(hash, foldUnit(units[at] ?? 0))
  return hash
}

export function addForm(forms: Map<number, SecretForm[]>, hash: number, form: SecretForm): void {
  const same = forms.get(hash)
  if (same) same.push(form)
  else forms.set(hash, [form])
}

function filterPlace(hash: number): number {
  return (hash ^ (hash >>> 12)) & FILTER_MASK
}
