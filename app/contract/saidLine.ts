import type { Said } from './exchange.ts'
import { clip } from './values.ts'

const LONGEST_VALUE = 80

/** One error of the API as a line: the field first, then its words, then what was sent. */
export function saidLine({ field, message, code, sent }: Said): string {
  const words = message === '' ? (code === null ? 'no message' : `code ${code}`) : message
  const value = sent === null ? '' : ` (sent: ${sent === '' ? 'empty' : clip(sent, LONGEST_VALUE)})`
  return `${field === null ? '' : `${field}: `}${words}${value}`
}
