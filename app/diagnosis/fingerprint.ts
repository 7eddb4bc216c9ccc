import type { Failure } from '../contract/exchange.ts'

const LONGEST_MESSAGE = 600
const LONGEST_BLANKED = 200

/**
 * A message with what differs from case to case left out: quoted values, addresses, GUIDs, dates, ids and numbers.
 * Two failures of the same kind read alike.
 */
export function blankMessage(message: string): string {
  return message
    .slice(0, LONGEST_MESSAGE)
    .toLowerCase()
    .replace(/https?:\/\/[^\s"'<>]{1,300}/g, '#')
    .replace(/[^\s@<>"(),;:]{1,64}@[\w.-]{1,200}\w/g, '#')
    .replace(/"[^"]{0,200}"|“[^”]{0,200}”|‘[^’]{0,200}’|`[^`]{0,200}`|(?<!\w)'[^']{0,200}'(?!\w)/g, '#')
    .replace(/[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}/g, '#')
    .replace(/\d{4}-\d\d-\d\d(?:[t ][\d:.]{1,18}z?)?(?:[+-]\d\d:?\d\d)?/g, '#')
    .replace(/\b(?=[\da-f]{0,30}\d)[\da-f]{8,64}\b/g, '#')
    .replace(/[+-]?\d[\d.,:]{0,40}(?<![.,:])/g, '#')
    .replace(/#(?:[\s,;/-]{1,3}#)+/g, '#')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, LONGEST_BLANKED)
}

export interface FingerprintParts {
  method: string
  route: string
  /** Null when no answer came. */
  status: number | null
  code: number | null
  failure: Failure | null
  message: string | null
}

/** Equal for failures that are the same problem; a line that a person can read too. */
export function fingerprintOf(parts: FingerprintParts): string {
  const { method, route, status, code, failure, message } = parts
  const answer = failure ? `${failure.kind} ${failure.code ?? ''}`.trim() : `${status ?? '-'}/${code ?? '-'}`
  const words = failure || message === null ? '' : blankMessage(message)
  return `${method.slice(0, 20)} ${route.slice(0, 300)} ${answer} ${words}`.trim()
}
