import type { Decoded } from './decode.ts'
import { isApiKind } from './shapes.ts'

/** Texts that give a status away, in the guide's own wording and in that of common gateways. */
const BY_TEXT: readonly (readonly [RegExp, number])[] = [
  [/outside (the|your|its) .{0,40}scope|outside the scope|key ?type/i, 403],
  [/unexpected|unhandled|internal (server )?error|trace id/i, 500],
  [/not found|does not exist|\barchived\b/i, 404],
  [/rate limit|too many requests/i, 429],
  [
    /unauthori[sz]ed|\b(bearer|access|auth\w*|the|your) token\b|api key .{0,20}\b(revoked|expired|invalid)/i,
    401,
  ],
  [/forbidden/i, 403],
]

/**
 * The HTTP status that an answer most likely came with, for a body that was saved without its head. A guess: whoever
 * uses it says so. A success is guessed only where code 0 says so, or where nothing tells of a failure.
 */
export function statusFrom({ envelope, value }: Decoded): number {
  const { kind, code, message, errors } = envelope
  const told = isApiKind(kind) ? null : statusMember(value)
  if (told !== null) return told
  if (code === 0) return 200
  if (code !== null && [401, 403, 404].includes(code)) return code
  if (kind === 'html') return Number(/\b([45]\d\d)\b/.exec(message ?? '')?.[1] ?? 200)
  if (code === null && message === null && errors.length === 0) return 200
  const text = [message ?? '', ...errors.slice(0, 10).map((error) => error.message)].join(' ').slice(0, 2000)
  return BY_TEXT.find(([pattern]) => pattern.test(text))?.[1] ?? 400
}

/** A gateway's `statusCode`, or the `status` of problem details (RFC 9457). */
function statusMember(value: unknown): number | null {
  if (typeof value !== 'object' || value === null) return null
  for (const name of ['statusCode', 'status']) {
    const member: unknown = Object.getOwnPropertyDescriptor(value, name)?.value
    if (typeof member === 'number' && Number.isInteger(member) && member >= 100 && member <= 599)
      return member
  }
  return null
}
