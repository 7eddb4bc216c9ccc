import { decodeText } from '../diagnosis/bodyText.ts'

const CONTENT_TYPE = /^content-type:[ \t]*([^\r\n]{1,300})/im
const HEAD = [72, 84, 84, 80, 47]
const LONGEST_HEAD = 1024 * 1024
const CR = 13
const LF = 10

/** The text of an input: of bytes in the encoding that a mark, their pattern or the head of a response tells. */
export function decodedInput(input: string | Uint8Array): string {
  if (typeof input === 'string') return input
  let heads = ''
  let body = input
  let contentType: string | null = null
  // "HTTP/" in ASCII: the body has an encoding of its own.
  while (HEAD.every((byte, at) => body[at] === byte)) {
    const end = endOfHead(body)
    const head = decodeText(body.subarray(0, end), 'text/plain; charset=iso-8859-1').text
    contentType = CONTENT_TYPE.exec(head)?.[1] ?? null
    heads += head
    body = body.subarray(end)
  }
  return heads + decodeText(body, contentType).text
}

/** Where the body begins. */
function endOfHead(bytes: Uint8Array): number {
  const limit = Math.min(bytes.length, LONGEST_HEAD)
  for (let at = 0; at < limit; at++) {
    if (bytes[at] !== LF) continue
    if (bytes[at + 1] === LF) return at + 2
    if (bytes[at + 1] === CR && bytes[at + 2] === LF) return at + 3
  }
  return limit
}
