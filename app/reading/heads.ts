import type { Header } from '../contract/exchange.ts'

interface Head {
  status: number
  headers: Header[]
  /** What follows the head. */
  body: string
}

const STATUS_LINE = /^HTTP\/\d(?:\.\d)? (\d{3})(?: [^\n]*)?\r?(?:\n|$)/
/** A blank line, or one that begins as a body does. */
const END = /(?:^|\r?\n)[ \t]*(?:\r?\n|(?=[{[<]))/
/** Far beyond any real head; more is taken for a body. */
const LONGEST_HEAD = 1024 * 1024

/** The head of a response as `curl -i` prints it, at the beginning of a text; of several in a row the last. */
export function headOf(text: string): Head | null {
  let head = oneHead(text)
  for (let next = head && oneHead(head.body); head && next; next = oneHead(head.body)) head = next
  return head
}

/** The head that begins at a place in a text. */
export function headAt(text: string, at: number): Head | null {
  return headOf(text.slice(at).replace(/^<\s?/, ''))
}

function oneHead(text: string): Head | null {
  const [line = '', status] = STATUS_LINE.exec(text.slice(0, 400)) ?? []
  if (status === undefined) return null
  const beginning = text.slice(line.length, LONGEST_HEAD)
  const end = END.exec(beginning)
  const fields = end ? beginning.slice(0, end.index) : beginning
  const headers = fields.split(/\r?\n/).flatMap((field): Header[] => {
    const colon = field.indexOf(':')
    return colon < 1 ? [] : [[field.slice(0, colon).trim(), field.slice(colon + 1).trim()]]
  })
  const body = line.length + (end ? end.index + end[0].length : beginning.length)
  return { status: Number(status), headers, body: text.slice(body) }
}
