/** Names by the code of their first character, so that a sentence is searched in one pass. */
export type NameTable<T> = Array<Array<{ plain: string; named: T }> | undefined>

const MOST_CHARACTERS = 2000
const LONGEST_NAME = 200

/** A name in lower case, letters and digits alone and without a plural's s: what its spellings have in common. */
export function plainName(name: string): string {
  const plain = name
    .slice(0, LONGEST_NAME)
    .toLowerCase()
    .replace(/[^a-z\d]+/g, '')
  return plain.length > 1 && plain.endsWith('s') ? plain.slice(0, -1) : plain
}

/** By character code: the code in lower case of a letter or digit, 0 for whatever else. */
const CODES = Uint8Array.from({ length: 128 }, (_, code) =>
  /[a-z\d]/i.test(String.fromCharCode(code)) ? String.fromCharCode(code).toLowerCase().charCodeAt(0) : 0,
)

function codeAt(text: string, at: number): number {
  const code = text.charCodeAt(at)
  return code < 128 ? (CODES[code] ?? 0) : 0
}

const isCapital = (code: number) => code >= 65 && code <= 90

/** True where a word may begin or end: beside what is no letter or digit, and at the hump of a camelCase name. */
function isEdge(text: string, at: number): boolean {
  return codeAt(text, at) === 0 || at === 0 || codeAt(text, at - 1) === 0 || isHump(text, at)
}

function isHump(text: string, at: number): boolean {
  return isCapital(text.charCodeAt(at)) && !isCapital(text.charCodeAt(at - 1))
}

/**
 * What a sentence names, in any spelling: `customerId`, `Customer Id`, `CustomerID` and `customer_ids` are one.
 * Where names overlap, the longest wins. The time grows with the length of the sentence alone.
 */
export function findName<T>(
  table: NameTable<T>,
  sentence: string,
  isMeant: (named: T, start: number, end: number) => boolean = () => true,
): T[] {
  const found: T[] = []
  const end = Math.min(sentence.length, MOST_CHARACTERS)
  let before = 0
  for (let at = 0; at < end; at += 1) {
    const code = codeAt(sentence, at)
    const isStart = code !== 0 && (before === 0 || isHump(sentence, at))
    before = code
    const alike = isStart ? table[code] : undefined
    if (!alike) continue
    let longest: T | undefined
    let stop = at
    for (const { plain, named } of alike) {
      const after = endOf(plain, sentence, at)
      if (after > stop && isMeant(named, at, after)) {
        stop = after
        longest = named
      }
    }
    if (longest === undefined) continue
    if (!found.includes(longest)) found.push(longest)
    at = stop - 1
    before = codeAt(sentence, at)
  }
  return found
}

const WIDEST_GAP = 3
const S = 115

/** Where a name that begins at `start` ends; 0 when it is another name. Gaps between its words are passed over. */
function endOf(plain: string, sentence: string, start: number): number {
  let at = start
  for (let letter = 0; letter < plain.length; letter += 1) {
    let gap = 0
    while (codeAt(sentence, at) === 0 && at < sentence.length && gap < WIDEST_GAP) {
      at += 1
      gap += 1
    }
    if (codeAt(sentence, at) !== plain.charCodeAt(letter)) return 0
    at += 1
  }
  if (codeAt(sentence, at) === S && isEdge(sentence, at + 1)) return at + 1
  return isEdge(sentence, at) ? at : 0
}
