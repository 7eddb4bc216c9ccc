/**
 * What every match of a pattern has: a piece of text, all of several things, or one of them. Pieces have letters in lower
 * case, and `0` for digits.
 */
export type Need = string | { all: readonly Need[] } | { any: readonly Need[] }

/** One of the patterns that a pattern is made of, with what each of its matches has. */
export interface Branch {
  source: string
  need: Need
}

const NOTHING: Need = { all: [] }

/** What stands for a character in pieces: letters in lower case, one sign for digits, however many; empty for what ends a piece. */
export function pieceSign(character: string): string {
  if (/[a-z -]/i.test(character)) return character.toLowerCase()
  if (/[<=>/]/.test(character)) return '/'
  if (/\d/.test(character)) return '0'
  return character > '\x7f' || character === "'" ? '…' : ''
}

/**
 * The alternatives of a pattern with what their matches have, as it stands in their source: what may be left out counts for
 * nothing. A pattern whose groups have numbers stays one.
 */
export function branchesOf({ source, flags }: RegExp): { branches: Branch[]; isOne: boolean } {
  if (/[uv]/.test(flags)) return { branches: [{ source, need: NOTHING }], isOne: true }
  const reader = { source, at: 0, hasCaptures: false }
  const branches = readBranches(reader)
  return { branches, isOne: reader.hasCaptures }
}

/** The pieces of which each match has one, by what is looked for first: the longest and fewest. Null where none is known. */
export function rarestPieces(need: Need): readonly string[] | null {
  if (typeof need === 'string') return [need]
  if ('any' in need) {
    const each = need.any.map(rarestPieces)
    return each.every((pieces) => pieces !== null) ? [...new Set(each.flat())] : null
  }
  return need.all
    .map(rarestPieces)
    .filter((pieces) => pieces !== null)
    .reduce<readonly string[] | null>(
      (best, each) => (best && rarity(best) >= rarity(each) ? best : each),
      null,
    )
}

const rarity = (pieces: readonly string[]) =>
  Math.min(8, ...pieces.map((piece) => (/[a-z]{3}/.test(piece) ? piece.length : 1))) - pieces.length / 10

interface Reader {
  source: string
  at: number
  hasCaptures: boolean
}

function readBranches(reader: Reader): Branch[] {
  const branches: Branch[] = []
  for (;;) {
    const start = reader.at
    const need = readSequence(reader)
    branches.push({ source: reader.source.slice(start, reader.at), need })
    if (reader.source[reader.at] !== '|') return branches
    reader.at += 1
  }
}

/** A part of a pattern: a character of a piece, the need of a group, or what nothing is known of. */
interface Atom {
  text: string
  need: Need
  /** False for what matches a place alone, and leaves together what stands around it. */
  isWide: boolean
}

const UNKNOWN: Atom = { text: '', need: NOTHING, isWide: true }
const PLACE: Atom = { text: '', need: NOTHING, isWide: false }

function readSequence(reader: Reader): Need {
  const all: Need[] = []
  let run = ''
  const end = () => {
    const piece = run.trim()
    if (piece.length > 2 || piece === '0' || piece === '/') all.push(piece)
    run = ''
  }
  while (reader.at < reader.source.length && !/[|)]/.test(reader.source.charAt(reader.at))) {
    const atom = readAtom(reader)
    const count = readCount(reader)
    if (atom.isWide && (count === 'maybe' || atom.text === '')) end()
    if (count === 'maybe') continue
    if (atom.need !== NOTHING) all.push(atom.need)
    if (atom.text !== '0' || !run.endsWith('0')) run += atom.text
    if (count === 'once') continue
    end()
    // What follows stands beside the last of them.
    run = atom.text
  }
  end()
  return together(all)
}

/** All of several needs. Short words are in most texts: beside a longer one they tell nothing. */
function together(needs: readonly Need[]): Need {
  const isLong = (need: Need) => typeof need !== 'string' || need.length > 3
  const all = needs.some(isLong) ? needs.filter(isLong) : needs
  const [only] = all
  return all.length === 1 && only !== undefined ? only : all.length === 0 ? NOTHING : { all }
}

/** How often a part stands: `maybe` where it can be left out. */
function readCount(reader: Reader): 'once' | 'several' | 'maybe' {
  const [count = ''] =
    /^(?:[*+?]|\{\d+(?:,\d*)?\})\??/.exec(reader.source.slice(reader.at, reader.at + 20)) ?? []
  reader.at += count.length
  if (count === '') return 'once'
  return /^(?:[*?]|\{0)/.test(count) ? 'maybe' : 'several'
}

function readAtom(reader: Reader): Atom {
  const character = reader.source.charAt(reader.at)
  if (character === '(') return readGroup(reader)
  if (character === '\\') return readEscape(reader)
  reader.at += 1
  if (character === '^' || character === '$') return PLACE
  if (character === '.') return UNKNOWN
  if (character !== '[') return { text: pieceSign(character), need: NOTHING, isWide: true }
  while (reader.source[reader.at] !== ']') reader.at += reader.source[reader.at] === '\\' ? 2 : 1
  reader.at += 1
  return UNKNOWN
}

function readEscape(reader: Reader): Atom {
  const [escape = '', name = ''] =
    /^\\(?:(u[\da-f]{4}|x[\da-f]{2}|k<\w+>)|[^])/i.exec(reader.source.slice(reader.at, reader.at + 40)) ?? []
  reader.at += escape.length
  const letter = escape.charAt(1)
  if (letter === 'b' || letter === 'B') return PLACE
  if (letter === 'd') return { text: '0', need: NOTHING, isWide: true }
  return name !== '' || /\w/.test(letter) ? UNKNOWN : { text: pieceSign(letter), need: NOTHING, isWide: true }
}

function readGroup(reader: Reader): Atom {
  const [opening = '('] =
    /^\((?:\?(?:[:=!]|<[=!]|<\w+>))?/.exec(reader.source.slice(reader.at, reader.at + 40)) ?? []
  if (opening === '(') reader.hasCaptures = true
  reader.at += opening.length
  const needs = readBranches(reader).map(({ need }) => need)
  reader.at += 1
  const [only = NOTHING] = needs
  const need = needs.length === 1 ? only : needs.includes(NOTHING) ? NOTHING : { any: needs }
  if (opening.endsWith('!') || opening.startsWith('(?<=')) return PLACE
  return { text: '', need, isWide: !opening.endsWith('=') }
}
