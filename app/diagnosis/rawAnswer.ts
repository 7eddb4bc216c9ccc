import type { Header } from '../contract/exchange.ts'
import { decodeText } from './bodyText.ts'

export interface RawAnswer {
  /** Null when the input was a body alone. */
  status: number | null
  headers: Header[]
  body: Uint8Array
}

const STATUS_LINE = /^HTTP\/\d(?:\.\d)? (\d{3})(?: |\r?$|$)/
const CR = 13
const LF = 10
/** Far beyond any real head; more is taken for a body. */
const LONGEST_HEAD = 1024 * 1024

/**
 * Reads an answer as `curl -i` prints it. Of several heads in a row (an interim 100, a redirect that was
 * followed) the last counts. Input that does not begin with a status line is a body.
 */
export function readRawAnswer(input: Uint8Array): RawAnswer {
  let answer: RawAnswer = { status: null, headers: [], body: input }
  for (;;) {
    const head = readHead(answer.body)
    if (!head) return answer
    answer = head
  }
}

function readHead(input: Uint8Array): RawAnswer | null {
  // "HTTP/" in ASCII: a body of 50 MB must not be decoded to find that it has no head.
  if (![72, 84, 84, 80, 47].every((byte, index) => input[index] === byte)) return null
  const end = endOfHead(input)
  const lines = decodeText(input.subarray(0, end.head), 'text/plain; charset=iso-8859-1').text.split(/\r?\n/)
  const status = STATUS_LINE.exec(lines[0] ?? '')?.[1]
  if (status === undefined) return null
  const headers = lines.slice(1).flatMap((line): Header[] => {
    const colon = line.indexOf(':')
    return colon < 1 ? [] : [[line.slice(0, colon).trim(), line.slice(colon + 1).trim()]]
  })
  return { status: Number(status), headers, body: input.subarray(end.body) }
}

function endOfHead(input: Uint8Array): { head: number; body: number } {
  const limit = Math.min(input.length, LONGEST_HEAD)
  for (let index = 0; index < limit; index++) {
    if (input[index] !== LF) continue
    if (input[index + 1] === LF) return { head: index, body: index + 2 }
    if (input[index + 1] === CR && input[index + 2] === LF) return { head: index, body: index + 3 }
  }
  return { head: limit, body: limit }
}
