import { redactFully } from '../shapes/redactFully.ts'

/** Of a token all but its signature is kept. */
const JWT = /\b(eyJ[\w-]{4,8000}\.eyJ[\w-]{4,20000}\.)[\w-]{1,2000}/

/** A text without its secrets, and with tokens that cannot be used any more. What a token claims can still be read. */
export function withoutTokens(text: string): string {
  return text
    .split(JWT)
    .map((part, at) => (at % 2 === 0 ? redactFully(part) : `${part}signature-removed`))
    .join('')
}
