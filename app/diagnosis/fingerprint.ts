import type { Failure } from '../contract/exchange.ts'

const LONGEST_MESSAGE = 240
const LONGEST_BLANKED = 200

const ADDRESS = /https?:\/\/[^\s"'<>]{1,300}/g
const MAIL = /[^\s@<>"(),;:]{1,64}@[\w.-]{1,200}\w/g
const QUOTED = /"[^"]{0,200}"|“[^”]{0,200}”|‘[^’]{0,200}’|`[^`]{0,200}`|(?<!\w)'[^']{0,200}'(?!\w)/g
const GUID = /[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}/g
const DATE = /\d{4}-\d\d-\d\d(?:[t ][\d:.]{1,18}z?)?(?:[+-]\d\d:?\d\d)?/g
const HEX = /\b[\da-f]{8,64}\b/g
const NUMBER = /[+-]?\d[\d.,:]{0,40}(?<![.,:])/g
const SPACES = /\s{2,}|[\t-\r]/g
const RUN = /#(?:[\s,;/-]{1,3}#)+/g

/**
 * A message with what differs from case to case left out: quoted values, addresses, GUIDs, dates, ids and numbers.
 * Two failures of the same kind read alike.
 */
export function blankMessage(message: string): string {
  let text = (message.length > LONGEST_MESSAGE ? message.slice(0, LONGEST_MESSAGE) : message).toLowerCase()
  if (text.includes('://')) text = text.replace(ADDRESS, '#')
  if (text.includes('@')) text = text.replace(MAIL, '#')
  if (/["“‘`']/.test(text)) text = text.replace(QUOTED, '#')
  if (text.includes('-')) text = text.replace(GUID, '#').replace(DATE, '#')
  if (/\d/.test(text)) text = text.replace(HEX, '#').replace(NUMBER, '#')
  if (text.includes('#')) text = text.replace(RUN, '#')
  return text.replace(SPACES, ' ').trim().slice(0, LONGEST_BLANKED)
}

/** Equal for answers that are the same problem; a line that a person can read too. `place` is method and route. */
export function fingerprintOf(
  place: string,
  status: number,
  code: number | null,
  message: string | null,
): string {
  const answer = `${place} ${status}/${code ?? '-'}`
  return message === null ? answer : `${answer} ${blankMessage(message)}`.trim()
}

/** As `fingerprintOf`, for what failed without an answer. */
export function failurePrint(place: string, { kind, code }: Failure): string {
  return `${place} ${kind} ${(code ?? '').slice(0, 60)}`.trim()
}

/** A fingerprint without what may be a secret. */
export function cleanFingerprint(fingerprint: string): string {
  return fingerprint
}
