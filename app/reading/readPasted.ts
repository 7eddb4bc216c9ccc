import { readClaims } from '../diagnosis/claims.ts'
import { asHttp1 } from '../contract/pseudoHeaders.ts'
import { decode, type Decoded } from '../diagnosis/decode.ts'
import { BEGINNING, kindOfPasted } from '../diagnosis/pastedKind.ts'
import { asCamelCase, OTHER_CASE } from './camelCase.ts'
import { likenessOf } from './envelopes.ts'
import { findJson, findNear, type Found } from './findResponse.ts'
import { envelopeAround } from './fragment.ts'
import { guessStatus } from './guessStatus.ts'
import { headOf } from './heads.ts'
import { decodedInput } from './input.ts'
import { dialectOf } from './nearJson.ts'
import { languageOf } from './programCode.ts'
import { NOTHING, type PastedText } from './pastedText.ts'
import { viewsOf } from './peeling.ts'
import { inWords, MOST_WORDS, reasonAlone, wordsOf } from './readWords.ts'
import { requestsIn } from './requestWords.ts'
import { mentionsIn } from './statusWords.ts'
import { readTranscript } from './transcript.ts'
import { failureIn } from './transportWords.ts'

/** Of a longer text that is not a response as it stands, the beginning and the end are looked at. */
const MOST_SEARCHED = 2 * 1024 * 1024
const LONGEST_SAMPLE = 10_000

type Recogniser = (text: string) => PastedText | null

/** In the order in which they are tried: what is surest comes first. */
const RECOGNISERS: readonly Recogniser[] = [
  capture,
  transcript,
  asItStands,
  token,
  found,
  damaged,
  near,
  command,
  page,
  piece,
  inWords,
  reasonAlone,
  otherJson,
  code,
]

/** Reads what somebody pasted or dropped: any text, or the bytes of a file. It never throws. */
export function readPasted(input: string | Uint8Array): PastedText {
  const text = asHttp1(decodedInput(input).replace(/^[\s\uFEFF]+/, ''))
  if (text.trim() === '') return NOTHING
  for (const recognise of RECOGNISERS) {
    const pasted = recognise(text)
    if (pasted) return withClaims(pasted, text)
  }
  return NOTHING
}

function withClaims(pasted: PastedText, text: string): PastedText {
  if (pasted.claims) return pasted
  const bearer = /\bBearer\s+(eyJ[\w-]{4,8000}\.[\w-]{4,20000}\.[\w-]{0,2000})/i.exec(
    text.slice(0, MOST_WORDS),
  )?.[1]
  return bearer === undefined ? pasted : { ...pasted, claims: readClaims(bearer) }
}

function capture(text: string): PastedText | null {
  if (kindOfPasted(text.slice(0, BEGINNING)) !== 'har') return null
  return transcript(text) ?? { ...NOTHING, content: 'capture' }
}

/** What `curl -v` prints, and an entry of a HAR file. */
function transcript(text: string): PastedText | null {
  const told = readTranscript(text)
  if (!told) return null
  const { status, headers, request, claims, answer } = told
  const head = headOf(answer)
  const body = head?.body ?? answer
  // A prompt or a further message of curl may follow the body.
  const inner = body.trimEnd().endsWith('}') ? null : findJson(body.slice(0, MOST_SEARCHED))
  const pasted: PastedText = {
    ...NOTHING,
    content: 'response',
    status: status ?? head?.status ?? null,
    headers: [...headers, ...(head?.headers ?? [])],
    body: inner?.pasted.body ?? body,
    request,
    claims,
    confidence: 'found',
    notes: inner?.pasted.notes ?? [],
  }
  return inner ? pasted : (cutBelow(pasted, whole(body).decoded) ?? pasted)
}

/** A response with its head, or a body, and nothing else. */
function asItStands(text: string): PastedText | null {
  const { pasted, decoded } = whole(text)
  const { kind } = decoded.envelope
  const camel = asCamelCase(decoded.value)
  if (camel) return { ...pasted, body: JSON.stringify(camel, null, 2), notes: [OTHER_CASE] }
  if (pasted.status === null) return isBody(decoded, pasted.body) ? pasted : null
  return kind === 'broken-json' || (kind === 'text' && pasted.body.includes('{')) ? null : pasted
}

