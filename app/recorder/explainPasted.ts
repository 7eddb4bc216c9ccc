import type { Catalog } from '../catalog/catalog.ts'
import type { ApiRequest, Header } from '../contract/exchange.ts'
import { earlierAttempts } from '../reading/earlierAttempts.ts'
import { importedRequest } from '../diagnosis/importedExchange.ts'
import {
  NOTHING,
  type PastedExplanation,
  type PastedQuestion,
  type PastedText,
} from '../reading/pastedText.ts'
import { readPasted } from '../reading/readPasted.ts'
import { readRequestLine } from '../reading/savedAnswer.ts'
import { recordPasted } from './recordImported.ts'
import type { Redactor } from './redact.ts'

/** What an explanation needs beside the text. */
export interface PastedAround {
  id: string
  now: number
  catalog: Catalog
  redactor: Redactor
  /** Told of the headers of the response before it is redacted: some of their values are secrets. */
  learnHeaders(headers: readonly Header[]): void
}

/** Reads a text that somebody pasted, and explains it. */
export function explainPasted(
  question: PastedQuestion,
  { catalog, redactor, learnHeaders, ...around }: PastedAround,
  pasted: PastedText = readTold(question),
): PastedExplanation {
  const { status, request: line, headers, claims, body, attempts = [] } = question
  const told = readRequestLine(line, catalog)
  const read = line.trim() === '' ? readRequest(pasted.request ?? '', catalog) : null
  const request = read?.request ?? told ?? importedRequest('GET', '', catalog)
  const isGuess = read ? !read.isMethodTold : told === null
  learnHeaders([...pasted.headers, ...headers])
  const parts = {
    ...around,
    catalog,
    pasted: isGuess && request.url !== '' ? { ...pasted, notes: [...pasted.notes, NO_METHOD] } : pasted,
    status,
    headers,
    request: { ...request, body: body ?? null },
    untold: [
      'header' as const,
      ...(body === undefined ? (['body'] as const) : []),
      ...(isGuess ? (['method'] as const) : []),
    ],
    earlier: earlierAttempts(attempts),
    claims: claims ?? pasted.claims,
  }
  const exchange = recordPasted(parts, redactor)
  return { exchange, content: pasted.content, isRequestUnread: told === null, claims: pasted.claims }
}

const NO_METHOD = 'The text names no method. Postern read the URL as that of a GET.'

/** Method and address, or only one of them. A method that nobody told is taken for that of a GET, and said to be untold. */
function readRequest(line: string, catalog: Catalog): { request: ApiRequest | null; isMethodTold: boolean } {
  const [, method = '', url = ''] = /^(?:([A-Za-z]+)(?:\s+|$))?(.*)$/s.exec(line.trim()) ?? []
  const request =
    url === ''
      ? importedRequest(method.toUpperCase() || 'GET', '', catalog)
      : readRequestLine(`${method || 'GET'} ${url}`, catalog)
  return { request, isMethodTold: method !== '' && request !== null }
}

/** Says that the text could not be read, which nobody knows more of. */
export function explainUnread(question: PastedQuestion, around: PastedAround): PastedExplanation {
  return explainPasted(question, around, { ...NOTHING, content: 'unread' })
}

/** With a status that was told, any text is the body of a response. */
function readTold({ answer, status }: PastedQuestion): PastedText {
  const pasted = readPasted(answer)
  if (status === null || pasted.content === 'response') return pasted
  const body = typeof answer === 'string' ? answer : new TextDecoder().decode(answer)
  return { ...NOTHING, content: 'response', body, claims: pasted.claims }
}
