/**
 * What acts on a terminal, or is not seen there: control characters but tab and line end (C0, DEL, C1), signs of no
 * width, and those that turn the direction of writing or end a line.
 */
export const UNPRINTABLE =
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  /[\0-\x08\v\f\x0e-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|\r(?!\n)|\udb40[\udc00-\udc7f]/g

/** Shows what is not printable as JSON writes it: `\u001b`. A document of JSON stays the same document. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, (found) =>
    Array.from(
      { length: found.length },
      (_, at) => `\\u${found.charCodeAt(at).toString(16).padStart(4, '0')}`,
    ).join(''),
  )
}