/** The same for a body that is no JSON, and was meant to be. */
function damaged(text: string): PastedText | null {
  const { pasted, decoded } = whole(text)
  if (pasted.status !== null) return cutBelow(pasted, decoded) ?? pasted
  if (decoded.envelope.kind !== 'broken-json' || decoded.syntax?.isCutShort) return null
  return /^[{[]\s*["{[]/.test(text) && dialectOf(text.slice(0, LONGEST_SAMPLE)) === undefined ? pasted : null
}

/** A refusal whose end is missing still says why. */
function cutBelow(pasted: PastedText, { syntax }: Decoded): PastedText | null {
  if (pasted.status === null || pasted.status < 400 || !syntax?.isCutShort) return null
  const cut = findNear(pasted.body.slice(0, MOST_SEARCHED))?.pasted
  return cut ? { ...pasted, body: cut.body, isPartial: true, notes: cut.notes } : null
}

function whole(text: string): { pasted: PastedText; decoded: Decoded } {
  const head = headOf(text)
  const { status, headers, body } = head ?? { status: null, headers: [], body: text }
  const decoded = decode({ status: status ?? 0, headers, body, bodyBytes: 0, truncated: false })
  const confidence = head ? 'as-it-stands' : 'unknown'
  return { pasted: { ...NOTHING, content: 'response', status, headers, body, confidence }, decoded }
}

function isBody({ envelope, value }: Decoded, body: string): boolean {
  if (envelope.kind === 'html') return true
  const likeness = likenessOf(value)
  return likeness === 'envelope' || (likeness === 'similar' && !body.includes('errorMessage'))
}

function token(text: string): PastedText | null {
  const bare = text
    .trim()
    .replace(/^["']?(?:authorization:\s*)?(?:bearer\s+)?/i, '')
    .replace(/["']$/, '')
  if (!/^[\w-]+\.[\w-]+\.[\w-]*$/.test(bare.slice(0, 70_000))) return null
  const claims = readClaims(bare)
  return claims && { ...NOTHING, content: 'token', claims }
}

function found(text: string): PastedText | null {
  return foundBy(findJson, text)
}

function near(text: string): PastedText | null {
  return foundBy(findNear, text)
}

function foundBy(find: (text: string) => Found | null, text: string): PastedText | null {
  const { shown, note } = shortened(text)
  const response = find(shown)
  if (!response) return null
  const { pasted, start } = response
  if (isCommand(text) && isSent(response.text.slice(0, start).replace(/\\+n/g, '\n'))) return null
  return note === null ? pasted : { ...pasted, notes: [note, ...pasted.notes] }
}

/** What a command sends stands behind its option, and not in a line of its own. */
function isSent(before: string): boolean {
  const line = before.slice(before.lastIndexOf('\n') + 1)
  return (
    /\bcurl\b|(?:^|\s)(?:-d|--data[\w-]*|--json)\b/.test(line) ||
    /(?:[\\^]|[^`]`)[ \t]*\n[^\n]*$/.test(before)
  )
}

function shortened(text: string): { shown: string; note: string | null } {
  if (text.length <= MOST_SEARCHED) return { shown: text, note: null }
  const half = MOST_SEARCHED / 2
  const note = 'The text is long. Postern read the first and the last MB.'
  return { shown: `${text.slice(0, half)}\n${text.slice(-half)}`, note }
}

const isCommand = (text: string) => kindOfPasted(text.slice(0, BEGINNING)) === 'command'

function command(text: string): PastedText | null {
  if (!isCommand(text) || failureIn(text.slice(0, MOST_WORDS)) || mentionsIn(wordsOf(text)).length > 0)
    return null
  return { ...NOTHING, content: 'command' }
}

/** A web page somewhere in a text. */
function page(text: string): PastedText | null {
  for (const view of viewsOf(shortened(text).shown)) {
    const start = view.text.search(/<!doctype html|<html[\s>]/i)
    if (start < 0) continue
    const end = view.text.toLowerCase().indexOf('</html>', start)
    const body = view.text.slice(start, end < 0 ? undefined : end + 7)
    const before = view.text.slice(Math.max(0, start - 6000), start)
    const mention = mentionsIn(before).at(-1)
    return {
      ...NOTHING,
      content: 'response',
      status: mention?.status ?? null,
      request: requestsIn(before).at(-1)?.line ?? null,
      body,
      confidence: mention ? 'found' : 'unknown',
      notes: [...view.notes, 'Postern set aside the text around the web page.'],
    }
  }
  return null
}

/** A sentence with as many numbers of statuses is about them all. */
const NUMBERS = /(?:\b[1-5]\d\d\b[^]{0,200}){4}/

/** A piece of an envelope that gives its status away. */
function piece(text: string): PastedText | null {
  const whole = decode({ status: 0, headers: [], body: text, bodyBytes: 0, truncated: false })
  const around = envelopeAround(whole)
  if (!around) return null
  const isSentence = whole.envelope.kind === 'text' || typeof whole.value === 'string'
  if (isSentence && (NUMBERS.test(text) || mentionsIn(text).length > 0 || guessStatus(around) === null))
    return null
  return {
    ...NOTHING,
    content: 'response',
    body: text,
    notes: ['Postern read a part of a response as the whole.'],
  }
}

/** A program that sends a request. */
function code(text: string): PastedText | null {
  const language = languageOf(text.slice(0, MOST_WORDS))
  return language === null
    ? null
    : { ...NOTHING, content: 'code', notes: [`Postern does not read code in ${language}.`] }
}

/** JSON that is not the API's, as it is. */
function otherJson(text: string): PastedText | null {
  const { pasted, decoded } = whole(text)
  const isJson = typeof decoded.value === 'object' && decoded.value !== null
  return isJson || (decoded.syntax?.isCutShort && /^[{[]\s*["{[\d]/.test(text)) ? pasted : null
}
