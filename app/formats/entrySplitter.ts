/** An entry of a HAR file as it is written. */
interface EntryText {
  text: string
  /** Where it begins in the file, in bytes. */
  offset: number
}

export type Fault = 'too-long' | 'too-deep' | 'begins-with-list' | 'begins-with-no-json'

interface EntrySplitter {
  /** The entries that are complete with this piece of the file. */
  take(chunk: Uint8Array): EntryText[]
  /** Why there is no use in reading on, told after the entries before it. */
  readonly fault: Fault | null
  /** Bytes that were read. */
  readonly offset: number
  /** Whether every bracket and quote has been closed. */
  readonly isWhole: boolean
  /** Whether there was a list `log.entries`. */
  readonly hasEntries: boolean
  /** What stands around the entries. */
  rest(): string
}

const [QUOTE, COMMA, BACKSLASH] = [0x22, 0x2c, 0x5c]
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d]
/** What may stand before everything: space, tab and line breaks, and the byte order mark EF BB BF. */
const BEFORE = [0x20, 0x09, 0x0a, 0x0d, 0xef, 0xbb, 0xbf]
/** How deep one is between two entries: in the file's object, in its `log`, in the list. */
const BETWEEN_ENTRIES = 3
const LONGEST_NAME = 'entries'.length + 1

/**
 * Finds where the entries of a HAR file begin and end by its brackets and quotes alone; whether it is valid JSON in
 * between is for a parser to say.
 * @param longest most bytes of one entry, and of all that stands around them
 * @param deepest most levels of brackets
 */
export function createEntrySplitter(longest: number, deepest: number): EntrySplitter {
  const entry = createPart()
  const around = createPart()
  let isStarted = false
  let depth = 0
  let isInText = false
  let isEscaped = false
  let isInLog = false
  let isInEntries = false
  let hasEntries = false
  /** Of the entries in the list so far; a second list of that name counts anew. */
  let count = 0
  /** The text that was read last outside of the list. */
  let name = ''
  let offset = 0
  let fault: Fault | null = null

  function take(chunk: Uint8Array): EntryText[] {
    const found: EntryText[] = []
    /** Where what has not been taken over begins. */
    let from = 0
    const endEntry = (at: number, isLast: boolean) => {
      const whole = entry.end(chunk.subarray(from, at), offset + from)
      // A list may be empty; between two commas there must be something, as the parser will say.
      if (!isLast || count > 0 || whole.text.trim() !== '') found.push(whole)
      count += 1
    }
    let at = 0
    for (; at < chunk.length && fault === null; at += 1) {
      if (isInText) {
        const end = endOfText(chunk, isEscaped ? at + 1 : at)
        isInText = end >= chunk.length
        isEscaped = end > chunk.length
        if (!isInEntries && name.length < LONGEST_NAME) name += latin1(chunk.subarray(at, end))
        at = end
        continue
      }
      const byte = chunk[at] ?? 0
      if (!isStarted && !BEFORE.includes(byte)) {
        isStarted = true
        if (byte === OPEN_LIST) fault = 'begins-with-list'
        else if (byte !== OPEN_OBJECT && byte !== QUOTE) fault = 'begins-with-no-json'
      }
      if (byte === QUOTE) {
        isInText = true
        if (!isInEntries) name = ''
      } else if (byte === OPEN_OBJECT || byte === OPEN_LIST) {
        depth += 1
        if (depth > deepest) fault = 'too-deep'
        if (depth === 2) isInLog = byte === OPEN_OBJECT && name === 'log'
        if (depth === BETWEEN_ENTRIES && byte === OPEN_LIST && isInLog && name === 'entries') {
          around.add(chunk.subarray(from, at + 1), offset + from)
          from = at + 1
          count = 0
          isInEntries = true
          hasEntries = true
        }
      } else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) {
        if (isInEntries && depth === BETWEEN_ENTRIES) {
          endEntry(at, true)
          from = at
          isInEntries = false
        }
        depth -= 1
      } else if (byte === COMMA && isInEntries && depth === BETWEEN_ENTRIES) {
        endEntry(at, false)
        from = at + 1
      }
    }
    ;(isInEntries ? entry : around).add(chunk.subarray(from), offset + from)
    // With a fault, up to what is wrong.
    offset += Math.min(at, chunk.length)
    if (Math.max(entry.bytes, around.bytes) > longest) fault ??= 'too-long'
    return found
  }

  return {
    take,
    get fault() {
      return fault
    },
    get offset() {
      return offset
    },
    get isWhole() {
      return isStarted && depth === 0 && !isInText
    },
    get hasEntries() {
      return hasEntries
    },
    rest: () => around.end(new Uint8Array(), offset).text.replace(/^\uFEFF/, ''),
  }
}

/** Where the next quote stands that ends a text; the length of the piece, or one more if its last byte escapes what follows. */
function endOfText(chunk: Uint8Array, start: number): number {
  let at = start
  while (at < chunk.length) {
    const byte = chunk[at]
    if (byte === QUOTE) return at
    at += byte === BACKSLASH ? 2 : 1
  }
  return at
}

function latin1(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes.subarray(0, LONGEST_NAME))
}

/** A text that comes in pieces. */
function createPart() {
  let pieces: Uint8Array[] = []
  let begin = 0
  const part = {
    bytes: 0,
    add(piece: Uint8Array, offset: number): void {
      if (piece.length === 0) return
      if (pieces.length === 0) begin = offset
      pieces.push(piece)
      part.bytes += piece.length
    },
    end(last: Uint8Array, offset: number): EntryText {
      part.add(last, offset)
      const [only = last] = pieces
      const whole =
        pieces.length > 1 ? Buffer.concat(pieces) : Buffer.from(only.buffer, only.byteOffset, only.length)
      const result = { text: whole.toString('utf8'), offset: pieces.length === 0 ? offset : begin }
      pieces = []
      part.bytes = 0
      return result
    },
  }
  return part
}
