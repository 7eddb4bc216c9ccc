import { branchesOf, pieceSign, rarestPieces, type Need } from './patternPieces.ts'

/** A row of a table of patterns. */
export interface PhraseRow {
  says: RegExp
  /** What each match has; left out where the pattern is to be read for it. */
  need?: Need
}

/** The first row that says something of a text, in the order of the table. */
export type FindPhrase<R extends PhraseRow> = <T>(
  text: string,
  use: (row: R, match: RegExpExecArray) => T | null,
) => T | null

interface Part<R> {
  row: R
  /** Left out where it is the pattern of the row, which may not be made yet. */
  says?: RegExp
  need: Need
}

/**
 * Reads a text once for all patterns of a table, and tries only those of which it has the pieces that each of their matches
 * has, which are few. Made when it is first asked.
 */
export function phraseTable<R extends PhraseRow>(rows: readonly R[]): FindPhrase<R> {
  let find: FindPhrase<R> | undefined
  return (text, use) => (find ??= finderOf(rows))(text, use)
}

function finderOf<R extends PhraseRow>(rows: readonly R[]): FindPhrase<R> {
  const partsIn = partFinder(
    rows.flatMap((row): Array<Part<R>> => {
      if (row.need !== undefined) return [{ row, need: row.need }]
      const { branches, isOne } = branchesOf(row.says)
      return branches.map(({ source, need }) => ({
        row,
        says: isOne ? row.says : new RegExp(source, row.says.flags),
        need,
      }))
    }),
  )
  return (text, use) => {
    const found = partsIn(text)
    let at = 0
    while (at < found.length) {
      const row = found[at]?.row
      let first: RegExpExecArray | null = null
      let tried: RegExp | undefined
      for (; at < found.length && found[at]?.row === row; at += 1) {
        const says = found[at]?.says ?? row?.says
        if (says === undefined || says === tried) continue
        tried = says
        const match = says.exec(text)
        if (match && (first === null || match.index < first.index)) first = match
      }
      const used = row && first ? use(row, first) : null
      if (used !== null) return used
    }
    return null
  }
}

const SIGNS = 32
/** By character code: the number of its sign in pieces; 0 for what is in none. */
const SIGN_OF = Uint8Array.from({ length: 129 }, (_, code) => {
  const sign = pieceSign(String.fromCharCode(code))
  return sign === '' ? 0 : 'abcdefghijklmnopqrstuvwxyz0 -/…'.indexOf(sign) + 1
})
const DIGIT = SIGN_OF[48]
const signAt = (text: string, at: number): number => {
  const code = text.charCodeAt(at)
  return SIGN_OF[code < 128 ? code : 128] ?? 0
}

/** Finds all pieces in one pass (Aho and Corasick, 1975). */
interface Automaton {
  /** By state and sign: the next state. */
  next: Uint16Array
  /** By state: the pieces that end there. */
  ends: ReadonlyArray<readonly number[]>
  /** By state: 1 where pieces end. */
  isEnd: Uint8Array
}

function automatonOf(pieces: readonly string[]): Automaton {
  const next = new Uint16Array(pieces.reduce((sum, { length }) => sum + length, 1) * SIGNS)
  const ends: number[][] = [[]]
  pieces.forEach((piece, number) => {
    let state = 0
    for (let at = 0; at < piece.length; at += 1) {
      const place = state * SIGNS + signAt(piece, at)
      if (next[place] === 0) next[place] = ends.push([]) - 1
      state = next[place] ?? 0
    }
    ends[state]?.push(number)
  })
  // In the order of their depth: where a piece breaks off, the longest end of it that begins another goes on.
  const back = new Uint16Array(ends.length)
  const states = [0]
  for (const state of states) {
    for (let sign = 1; sign < SIGNS; sign += 1) {
      const after = state === 0 ? 0 : (next[(back[state] ?? 0) * SIGNS + sign] ?? 0)
      const child = next[state * SIGNS + sign] ?? 0
      if (child === 0) next[state * SIGNS + sign] = after
      else {
        back[child] = after
        ends[child]?.push(...(ends[after] ?? []))
        states.push(child)
      }
    }
  }
  return {
    next: next.slice(0, ends.length * SIGNS),
    ends,
    isEnd: Uint8Array.from(ends, ({ length }) => Math.min(length, 1)),
  }
}

const piecesOf = (need: Need): readonly string[] =>
  typeof need === 'string' ? [need] : ('all' in need ? need.all : need.any).flatMap(piecesOf)

/** The parts that a text may match, in their order. */
function partFinder<P extends Pick<Part<unknown>, 'need'>>(parts: readonly P[]): (text: string) => P[] {
  const pieces = [...new Set(parts.flatMap(({ need }) => piecesOf(need)))]
  const numberOf = new Map(pieces.map((piece, number) => [piece, number]))
  const { next, ends, isEnd } = automatonOf(pieces)
  // By piece: the parts that are looked at where a text has it. The last are looked at in any text.
  const byPiece: number[][] = Array.from({ length: pieces.length + 1 }, () => [])
  parts.forEach(({ need }, part) => {
    for (const piece of rarestPieces(need) ?? [null])
      byPiece[piece === null ? pieces.length : (numberOf.get(piece) ?? pieces.length)]?.push(part)
  })
  // The number of the text in which a piece, or a part, was found last.
  const pieceIn = new Uint32Array(pieces.length)
  const partIn = new Uint32Array(parts.length)
  let reading = 0
  const holds = (need: Numbered): boolean => {
    if (typeof need === 'number') return pieceIn[need] === reading
    const { isAny, of } = need
    for (const each of of) if (holds(each) === isAny) return isAny
    return !isAny
  }
  const needs = parts.map(({ need }) => numbered(need, numberOf))
  return (text) => {
    reading += 1
    const found = [pieces.length]
    let state = 0
    let before = 0
    for (let at = 0; at < text.length; at += 1) {
      const sign = signAt(text, at)
      if (sign === DIGIT && before === DIGIT) continue
      before = sign
      state = next[state * SIGNS + sign] ?? 0
      if (isEnd[state] !== 1) continue
      for (const piece of ends[state] ?? []) {
        if (pieceIn[piece] !== reading) found.push(piece)
        pieceIn[piece] = reading
      }
    }
    const numbers: number[] = []
    for (const piece of found) {
      for (const part of byPiece[piece] ?? []) {
        if (partIn[part] === reading) continue
        partIn[part] = reading
        const need = needs[part]
        if (need !== undefined && holds(need)) numbers.push(part)
      }
    }
    if (numbers.length > 1) numbers.sort((a, b) => a - b)
    const inOrder: P[] = []
    for (const number of numbers) {
      const part = parts[number]
      if (part) inOrder.push(part)
    }
    return inOrder
  }
}

/** A need with the numbers of its pieces. */
type Numbered = number | { isAny: boolean; of: readonly Numbered[] }

function numbered(need: Need, numberOf: ReadonlyMap<string, number>): Numbered {
  if (typeof need === 'string') return numberOf.get(need) ?? -1
  const isAny = 'any' in need
  return { isAny, of: (isAny ? need.any : need.all).map((each) => numbered(each, numberOf)) }
}
