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

/** 1 for what a key, a token or an id may be written in. It neither begins nor ends with a full stop. */
const RUN = Uint8Array.from({ length: 128 }, (_, code) =>
  /[\w#+/=~.-]/.test(String.fromCharCode(code)) ? 1 : 0,
)
const LONGEST_RUN = 402
const FULL_STOP = 46

/** Goes from run to run. A pattern would take a fifth of the time of a whole explanation. */
function blankOpaque(text: string): string {
  let result = ''
  let from = 0
  let at = 0
  while (at < text.length) {
    const code = text.charCodeAt(at)
    if (RUN[code] !== 1 || code === FULL_STOP) {
      at += 1
      continue
    }
    const furthest = Math.min(text.length, at + LONGEST_RUN)
    let end = at + 1
    while (end < furthest && RUN[text.charCodeAt(end)] === 1) end += 1
    let last = end
    while (text.charCodeAt(last - 1) === FULL_STOP) last -= 1
    if (last - at < SHORTEST_OPAQUE) {
      at = last
      continue
    }
    result += text.slice(from, at) + blankRun(text.slice(at, last))
    from = at = last
  }
  return result + text.slice(from)
}

function blankRun(run: string): string {
  if (!run.startsWith('/')) return isOpaque(run) ? '#' : run
  return run
    .split('/')
    .map((segment) => (isOpaque(segment) ? '#' : segment))
    .join('/')
}

const SHORTEST_OPAQUE = 8
/** Of the letters, so many in words make a name of it. */
const MOSTLY = 0.6
const WORD = /[A-Z]?[a-z]+|[A-Z]+(?![a-z])/g

/** True for letters, digits and the signs of base64 that are no words. */
function isOpaque(run: string): boolean {
  if (run.length < SHORTEST_OPAQUE) return false
  if (/^[a-z]+$/.test(run)) return !isWord(run)
  // Names may end with a number, such as customer1099; what goes on behind one is made by a machine.
  if (/[\d#][a-z]/i.test(run)) return true
  let letters = 0
  let inWords = 0
  for (const piece of run.match(WORD) ?? []) {
    letters += piece.length
    if (isWord(piece)) inWords += piece.length
  }
  return inWords < MOSTLY * letters
}

const VOWEL = /[aeiouy]/i
/** By character code: more letters than words are looked at. */
const VOWELS = Uint8Array.from({ length: 128 }, (_, code) => (VOWEL.test(String.fromCharCode(code)) ? 1 : 0))
const MOST_CONSONANTS = 4

/** Whether letters can be spoken. */
function isWord(piece: string): boolean {
  let vowels = 0
  let consonants = 0
  for (let at = 0; at < piece.length; at += 1) {
    const isVowel = VOWELS[piece.charCodeAt(at)] === 1
    if (isVowel) vowels += 1
    consonants = isVowel ? 0 : consonants + 1
    if (consonants > MOST_CONSONANTS) return false
  }
  if (piece.length < 3 || vowels === 0) return false
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
