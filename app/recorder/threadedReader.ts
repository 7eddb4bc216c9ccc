import type { Attempt } from '../contract/exchange.ts'
import { directReader, type Reader } from '../sending/reader.ts'
import type { Thread } from '../threads/thread.ts'

/** Bytes, or characters. What is shorter is read sooner than it is handed over. */
const LONG = 128 * 1024

/** Reads short answers at once, and long ones in the thread. */
export function threadedReader(thread: Thread): Reader {
  return {
    async read(answer, secrets) {
      if (answer.bytes.length < LONG) return directReader.read(answer, secrets)
      const { bytes, ...rest } = answer
      return { ...(await thread.run('read', { answer: rest, bytes, secrets })), decoded: undefined }
    },
    explain(evidence, read) {
      const isLong = read !== null && read.response.body.length >= LONG
      // Only the last answer is looked into; the others would travel for nothing.
      return isLong
        ? thread.run('explain', { ...evidence, attempts: evidence.attempts.map(withoutBody) })
        : directReader.explain(evidence, read)
    },
  }
}

function withoutBody(attempt: Attempt): Attempt {
  return attempt.response ? { ...attempt, response: { ...attempt.response, body: '' } } : attempt
}
