import type { Work } from './slices.ts'

export interface Matches {
  /** Where each match begins, in the order of the text. */
  readonly offsets: readonly number[]
  /** True when there are more than were looked for. */
  readonly isCut: boolean
}

export const NO_MATCHES: Matches = { offsets: [], isCut: false }

const MOST_MATCHES = 10_000
const PIECE = 65_536

/** All places of a text that hold `wanted`, in whatever case. Some ten thousand are enough for anyone. */
export function* findAll(text: string, wanted: string): Work<Matches> {
  if (wanted === '') return NO_MATCHES
  const pattern = new RegExp(wanted.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'), 'gi')
  const offsets: number[] = []
  for (let from = 0; from < text.length; from += PIECE) {
    // A match may begin in one piece and end in the next.
    const piece = text.slice(from, from + PIECE + wanted.length - 1)
    for (const { index } of piece.matchAll(pattern)) {
      const last = offsets.at(-1)
      if (last !== undefined && from + index < last + wanted.length) continue
      if (offsets.length >= MOST_MATCHES) return { offsets, isCut: true }
      offsets.push(from + index)
    }
    yield
  }
  return { offsets, isCut: false }
}

/** Which match comes first at or after a place of the text; the first of all when none does. */
export function matchFrom({ offsets }: Matches, place: number): number {
  const found = offsets.findIndex((offset) => offset >= place)
  return found < 0 ? 0 : found
}
