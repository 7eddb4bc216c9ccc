import type { Exchange } from '../../contract/exchange.ts'
import { UNPRINTABLE } from '../../contract/printable.ts'
import type { Redacted } from '../../contract/redacted.ts'
import { bodyBeside, joined, partsOf, remarks, type RequestParts } from './parts.ts'
import { named } from './javaScript.ts'

/** What `-Method` knows by name; all else is for `-CustomMethod`. */
const METHODS = /^(?:GET|HEAD|POST|PUT|DELETE|TRACE|OPTIONS|MERGE|PATCH)$/

/** Headers that Windows PowerShell takes as parameters alone. */
const PARAMETERS = new Map([
  ['content-type', '-ContentType'],
  ['user-agent', '-UserAgent'],
])

/** The request as a command of PowerShell. */
export function toPowerShell(exchange: Redacted<Exchange>, number = 1): string {
  const parts = partsOf(exchange)
  const body = bodyBeside(parts, 'Invoke-WebRequest')
  const headers = parts.headers.filter(({ name }) => !PARAMETERS.has(name.toLowerCase()))
  const table = `$${named('headers', number)}`
  const response = `$${named('response', number)}`
  const lines = headers.map(({ name, values }) => `  ${quoted(name)} = ${quoted(joined(name, values))}\n`)
  const options = [
    `-Uri ${quoted(parts.url)}`,
    `${METHODS.test(parts.method) ? '-Method' : '-CustomMethod'} ${quoted(parts.method)}`,
    ...(headers.length === 0 ? [] : [`-Headers ${table}`]),
    ...parameters(parts),
    // Of a text, Windows PowerShell would send Latin-1.
    ...(body === null ? [] : [`-Body ([Text.Encoding]::UTF8.GetBytes(${quoted(body)}))`]),
    '-UseBasicParsing',
  ]
  return (
    remarks(parts, '#', 'PowerShell') +
    (headers.length === 0 ? '' : `${table} = @{\n${lines.join('')}}\n`) +
    `${response} = Invoke-WebRequest ${options.join(' `\n  ')}\n` +
    `${response}.StatusCode\n${response}.Content\n`
  )
}

function parameters({ headers }: RequestParts): string[] {
  return headers.flatMap(({ name, values }) => {
    const parameter = PARAMETERS.get(name.toLowerCase())
    return parameter === undefined ? [] : [`${parameter} ${quoted(joined(name, values))}`]
  })
}

/**
 * A verbatim string literal, in which quotes are doubled, the typographic ones too (PowerShell Language Specification,
 * section 2.3.5.2.2). It knows no escapes: what is not printable comes in between as a character by its number.
 */
export function quoted(text: string): string {
  const pieces = text
    .split(new RegExp(`((?:${UNPRINTABLE.source}|\\r)+)`, 'g'))
    .map((piece, index) =>
      index % 2 === 0 ? `'${piece.replace(/['\u2018-\u201b]/g, '$&$&')}'` : byNumber(piece),
    )
    // The first is a text, so that what is added to it becomes text too.
    .filter((piece, index) => index === 0 || piece !== "''")
  const [first = "''"] = pieces
  return pieces.length === 1 ? first : `(${pieces.join(' + ')})`
}

function byNumber(piece: string): string {
  return Array.from(
    { length: piece.length },
    (_, at) => `[char]0x${piece.charCodeAt(at).toString(16).padStart(4, '0').toUpperCase()}`,
  ).join(' + ')
}
