import { Tokenizer, TokenParser, TokenType } from '@streamparser/json'
import { PosternError } from '../contract/errors.ts'

export interface HarEntry {
  /** Place in `log.entries`, from 0. */
  index: number
  value: unknown
}

export interface HarLimits {
  /** Longest stretch without a complete entry, which bounds what is held in memory. Bytes. */
  entryBytes: number
  /** Levels of brackets. Captures have about ten, and answers are texts in them. */
  depth: number
}

const LIMITS: HarLimits = { entryBytes: 64 * 1024 * 1024, depth: 100 }
/** Between two looks at the limits no more than this is read. */
const PIECE = 1024 * 1024

/**
 * Reads the entries of a HAR file one by one, whatever its size; what is not an entry is read and let go.
 * @throws PosternError bad-input which names the place, after all entries before it have been given
 */
export async function* readHarEntries(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  { entryBytes, depth: deepest } = LIMITS,
): AsyncGenerator<HarEntry> {
  let ready: HarEntry[] = []
  let count = 0
  let offset = 0
  let depth = 0
  let read = 0
  let readAtEntry = 0
  let lastText: unknown = null
  let hasEntries = false
  let isStarted = false

  const place = () => `at byte ${offset}, after ${count} ${count === 1 ? 'entry' : 'entries'}`
  const parser = new TokenParser({ paths: ['$.log.entries.*'], keepStack: false })
  parser.onValue = ({ value, key, parent }) => {
    // `entries` may also be an object, made to look like the list.
    if (!Array.isArray(parent) || typeof key !== 'number') return
    ready.push({ index: count, value })
    count += 1
    readAtEntry = read
  }
  const tokenizer = new Tokenizer()
  tokenizer.onToken = (token) => {
    offset = token.offset
    switch (token.token) {
      case TokenType.LEFT_BRACE:
      case TokenType.LEFT_BRACKET:
        if (!isStarted && token.token === TokenType.LEFT_BRACKET)
          throw wrong('it begins with a list and not with an object')
        if (token.token === TokenType.LEFT_BRACKET && depth === 2 && lastText === 'entries') hasEntries = true
        depth += 1
        if (depth > deepest) throw wrong(`its brackets are nested more than ${deepest} deep, ${place()}`)
        break
      case TokenType.RIGHT_BRACE:
      case TokenType.RIGHT_BRACKET:
        depth -= 1
        break
      case TokenType.STRING:
        lastText = token.value
        break
      default:
        break
    }
    isStarted = true
    parser.write(token)
  }

  function isWhole(): boolean {
    try {
      if (!tokenizer.isEnded) tokenizer.end()
    } catch {
      // In the middle of a text or a number.
      return false
    }
    return parser.isEnded
  }

  try {
    for await (const chunk of source) {
      for (let from = 0; from < chunk.length; from += PIECE) {
        const piece = chunk.subarray(from, from + PIECE)
        read += piece.length
        tokenizer.write(piece)
        if (read - readAtEntry > entryBytes && ready.length === 0)
          throw wrong(
            `there is no end to what follows entry ${count}: more than ${Math.floor(entryBytes / 1024 / 1024)} MB without one`,
          )
        const complete = ready
        ready = []
        yield* complete
      }
    }
    if (!isWhole()) throw wrong(`it ends too early, ${place()}`)
  } catch (error) {
    yield* ready
    // Of this house or of the system, which could not read on.
    if (error instanceof Error && 'code' in error) throw error
    // What the parser says quotes the text, which may be a secret.
    throw wrong(`it is no valid JSON ${place()}`)
  }
  if (!hasEntries) throw wrong('it has no list log.entries')
}

function wrong(reason: string): PosternError {
  return new PosternError(
    'bad-input',
    `This is not a whole HAR file: ${reason}.`,
    'Save the capture again, from the network tab of the browser for example.',
  )
}
