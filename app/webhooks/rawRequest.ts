import type { Header } from '../contract/exchange.ts'
import type { Delivery } from './delivery.ts'

const LF = 10
const CR = 13

/** Reads a raw HTTP request: head, empty line, body. The bytes of the body stay as they are; null where no line is empty. */
export function readRawRequest(bytes: Uint8Array): Delivery | null {
  const start = bodyStart(bytes)
  if (start === null) return null
  const head = Array.from(bytes.subarray(0, start), (byte) => String.fromCharCode(byte)).join('')
  const headers = head.split(/\r?\n/).flatMap((line): Header[] => {
    const [, name, value] = /^([!#$%&'*+.^_`|~\w-]+):[ \t]*(.*?)[ \t]*$/.exec(line) ?? []
    return name === undefined || value === undefined ? [] : [[name, value]]
  })
  return { headers, body: bytes.subarray(start) }
}

/** Behind the first empty line, which CRLF or LF ends. */
function bodyStart(bytes: Uint8Array): number | null {
  for (let at = bytes.indexOf(LF); at >= 0; at = bytes.indexOf(LF, at + 1)) {
    if (bytes[at + 1] === LF) return at + 2
    if (bytes[at + 1] === CR && bytes[at + 2] === LF) return at + 3
  }
  return null
}
