import type { ApiRequest, Header } from './exchange.ts'

/** What stands where a secret was. It holds no quote and no backslash, so that JSON stays JSON. */
export const REDACTED = '[redacted]'

/** The mark, also where it was percent-encoded on its way. */
const MARK = /\[redacted\]|%5Bredacted%5D/i

/** The pieces of a text between the places where a secret was; one more than there are such places. */
export function splitAtMarks(text: string): string[] {
  return text.split(MARK)
}

const SCHEME = /^(?:basic|digest|negotiate|ntlm|apikey|api-key|bearer\s+bearer)(?=\s)/i
/** What programs send where their variable holds no token. */
const PLACEHOLDER =
  /^(?:bearer\b\s*)?(undefined|null|nan|none|\[object object\]|[{<$%]{1,3}(?:my|your)?[ _-]?(?:api|access|bearer|jwt|auth)?[ _-]?(?:token|key|jwt)(?:[ _-]?here)?[}>%]{0,3})?$/i

/** The word that an Authorization header has in place of a token: empty where it has none, and null where it has one. */
export function placeholderIn(authorization: string): string | null {
  const match = authorization.length > 100 ? null : PLACEHOLDER.exec(authorization.trim())
  return match && (match[1] ?? '')
}

/** An Authorization header as it is recorded: a scheme that the API does not use, and a placeholder, are no secrets. */
function withoutToken(authorization: string): string {
  if (placeholderIn(authorization) !== null) return authorization
  const scheme = SCHEME.exec(authorization.trim())?.[0]
  return scheme === undefined ? REDACTED : `${scheme} ${REDACTED}`
}

/** What is recorded of a header that holds a secret. */
export function withoutSecret(name: string, value: string): string {
  if (value === '') return value
  return name.toLowerCase() === 'authorization' ? withoutToken(value) : REDACTED
}

/** Whether something was taken out of the text as a secret. */
export function isBlanked(text: string): boolean {
  return MARK.test(text)
}

/** A part of a recorded request that held a secret: it cannot be sent before somebody puts that back. */
export type BlankedPart =
  | { readonly part: 'header'; readonly name: string; readonly value: string }
  | { readonly part: 'address' }
  | { readonly part: 'body' }

export interface Recorded {
  /** What can be sent again as it stands. */
  headers: Header[]
  missing: BlankedPart[]
}

/** Tells what of a recorded request is there from what is missing. `getsToken`: it gets a token when it is sent anew. */
export function readRecorded(
  { url, headers, body }: Pick<ApiRequest, 'url' | 'headers' | 'body'>,
  getsToken: boolean,
): Recorded {
  const missing: BlankedPart[] = headers
    .filter(([name, value]) => isBlanked(value) && !(getsToken && name.toLowerCase() === 'authorization'))
    .map(([name, value]) => ({ part: 'header', name, value }))
  if (isBlanked(url)) missing.push({ part: 'address' })
  if (body !== null && isBlanked(body)) missing.push({ part: 'body' })
  return { headers: headers.filter(([, value]) => !isBlanked(value)), missing }
}
