import type { ApiRequest, Header } from './exchange.ts'

/** What stands where a secret was. It holds no quote and no backslash, so that JSON stays JSON. */
export const REDACTED = '[redacted]'

/** The mark, also where it was percent-encoded on its way. */
const MARK = /\[redacted\]|%5Bredacted%5D/i

/** The pieces of a text between the places where a secret was; one more than there are such places. */
export function splitAtMarks(text: string): string[] {
  return text.split(MARK)
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
