/** So much of a body is read for its words: pages of errors are short. */
export const FIRST_PART = 8192

/** A page without its markup. */
export function wordsOf(markup: string): string {
  return markup
    .replace(/<[^<>]*>/g, ' ')
    .replace(/&#(\d{2,4});/g, (_, code: string) => String.fromCharCode(Number(code)))
    .replace(/\s+/g, ' ')
}
