import { readLayers } from './layers.ts'
import { backslashesBefore, type Range } from './ranges.ts'
import { FRAME, isJson, type Reading } from './reading.ts'
import { findColumns } from './secretColumns.ts'
import { findManifests } from './secretManifests.ts'
import { findAssigned } from './secretAssignments.ts'
import { findContained } from './secretElements.ts'
import { findShapes } from './secretShapes.ts'
import { mayShowToken } from './shownTokens.ts'
import { isAlphanumeric, type Symbols } from './symbols.ts'

/** As long as a secret among escapes may be with the name before it. Keys in PEM have up to 3,300 characters. */
const LONGEST_ESCAPED = 4096
const QUOTE = 34
const FRAME_UNIT = FRAME.charCodeAt(0)

/** Of every name of secrets, and of every secret that shows by itself, a part is here. `code` is the envelope's, too. */
const TELLING =
  /pass|pwd|phrase|secret|token|jwt|auth|connection|assertion|saml|key|cookie|cred|sess|otp|Private-Lines|bearer|basic|negotiate|refresh|ticket|device|verifier|hmac|mnemonic|eyJ|eyA|ewo|ew0|W3si|W3sg|whsec_|Q~|atlasv1|hooks\.slack|webhookb2|webhooks\/|telegram|curl|jdbc|contrase|kennwort|wachtwoord|senha|--cert|[cx]srf|cv[vc]|(?:fa|security|recovery|backup|time|sms|verification)[\W_]{0,3}code|(?:sid|pin|sig)(?:nature|[^a-z]|value|plain|hash|pem|base64|confirm|$)|flyv1|mysql|mariadb|redis-cli|mongo|ldap|code\d*(?:[=%&\]]|\\u|\\*["'\0]\s*[^:\s])|\/\/[^\s"'<>@]{1,300}@|-[abup][\s%&\\]|--(?:proxy-)?user[\s=%&\\]/i
/** A letter that is escaped need not be: it may be a name's. So may a hyphen or a dot, which tokens begin with. */
const ESCAPED_LETTER = /[%x](?:2[de]|[4-7][\da-f])|u00(?:2[de]|[4-7])|&#/i

/** A quick look that few texts without a secret pass; the others need not be read again with each of their escapes undone. */
export function mayHoldSecrets(text: string): boolean {
  return TELLING.test(text) || mayShowToken(text) || (/[%&\\]/.test(text) && ESCAPED_LETTER.test(text))
}

/** Adds a range for each known secret, in any of its written forms and in any letter case. They may overlap. */
export interface SecretFinder {
  /** Symbols of the longest form; 0 where no secret is known. */
  longest: number
  findAsWritten(text: string, ranges: Range[]): void
  /** In symbols of a text with escapes undone, from `begin` on. */
  findUndone(symbols: Symbols, begin: number, end: number, ranges: Range[]): void
}

export interface Found {
  known: Range[]
  /** What is a secret by its shape or by the name it goes by. */
  shaped: Range[]
}

/** All secrets of a text as it stands, and with its escapes undone. The time grows with the text. */
export function findSecrets(text: string, finder: SecretFinder, mayBeShaped = mayHoldSecrets): Found {
  const found: Found = { known: [], shaped: [] }
  const isRead = mayBeShaped(text)
  finder.findAsWritten(text, found.known)
  if (isRead)
    findIn({ text, isJson: isJson(text), isBeginning: true, written: (at) => text.charAt(at) }, found.shaped)
  const history = Math.max(finder.longest, isRead ? LONGEST_ESCAPED : 0)
  if (history === 0) return found
  readLayers(text, history, (symbols, begin, end) => {
    finder.findUndone(symbols, begin, end, found.known)
    if (isRead) findUndone(text, symbols, end, found.shaped)
  })
  return found
}

export const NOTHING_KNOWN: SecretFinder = {
  longest: 0,
  findAsWritten: () => undefined,
  findUndone: () => undefined,
}

export function findByShape(text: string): Range[] {
  return findSecrets(text, NOTHING_KNOWN).shaped
}

/** The same without the quick look. */
export function readClosely(text: string): Range[] {
  return findSecrets(text, NOTHING_KNOWN, () => true).shaped
}

function findUndone(text: string, symbols: Symbols, end: number, ranges: Range[]): void {
  const { starts } = symbols
  const found: Range[] = []
  const written = (at: number) => text.slice(starts[at], starts[at + 1])
  const undone = shown(text, symbols, end)
  if (!TELLING.test(undone) && !mayShowToken(undone)) return
  findIn({ text: undone, isJson: false, isBeginning: starts[0] === 0, written }, found)
  for (const range of found)
    ranges.push({ ...range, start: starts[range.start] ?? 0, end: starts[range.end] ?? 0 })
}

/** The part of the Encoding Standard that every platform we run on has. */
declare const TextDecoder: new (
  label: string,
  options: { ignoreBOM: boolean },
) => { decode(units: Uint8Array | Uint16Array): string }

const BYTES = new TextDecoder('latin1', { ignoreBOM: true })
const PAIRS = new TextDecoder('utf-16le', { ignoreBOM: true })

/** Quotes that stand there without an escape are the frame of what is read. */
function shown(text: string, { units, starts }: Symbols, count: number): string {
  const copy = units.slice(0, count)
  let all = 0
  for (let at = 0; at < count; at += 1) {
    const unit = copy[at] ?? 0
    all |= unit
    if (unit !== QUOTE) continue
    const last = (starts[at + 1] ?? 0) - 1
    const isPlain = last === starts[at] || backslashesBefore(text, last) % 2 === 0
    if (isPlain && text.charCodeAt(last) === QUOTE) copy[at] = FRAME_UNIT
  }
  // Texts of one byte a unit are searched in half the time.
  return all < 256 ? BYTES.decode(new Uint8Array(copy)) : PAIRS.decode(copy)
}

function findIn(reading: Reading, ranges: Range[]): void {
  const { text } = reading
  findTokens(text, ranges)
  findEncoded(text, ranges)
  findPrivateKeys(text, ranges)
  findAssigned(reading, ranges)
  findContained(reading, ranges)
  findColumns(text, ranges)
  findManifests(text, ranges)
  findShapes(text, ranges)
}

/**
 * JSON Web Tokens (RFC 7519): parts of base64url with dots between, the first an object's. Read by hand and not by
 * a pattern, since a pattern takes a time that grows with the square of a long text of `eyJ`s.
 */
function findTokens(text: string, ranges: Range[]): void {
  for (let start = text.indexOf('eyJ'); start !== -1;) {
    const header = endOfPart(text, start)
    const payload = text[header] === '.' ? endOfPart(text, header + 1) : header
    if (header - start >= 8 && payload > header + 1 && text[payload] === '.') {
      let end = endOfPart(text, payload + 1)
      // An encrypted token (RFC 7516) has five parts.
      for (let further = 0; further < 2 && text[end] === '.'; further += 1) end = endOfPart(text, end + 1)
      ranges.push({ start, end, name: 'jwt' })
      start = text.indexOf('eyJ', end)
    } else {
      start = text.indexOf('eyJ', header + 1)
    }
  }
}

/** Base64 of what begins as an object or a list in JSON does, with or without spaces. */
const ENCODED = /(?<![\w+/])(?:eyJ|eyA|ewo|ew0K|W3si|W3sg)[\w+/-]{20,}={0,2}/g

declare const atob: (base64: string) => string

/** JSON in base64 that holds a secret is one as a whole. Its escapes are not undone. */
function findEncoded(text: string, ranges: Range[]): void {
  for (const { 0: encoded, index } of text.matchAll(ENCODED)) {
    const decoded = decodedFrom(encoded)
    if (!TELLING.test(decoded)) continue
    const found: Range[] = []
    findIn({ text: decoded, isJson: true, isBeginning: true, written: (at) => decoded.charAt(at) }, found)
    if (found.length > 0) ranges.push({ start: index, end: index + encoded.length, name: 'base64' })
  }
}

/** What was cut ends within a group of four. */
function decodedFrom(encoded: string): string {
  const plain = encoded.replaceAll('-', '+').replaceAll('_', '/').replace(/=+$/, '')
  return atob(plain.slice(0, plain.length - (plain.length % 4 === 1 ? 1 : 0)))
}

function endOfPart(text: string, start: number): number {
  let at = start
  while (at < text.length && isBase64Url(text.charCodeAt(at))) at += 1
  return at
}

function isBase64Url(unit: number): boolean {
  return isAlphanumeric(unit) || unit === 45 || unit === 95
}

const PEM_BEGIN = /-----BEGIN[ +](?:[A-Z\d]{1,20}[ +]){0,3}PRIVATE[ +]KEY(?:[ +]BLOCK)?-----/g
const PEM_END = '-----END'
/** What a key in PEM is written in, with its headers, and with line breaks as JSON escapes them. */
const PEM = /[\w+/=\s\\:,.()%-]*/y

/** Keys in PEM (RFC 7468), also those that were cut. */
function findPrivateKeys(text: string, ranges: Range[]): void {
  if (!text.includes('-----BEGIN')) return
  PEM_BEGIN.lastIndex = 0
  while (PEM_BEGIN.test(text)) {
    const start = (PEM.lastIndex = PEM_BEGIN.lastIndex)
    const written = PEM.exec(text)?.[0] ?? ''
    const last = written.indexOf(PEM_END)
    const end = start + (last === -1 ? written.length : last)
    if (end > start) ranges.push({ start, end, name: 'privateKey' })
    PEM_BEGIN.lastIndex = end
  }
}
