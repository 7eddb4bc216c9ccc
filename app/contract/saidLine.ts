import type { Exchange, Said } from './exchange.ts'
import { clip } from './values.ts'
import { formatCount } from './words.ts'

const LONGEST_VALUE = 80

/** One error of the API as a line: the field first, then its words, then what was sent. */
export function saidLine({ field, message, code, sent }: Said): string {
  const words = message === '' ? (code === null ? 'no message' : `code ${code}`) : message
  const value = sent === null ? '' : ` (sent: ${sent === '' ? 'empty' : clip(sent, LONGEST_VALUE)})`
  return `${field === null ? '' : `${field}: `}${words}${value}`
}

/** What the API says: how many errors in all, and in words those that only the body has. */
export function saidCount({ envelope, diagnosis }: Pick<Exchange, 'envelope' | 'diagnosis'>): {
  total: string
  rest: string
} {
  const kept = diagnosis?.said?.length ?? 0
  const total = Math.max(kept, envelope?.errorTotal ?? 0)
  return {
    total: formatCount(total),
    rest: total > kept ? `The body has ${formatCount(total - kept)} more.` : '',
  }
}
