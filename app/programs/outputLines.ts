import { StringDecoder } from 'node:string_decoder'
import { printable } from '../contract/printable.ts'

/** What a program has written last, as it may be shown. */
export interface OutputLines {
  take(bytes: Uint8Array): void
  /** The last line need not have an end. */
  end(): void
}

const LONGEST_LINE = 4000
/** Colours and moves of the cursor. */
// eslint-disable-next-line no-control-regex -- a terminal's sequences begin with a control character
const SEQUENCE = /\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\))/g

/**
 * Hands on whole lines alone, since a secret that two pieces share could not be found.
 * @param redact takes secrets out of a line
 */
export function createOutputLines(
  redact: (line: string) => string,
  onLine: (line: string) => void,
): OutputLines {
  const decoder = new StringDecoder('utf8')
  let begun = ''
  let isTooLong = false

  function put(line: string): void {
    if (isTooLong) onLine('(A line with more than 4,000 characters)')
    else onLine(redact(printable(line.replaceAll(SEQUENCE, '').replace(/\r$/, ''))))
    isTooLong = false
  }

  return {
    take(bytes) {
      const [first = '', ...others] = decoder.write(Buffer.from(bytes)).split('\n')
      begun += first
      for (const next of others) {
        isTooLong ||= begun.length > LONGEST_LINE
        put(begun)
        begun = next
      }
      if (begun.length <= LONGEST_LINE) return
      isTooLong = true
      begun = ''
    },
    end() {
      if (begun !== '' || isTooLong) put(begun)
      begun = ''
    },
  }
}
