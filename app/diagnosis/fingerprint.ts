import type { Failure } from '../contract/exchange.ts'
import { REDACTED } from '../contract/recorded.ts'

const LONGEST_MESSAGE = 240
const LONGEST_BLANKED = 200

const ADDRESS = /https?:\/\/[^\s"'<>]{1,300}/gi
const MAIL = /[^\s@<>"(),;:]{1,64}@[\w.-]{1,200}\w/g
const QUOTED = /"[^"]{0,200}"|“[^”]{0,200}”|‘[^’]{0,200}’|`[^`]{0,200}`|(?<!\w)'[^']{0,200}'(?!\w)/g
const GUID = /[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}/gi
const DATE = /\d{4}-\d\d-\d\d(?:[t ][\d:.]{1,18}z?)?(?:[+-]\d\d:?\d\d)?/gi
const HEX = /\b[\da-f]{8,64}\b/g
const NUMBER = /[+-]?\d[\d.,:]{0,40}(?<![.,:])/g
const SPACES = /\s{2,}|[\t-\r]/g
const BLANKS = /#(?:[\s,;/-]{1,3}#)+/g
/** What may be a key, a token or an id. It neither begins nor ends with a full stop. */
const LONG_RUN = /[\w#+/=~-][\w#+/=~.-]{6,400}[\w#+/=~-]/g
const CUT_RUN = /[\w#+/=~.-]+$/

/**
 * A message with what differs from case to case left out: quoted values, addresses, GUIDs, dates, ids, numbers, and
 * whatever may be a secret. Two failures of the same kind read alike.
 */
export function blankMessage(message: string): string {
  let text =
    message.length > LONGEST_MESSAGE ? message.slice(0, LONGEST_MESSAGE).replace(CUT_RUN, '') : message
  text = text.replaceAll(REDACTED, '#')
  if (text.includes('://')) text = text.replace(ADDRESS, '#')
  if (text.includes('@')) text = text.replace(MAIL, '#')
  if (/["“‘`']/.test(text)) text = text.replace(QUOTED, '#')
  if (text.includes('-')) text = text.replace(GUID, '#').replace(DATE, '#')
  text = blankOpaque(text).toLowerCase()
  if (/\d/.test(text)) text = text.replace(HEX, '#').replace(NUMBER, '#')
  if (text.includes('#')) text = text.replace(BLANKS, '#')
  return text.replace(SPACES, ' ').trim().slice(0, LONGEST_BLANKED).trim()
}

/**
 * A fingerprint without what may be a secret or an id. For one that an earlier version kept, in lower case and with `#`
 * for its digits; one of this version stays as it is.
 */
export function cleanFingerprint(fingerprint: string): string {
  return blankOpaque(fingerprint.replaceAll(REDACTED, '#')).replace(BLANKS, '#').trim()
}

function blankOpaque(text: string): string {
  return text.replace(LONG_RUN, (run) =>
    run.startsWith('/')
      ? run
          .split('/')
          .map((segment) => (isOpaque(segment) ? '#' : segment))
          .join('/')
      : isOpaque(run)
        ? '#'
        : run,
  )
}

const SHORTEST_OPAQUE = 8
/** Of the letters, so many in words make a name of it. */
const MOSTLY = 0.6
const WORD = /[A-Z]?[a-z]+|[A-Z]+(?![a-z])/g

/** True for letters, digits and the signs of base64 that are no words. */
function isOpaque(run: string): boolean {
  if (run.length < SHORTEST_OPAQUE) return false
  // Names may end with a number, such as customer1099; what goes on behind one is made by a machine.
  if (/[\d#][a-z]/i.test(run)) return true
  const pieces = run.match(WORD) ?? []
  const lettersIn = (words: readonly string[]) => words.reduce((sum, { length }) => sum + length, 0)
  return lettersIn(pieces.filter(isWord)) < MOSTLY * lettersIn(pieces)
}

/** Whether letters can be spoken. */
function isWord(piece: string): boolean {
  const vowels = piece.match(/[aeiouy]/gi)?.length ?? 0
  if (piece.length < 3 || vowels === 0 || /[^aeiouy]{5}/i.test(piece)) return false
  return piece.length < SHORTEST_OPAQUE || (vowels >= piece.length / 5 && vowels <= (piece.length * 4) / 5)
}

/** Equal for answers that are the same problem; a line that a person can read too. `place` is method and route. */
export function fingerprintOf(
  place: string,
  status: number,
  code: number | null,
  message: string | null,
): string {
  const answer = `${place} ${status}/${code ?? '-'}`
  return cleanFingerprint(message === null ? answer : `${answer} ${blankMessage(message)}`.trim())
}

/** As `fingerprintOf`, for what failed without an answer. */
export function failurePrint(place: string, { kind, code }: Failure): string {
  return cleanFingerprint(`${place} ${kind} ${(code ?? '').slice(0, 60)}`.trim())
}
