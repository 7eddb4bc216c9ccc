import type { Range } from '../shapes/ranges.ts'
import { addForm, hashOf, shifted, WINDOW } from './secretFinder.ts'
import { foldUnit, formsOf, type SecretForm } from './secretForms.ts'
import {
  addText,
  BEGINS_ESCAPE,
  emptySymbols,
  LONGEST_ESCAPE,
  MOST_LAYERS,
  undoEscapes,
  type Symbols,
} from '../shapes/symbols.ts'

/** Characters that one symbol of a secret may take up in a text, as far as a cut text is searched back for it. */
const MOST_WRITTEN = 32
/** Stands where a character of several bytes was cut. */
const REPLACEMENT = 0xfffd

/** Adds the end of a text that was cut, if it begins a secret, as it stands or with layers of escapes undone. */
export type CutOffFinder = (text: string, ranges: Range[]) => void

export function createCutOffFinder(secrets: Iterable<string>): CutOffFinder {
  const forms = [...new Set(secrets)].flatMap(formsOf)
  const byBeginning = new Map<number, SecretForm[]>()
  for (const form of forms) addForm(byBeginning, hashOf(form.units, WINDOW), form)
  const longest = Math.max(0, ...forms.map(({ units }) => units.length))

  /** Where the symbols up to `end` begin a form that goes on behind them; null where they do not. */
  function beginningOf({ units }: Symbols, end: number): number | null {
    const first = Math.max(0, end - longest)
    let hash = hashOf(units, first + WINDOW - 1)
    for (let start = first; start + WINDOW <= end; start += 1) {
      const unit = units[start + WINDOW - 1] ?? 0
      hash = shifted(hash, foldUnit(unit))
      const same = byBeginning.get(hash)
      if (same?.some((form) => isBegun(form, units, start, end))) return start
    }
    return null
  }

  return (text, ranges) => {
    const from = Math.max(0, text.length - longest * MOST_WRITTEN)
    let symbols = emptySymbols(text.length - from)
    addText(symbols, text, from, text.length)
    for (let depth = 0; depth <= MOST_LAYERS; depth += 1) {
      for (const end of endsOf(symbols, text)) {
        const begun = beginningOf(symbols, end)
        if (begun !== null) ranges.push({ start: symbols.starts[begun] ?? from, end: text.length })
      }
      const undone = emptySymbols(symbols.count)
      undoEscapes(symbols, 0, undone)
      if (undone.count === symbols.count) break
      symbols = undone
    }
  }
}

function isBegun({ units, telling }: SecretForm, symbols: Uint16Array, start: number, end: number): boolean {
  const length = end - start
  if (length < telling || length >= units.length) return false
  for (let place = 0; place < length; place += 1)
    if (foldUnit(symbols[start + place] ?? 0) !== units[place]) return false
  return true
}

/** Where the text may have ended before an escape or a character that was cut in two. */
function endsOf({ units, starts, count }: Symbols, text: string): number[] {
  const ends = [count]
  for (let at = Math.max(0, count - LONGEST_ESCAPE); at < count; at += 1) {
    // The number of an HTML entity that was cut is a number too.
    const written = text.charCodeAt(starts[at] ?? 0)
    if (BEGINS_ESCAPE[written] === 1 || units[at] === REPLACEMENT) ends.push(at)
  }
  return ends
}
