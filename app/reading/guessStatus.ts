import type { Confidence } from '../contract/exchange.ts'
import type { Decoded } from '../diagnosis/decode.ts'
import { statusInBody } from '../diagnosis/statusInBody.ts'

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
export function guessStatus(decoded: Decoded): Guess | null {
  const { kind, code, message, errors } = decoded.envelope
  const told = statusInBody(decoded) ?? statusOfTitle(kind, message)
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
