/** A NUL ends a text when libsql reads it, and half a surrogate pair has no UTF-8. */
const UNSTORABLE = /[\0\p{Surrogate}]/u

/** Such a text is stored as a JSON string, which has neither. */
export function mustEscape(text: string): boolean {
  return UNSTORABLE.test(text)
}

export function withoutNul(text: string): string
export function withoutNul(text: string | null): string | null
export function withoutNul(text: string | null): string | null {
  return text?.replaceAll('\0', '\uFFFD') ?? null
}
