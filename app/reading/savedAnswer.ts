import type { Catalog } from '../catalog/catalog.ts'
import type { ApiRequest, ApiResponse, Confidence } from '../contract/exchange.ts'
import { decode, type Decoded } from '../diagnosis/decode.ts'
import { importedRequest } from '../diagnosis/importedExchange.ts'
import { envelopeAround } from './fragment.ts'
import { guessStatus } from './guessStatus.ts'
import { isGuessNote } from './readWords.ts'
import type { PastedText, Told } from './pastedText.ts'

/** The part of the Encoding API that Node, Electron and a page all have. */
declare const TextEncoder: new () => { encode(text: string): Uint8Array }

interface SavedAnswer {
  response: ApiResponse
  decoded: Decoded
  confidence: Confidence
  notes: string[]
  /** Nobody told the HTTP status: it was guessed, or is not known. */
  isStatusGuessed: boolean
}

/** A response that somebody pasted, decoded. `redact` takes the secrets out before anything is read. */
export function readSaved(
  pasted: PastedText,
  told: Told,
  redact: (response: ApiResponse) => ApiResponse = (response) => response,
): SavedAnswer {
  const status = told.status ?? pasted.status
  const response = redact({
    status: status ?? 0,
    headers: [...pasted.headers, ...told.headers],
    body: pasted.body,
    bodyBytes: new TextEncoder().encode(pasted.body).length,
    truncated: pasted.isPartial,
  })
  const { notes, confidence } = pasted
  const whole = decode(response)
  if (status !== null) {
    // What was told is not guessed.
    const known = told.status === null ? notes : notes.filter((note) => !isGuessNote(note))
    const isWhole = confidence === 'unknown' || (confidence === 'guessed' && told.status !== null)
    return {
      response,
      decoded: whole,
      confidence: isWhole ? (known.length > 0 ? 'found' : 'as-it-stands') : confidence,
      notes: known,
      isStatusGuessed: told.status === null && confidence === 'guessed',
    }
  }
  const decoded = envelopeAround(whole) ?? whole
  const guess = guessStatus(decoded)
  return {
    response: { ...response, status: guess?.status ?? 0 },
    decoded,
    confidence: guess?.confidence ?? (decoded.envelope.code === 0 ? 'guessed' : 'unknown'),
    notes: [...notes, guess?.note ?? unknownNote(decoded)],
    isStatusGuessed: true,
  }
}

function unknownNote({ envelope }: Decoded): string {
  return envelope.code === 0
    ? 'The text names no HTTP status. Postern rests on service code 0.'
    : 'The text names no HTTP status, so Postern does not know it.'
}

/**
 * Reads a request line such as `GET /api/external/sites?customerId=7`; null when it is none. An empty one stands for
 * a GET of nobody knows what.
 */
export function readRequestLine(text: string, catalog: Catalog): ApiRequest | null {
  const line = text.trim().replace(/\s+HTTP\/[\d.]+$/i, '')
  const [method = '', url = '', ...rest] = line === '' ? ['GET'] : line.split(/\s+/)
  if (line !== '' && (rest.length > 0 || !/^[A-Za-z]+$/.test(method) || !/^(\/|https?:\/\/)/.test(url))) {
    return null
  }
  return importedRequest(method.toUpperCase(), url, catalog)
}
