import { createHash } from 'node:crypto'
import { PosternError } from '../contract/errors.ts'

/** A source that is read from its beginning twice, and must say the same both times. */
interface TwoReadings {
  first(): AsyncGenerator<Uint8Array>
  /** Throws a PosternError `bad-input` instead of a piece that was not in the first reading, or at the end that came too early. */
  second(): AsyncGenerator<Uint8Array>
}

/** What is held of a piece is its digest. A first reading that was left early holds for what it came to. */
export function twoReadings(open: () => AsyncIterable<Uint8Array> | Iterable<Uint8Array>): TwoReadings {
  const digests: string[] = []
  const digestOf = (piece: Uint8Array) => createHash('sha256').update(piece).digest('base64')

  return {
    async *first() {
      for await (const piece of open()) {
        digests.push(digestOf(piece))
        yield piece
      }
    },
    async *second() {
      let count = 0
      for await (const piece of open()) {
        if (digests[count] !== digestOf(piece)) throw changed()
        count += 1
        yield piece
      }
      if (count < digests.length) throw changed()
    },
  }
}

function changed(): PosternError {
  return new PosternError(
    'bad-input',
    'The file changed while Postern read it. Postern cannot know its secrets any more and did not import the rest.',
    'Import it again when the program that writes it has finished.',
  )
}
