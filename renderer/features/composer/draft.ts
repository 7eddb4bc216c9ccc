import { isHttpToken } from '../../../app/contract/http.ts'
import { isBlanked, REDACTED } from '../../../app/contract/recorded.ts'

export interface HeaderLine {
  name: string
  value: string
  /** True for what was sent before as a secret, and is not kept. */
  isSecret?: boolean
  /** True for what stays in the draft without being sent. */
  isOff?: boolean
}

/** A header row of the composer; the id stays with it while others come and go. */
export interface HeaderRow extends HeaderLine {
  readonly id: number
}

let lastRowId = 0

export function headerRow(line: HeaderLine): HeaderRow {
  lastRowId += 1
  return { ...line, id: lastRowId }
}

export interface Draft {
  method: string
  target: string
  headers: HeaderLine[]
  body: string
  /** The user's word that sending it twice does no harm. */
  markedIdempotent: boolean
}

/** The draft as it is edited. */
export interface EditedDraft extends Draft {
  headers: HeaderRow[]
}

export const DRAFT_PARTS = ['parameters', 'headers', 'body'] as const
export type DraftPart = (typeof DRAFT_PARTS)[number]

export const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'] as const

export function emptyDraft(): EditedDraft {
  return { method: 'GET', target: '/api/external/sites', headers: [], body: '', markedIdempotent: false }
}

/** A copy without the ids of the rows, as it is compared and kept. */
export function copyOf({ headers, ...rest }: Draft | EditedDraft): Draft {
  return {
    ...rest,
    headers: headers.map((line) => {
      const { id: _, ...copy } = { id: 0, ...line }
      return copy
    }),
  }
}

export function isSameDraft(one: Draft, other: Draft): boolean {
  return JSON.stringify(copyOf(one)) === JSON.stringify(copyOf(other))
}

/** Why a draft cannot be sent as it stands; null when it can. */
export function obstacleOf(draft: Draft): string | null {
  if (draft.target.trim() === '') return 'Type a path, for example /api/external/sites, or a whole URL.'
  const lines = draft.headers.filter((line) => !line.isOff)
  const bad = lines.find((line) => line.name.trim() !== '' && !isHttpToken(line.name.trim()))
  if (bad) return `“${bad.name}” is no header name: letters, digits and dashes only.`
  const missing = lines.find(({ isSecret = false, value }) => (isSecret && value === '') || isBlanked(value))
  if (missing)
    return `The value of ${missing.name} was a secret, and Postern keeps none. Enter it again, or remove the header.`
  const part = isBlanked(draft.target) ? 'URL' : isBlanked(draft.body) ? 'body' : null
  return part === null
    ? null
    : `The ${part} had a secret where it says “${REDACTED}”. Enter it again, or remove it.`
}
