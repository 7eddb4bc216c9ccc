import type { Confidence } from '../contract/exchange.ts'
import type { Decoded } from '../diagnosis/decode.ts'
import { isApiKind } from '../diagnosis/shapes.ts'

/** The guide's own sentences, and those of common gateways, that come with one status alone. */
const BY_TEXT: readonly (readonly [RegExp, number])[] = [
  [/outside (?:the|your|its) .{0,40}scope|outside the scope|\bkey ?type\b/i, 403],
  [/unhandled server error|unexpected error occurred|internal (?:server )?error|trace id\b/i, 500],
  [
    /resource does not exist|or has been archived|^not found\b|\b(?:resource|site|customer|company|staff|record|entity)\b.{0,40}\bnot found\b/i,
    404,
  ],
  [/rate limit (?:is )?exceeded|too many requests/i, 429],
  [
    /unauthori[sz]ed|\bbearer token\b|api key .{0,20}\b(?:revoked|expired|invalid)|\btoken (?:has |is )?expired/i,
    401,
  ],
  [/forbidden/i, 403],
]

/** Codes that repeat the HTTP status that they come with. */
const MIRRORS: readonly (number | null)[] = [401, 403, 404]

export interface Guess {
  status: number
  confidence: Confidence
  note: string
}

/** The HTTP status that a body tells of, or gives away by its code or its words; null where it does neither. */
export function guessStatus({ envelope, value }: Decoded): Guess | null {
  const { kind, code, message, errors } = envelope
  const told = isApiKind(kind) ? null : (statusMember(value) ?? statusOfTitle(kind, message))
  if (told !== null) return { status: told, confidence: 'found', note: `The body names HTTP status ${told}.` }
  if (code === 0) return null
  if (code !== null && MIRRORS.includes(code)) return guessed(code, 'service code')
  const text = [message ?? '', ...errors.slice(0, 10).map((error) => error.message)].join(' ').slice(0, 2000)
  const status = BY_TEXT.find(([pattern]) => pattern.test(text))?.[1]
  return status === undefined ? null : guessed(status, 'message')
}

function guessed(status: number, from: string): Guess {
  return { status, confidence: 'guessed', note: `Postern guessed HTTP status ${status} from the ${from}.` }
}

function statusOfTitle(kind: string, message: string | null): number | null {
  const digits = kind === 'html' ? /\b([45]\d\d)\b/.exec(message ?? '')?.[1] : undefined
  return digits === undefined ? null : Number(digits)
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
