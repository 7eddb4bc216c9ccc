import { textOf, utf8 } from './bytes.ts'

/** A body that the sender may have signed in place of the one that arrived. */
export interface FormerBody {
  body: Uint8Array
  /** How it became the one that arrived. */
  change: string
}

const REWRITTEN = 'A program between the sender and Postern parsed the JSON and wrote it anew.'

/** From here on looking for changes takes too long, in bytes. */
export const MOST_COMPARED = 64 * 1024

/** What the body may have been before something on the way changed it; none where it is no UTF-8, or too long. */
export function formerBodies(arrived: Uint8Array): FormerBody[] {
  const text = arrived.length > MOST_COMPARED ? null : textOf(arrived)
  if (text === null) return []
  const formers: [text: string, change: string][] = [
    [text.replace(/^\ufeff/, ''), 'Something on the way put a byte order mark before the body.'],
    [`\ufeff${text}`, 'Something on the way removed the byte order mark of the body.'],
    [text.replaceAll('\r\n', '\n'), 'Something on the way changed line ends from LF to CRLF.'],
    [text.replace(/\r?\n/g, '\r\n'), 'Something on the way changed line ends from CRLF to LF.'],
    [text.trim(), 'Something on the way added white space around the body.'],
    ...['\n', '\r\n', ' '].map((end): [string, string] => [
      text + end,
      'Something on the way trimmed the white space at the end of the body.',
    ]),
    ...rewritten(text).map((former): [string, string] => [former, REWRITTEN]),
  ]
  const seen = new Set([text])
  return formers.flatMap(([former, change]) => {
    if (seen.has(former)) return []
    seen.add(former)
    return [{ body: utf8(former), change }]
  })
}

/** The same JSON as other programs write it. */
function rewritten(text: string): string[] {
  const plain = text.replace(/^\ufeff/, '')
  let value: unknown
  try {
    value = JSON.parse(plain)
  } catch {
    return []
  }
  // By its tokens, so that numbers stay as they are written.
  const tokens = plain.match(/"(?:[^"\\]|\\[^])*"|[^\s"]/g) ?? []
  const compact = tokens.join('')
  const spaced = tokens.map((token) => (token === ',' || token === ':' ? `${token} ` : token)).join('')
  const indented = [2, 4, '\t'].map((indent) => JSON.stringify(value, null, indent))
  const layouts = [
    compact,
    JSON.stringify(value),
    spaced,
    ...indented,
    ...indented.map((each) => `${each}\n`),
  ]
  return layouts.flatMap((layout) => [layout, escaped(layout), unescaped(layout), slashed(layout)])
}

/** As Python writes it. */
function escaped(json: string): string {
  return json.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

function unescaped(json: string): string {
  return json.replace(
    /(?<!\\)((?:\\\\)*)\\u(?!00[01])([\da-f]{4})/gi,
    (whole, before: string, code: string) => {
      const unit = String.fromCharCode(Number.parseInt(code, 16))
      return unit === '"' || unit === '\\' ? whole : before + unit
    },
  )
}

/** As PHP writes it. */
function slashed(json: string): string {
  return json.includes('\\/') ? json.replaceAll('\\/', '/') : json.replaceAll('/', '\\/')
}
