import { plural } from '../contract/words.ts'
import { PosternError } from '../contract/errors.ts'
import { createEntrySplitter, type Fault } from './entrySplitter.ts'

export interface HarEntry {
  /** Place in `log.entries`, from 0. */
  index: number
  value: unknown
}

export interface HarLimits {
  /** Most bytes of an entry, and of all that stands around the entries: so much is held in memory. */
  entryBytes: number
  /** Levels of brackets. Captures have about ten, and answers are texts in them. */
  depth: number
}

const LIMITS: HarLimits = { entryBytes: 64 * 1024 * 1024, depth: 100 }

/**
 * Reads the entries of a HAR file one by one, whatever its size.
 * @throws PosternError bad-input which names the place, after all entries before it have been given
 */
export async function* readHarEntries(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  limits = LIMITS,
): AsyncGenerator<HarEntry> {
  const splitter = createEntrySplitter(limits.entryBytes, limits.depth)
  let count = 0
  const at = (offset: number) => `at byte ${offset}, after ${plural(count, 'entry', 'entries')}`
  function parsed(text: string, offset: number): unknown {
    try {
      return JSON.parse(text)
    } catch {
      // What the parser says quotes the text, which may be a secret.
      throw wrong(`it is no valid JSON ${at(offset)}`)
    }
  }
  const reasons = {
    'too-long': () =>
      `there is no end to what follows entry ${count}: more than ${Math.floor(limits.entryBytes / 1024 / 1024)} MB without one`,
    'too-deep': () => `it nests brackets more than ${limits.depth} deep, ${at(splitter.offset)}`,
    'begins-with-list': () => 'it begins with a list and not with an object',
    'begins-with-no-json': () => `it is no valid JSON ${at(0)}`,
  } satisfies Record<Fault, () => string>

  for await (const chunk of source) {
    for (const { text, offset } of splitter.take(chunk)) {
      yield { index: count, value: parsed(text, offset) }
      count += 1
    }
    if (splitter.fault !== null) throw wrong(reasons[splitter.fault]())
  }
  if (!splitter.isWhole) throw wrong(`it ends too early, ${at(splitter.offset)}`)
  parsed(splitter.rest(), splitter.offset)
  if (!splitter.hasEntries) throw wrong('it has no list log.entries')
}

function wrong(reason: string): PosternError {
  return new PosternError(
    'bad-input',
    `This is not a whole HAR file: ${reason}.`,
    'Save the HAR file again, for example from the network tab of the browser.',
  )
}
