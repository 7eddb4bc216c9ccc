/** How a value may come back in an answer, each as a server, a template or a log would write it. */
export type Spelling = readonly [name: string, write: (text: string) => string]

const hex = (character: string, digits: number) => character.charCodeAt(0).toString(16).padStart(digits, '0')
const isPlain = (character: string) => /[A-Za-z0-9]/.test(character)
const each = (text: string, write: (character: string) => string) => Array.from(text, write).join('')
/** .NET's encoder for JSON: of what is no letter and no digit nothing stays. */
const inNetJson = (text: string) =>
  each(text, (character) => (isPlain(character) ? character : `\\u${hex(character, 4).toUpperCase()}`))
const inHtml = (text: string) =>
  each(text, (character) => (isPlain(character) ? character : `&#x${hex(character, 1).toUpperCase()};`))
const inJson = (text: string) => JSON.stringify(text).slice(1, -1)
const layered = (write: (text: string) => string, text: string, times: number) =>
  Array.from({ length: times }).reduce<string>(write, text)
const inBase64 = (text: string, before: string) => Buffer.from(`${before}${text}`).toString('base64')

export const SPELLINGS: readonly Spelling[] = [
  ['as it is', (text) => text],
  ['in capitals', (text) => text.toUpperCase()],
  ['in small letters', (text) => text.toLowerCase()],
  ['percent-encoded', (text) => encodeURIComponent(text)],
  ['percent-encoded in small letters', (text) => encodeURIComponent(text).toLowerCase()],
  ['percent-encoded twice', (text) => encodeURIComponent(encodeURIComponent(text))],
  ['percent-encoded throughout', (text) => each(text, (character) => `%${hex(character, 2)}`)],
  [
    'percent-encoded in part',
    (text) =>
      Array.from(text, (character, at) => (at % 3 === 0 ? `%${hex(character, 2)}` : character)).join(''),
  ],
  ['in JSON', inJson],
  ['in JSON of .NET', inNetJson],
  ['in JSON of .NET, in small letters', (text) => inNetJson(text).toLowerCase()],
  ['in JSON with escaped slashes', (text) => inJson(text).replaceAll('/', '\\/')],
  ['in JSON in JSON', (text) => inJson(inNetJson(text))],
  ['in JSON in JSON in JSON', (text) => inJson(inJson(inNetJson(text)))],
  ['in JSON five times', (text) => layered(inJson, inNetJson(text), 4)],
  ['percent-encoded eight times', (text) => layered(encodeURIComponent, text, 8)],
  [
    'in HTML of ampersands eight times',
    (text) => layered((of) => of.replaceAll('&', '&amp;'), inHtml(text), 7),
  ],
  ['in HTML', inHtml],
  ['in HTML by numbers', (text) => each(text, (c) => (isPlain(c) ? c : `&#${c.charCodeAt(0)};`))],
  [
    'in HTML by names',
    (text) =>
      text
        .replaceAll('&', '&amp;')
        .replaceAll('<', '&lt;')
        .replaceAll('"', '&quot;')
        .replaceAll('+', '&plus;'),
  ],
  [
    'in HTML by further names',
    (text) =>
      text
        .replaceAll('&', '&AMP;')
        .replaceAll('=', '&equals;')
        .replaceAll('/', '&sol;')
        .replaceAll('$', '&dollar;'),
  ],
  ['in HTML in JSON of .NET', (text) => inHtml(text).replaceAll('&', '\\u0026')],
  ['in base64', (text) => inBase64(text, '')],
  ['in base64, one byte in', (text) => inBase64(text, '<')],
  ['in base64, two bytes in', (text) => inBase64(text, '<<')],
  ['in base64 of URLs', (text) => Buffer.from(text).toString('base64url')],
  ['in base64 of URLs, two bytes in', (text) => Buffer.from(`<<${text}`).toString('base64url')],
  ['in base64, in percents', (text) => encodeURIComponent(inBase64(text, '<'))],
  ['in JSON in percents', (text) => encodeURIComponent(inJson(text))],
  ['in percents in HTML', (text) => inHtml(encodeURIComponent(text))],
  ['in HTML in percents', (text) => encodeURIComponent(inHtml(text))],
  ['in base64 in JSON of .NET', (text) => inNetJson(inBase64(text, ''))],
  ['in Basic credentials', (text) => `Basic ${inBase64(text, 'someone:')}`],
  ['in hexadecimal', (text) => Buffer.from(text).toString('hex')],
  ['in hexadecimal capitals', (text) => Buffer.from(text).toString('hex').toUpperCase()],
]

/** Every layer undone, as whoever reads a record would do it who looks for a secret. */
export function readingsOf(text: string): string[] {
  const readings = [text]
  for (let next = undone(text); next !== readings.at(-1); next = undone(next)) readings.push(next)
  const words = readings.flatMap((reading) => reading.match(/[A-Za-z0-9+/_-]{8,}/g) ?? [])
  for (const word of words) {
    for (const offset of [0, 1, 2, 3])
      readings.push(Buffer.from(word.slice(offset), 'base64').toString('latin1'))
    for (const offset of [0, 1]) readings.push(Buffer.from(word.slice(offset), 'hex').toString('latin1'))
  }
  return readings.map((reading) => reading.toLowerCase())
}

function undone(text: string): string {
  return text
    .replaceAll(/\\u([\da-f]{4})|\\(["\\/])/gi, (_, code: string | undefined, plain: string | undefined) =>
      code === undefined ? (plain ?? '') : String.fromCharCode(Number.parseInt(code, 16)),
    )
    .replaceAll(
      /%([\da-f]{2})|&#x([\da-f]{1,6});/gi,
      (_, byte: string | undefined, code: string | undefined) =>
        String.fromCharCode(Number.parseInt(byte ?? code ?? '', 16)),
    )
    .replaceAll(/&#(\d{1,6});/g, (_, code: string) => String.fromCharCode(Number(code)))
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&plus;', '+')
    .replaceAll('&amp;', '&')
}

/** The first piece of eight characters of the key that can be read in a text, in any letter case; null when there is none. */
export function pieceIn(text: string, key: string): string | null {
  const readings = readingsOf(text)
  for (let at = 0; at + 8 <= key.length; at += 1) {
    const piece = key.slice(at, at + 8)
    if (readings.some((reading) => reading.includes(piece.toLowerCase()))) return piece
  }
  return null
}
