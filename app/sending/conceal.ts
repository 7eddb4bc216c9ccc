import type { Header } from '../contract/exchange.ts'
import { REDACTED } from '../contract/recorded.ts'

/** Shorter texts are no secrets, and would blank half of an answer. */
const SHORTEST = 4
const JWT = /\beyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*/g
const TOKEN_FIELD =
  /("[^"\\]{0,40}(?:token|jwt|secret|apikey|api_key|password)[^"\\]{0,40}"\s*:\s*")(?:[^"\\]|\\.)+"/gi
/** Says what a token is, and is none. */
const HARMLESS_FIELD = /"token_?type"/i

/** Takes known secrets out of a text that is about to be recorded. */
export function concealSecrets(text: string, secrets: readonly string[]): string {
  let safe = text
  for (const secret of secrets) {
    if (secret.length < SHORTEST) continue
    safe = safe.replaceAll(secret, REDACTED)
    const escaped = JSON.stringify(secret).slice(1, -1)
    if (escaped !== secret) safe = safe.replaceAll(escaped, REDACTED)
  }
  return safe
}

/**
 * Takes everything that looks like a token or a secret out of the answer to a token exchange. An answer in which a
 * secret hides behind escapes is not recorded at all.
 */
export function concealTokenAnswer(body: string, secrets: readonly string[]): string {
  const safe = concealSecrets(body, secrets)
    .replace(JWT, REDACTED)
    .replace(TOKEN_FIELD, (match, start: string) =>
      HARMLESS_FIELD.test(start) ? match : `${start}${REDACTED}"`,
    )
  const known = secrets.filter((secret) => secret.length >= SHORTEST)
  return known.some((secret) => unescaped(safe).includes(secret)) ? REDACTED : safe
}

export function concealHeaders(headers: readonly Header[], secrets: readonly string[]): Header[] {
  return headers.map(([name, value]) => [
    name,
    /^set-cookie2?$/i.test(name) ? REDACTED : concealSecrets(value, secrets).replace(JWT, REDACTED),
  ])
}

/** The text with JSON's escapes resolved, as far as they matter for finding a secret. */
function unescaped(text: string): string {
  if (!text.includes('\\')) return text
  return text.replace(
    /\\(?:u([0-9a-fA-F]{4})|(.))/g,
    (_, hex: string | undefined, plain: string | undefined) =>
      hex === undefined ? (plain ?? '') : String.fromCharCode(Number.parseInt(hex, 16)),
  )
}
