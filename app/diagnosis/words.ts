import { clip } from '../contract/values.ts'

/** The last ms of the year 9999: later dates have no four-digit year, which ISO 8601 wants. */
const LAST_DATE_MS = 253_402_300_799_999

/** Epoch ms as ISO 8601; null where no date can be made of it. */
export function isoTime(ms: number): string | null {
  return Number.isFinite(ms) && Math.abs(ms) <= LAST_DATE_MS && ms >= 0 ? new Date(ms).toISOString() : null
}

const HALF_A_DAY_MS = 12 * 3600 * 1000

/** Epoch ms as a time of day, such as `09:01:00 UTC`; with its date when that is not plain to who reads it at `now`. */
export function clockTime(ms: number, now: number): string {
  const iso = isoTime(ms)
  if (iso === null) return 'an unknown time'
  const time = `${iso.slice(11, 19)} UTC`
  return Math.abs(ms - now) < HALF_A_DAY_MS ? time : `${iso.slice(0, 10)} ${time}`
}

const TAG = /<\/?(?:a|b|br|code|div|em|h[1-6]|i|li|p|pre|span|strong|td|tr|u|ul)\b[^<>]{0,100}>/gi
const ENTITIES: Readonly<Record<string, string>> = {
  quot: '"',
  amp: '&',
  lt: '<',
  gt: '>',
  apos: "'",
  nbsp: ' ',
  '#39': "'",
}

/** A message without the markup that some servers write into it. */
export function withoutMarkup(text: string): string {
  if (!/[<&]/.test(text)) return text
  return text
    .replace(TAG, '')
    .replace(/&(quot|amp|lt|gt|apos|nbsp|#39);/g, (entity, name: string) => ENTITIES[name] ?? entity)
}

function oneLine(text: string): string {
  return (/\s{2}|[\t-\r]/.test(text) ? text.replace(/\s+/g, ' ') : text).trim()
}

const LONGEST_QUOTE = 300

/** The words of an answer, marked as such. */
export function quoted(text: string): string {
  return `“${clip(oneLine(withoutMarkup(text.slice(0, 4 * LONGEST_QUOTE))), LONGEST_QUOTE)}”`
}

/** The words of an answer at the end of a sentence of ours. */
export function quotedAtEnd(text: string): string {
  const quote = quoted(text)
  return /[.!?…]”$/.test(quote) ? quote : `${quote}.`
}
