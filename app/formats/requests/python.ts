import type { Exchange } from '../../contract/exchange.ts'
import { printable } from '../../contract/printable.ts'
import type { Redacted } from '../../contract/redacted.ts'
import { joined, partsOf, remarks } from './parts.ts'

/** The request as a call of Python's requests. */
export function toPython(exchange: Redacted<Exchange>, number = 1): string {
  const parts = partsOf(exchange)
  const { method, url, headers, body } = parts
  const lines = headers.map(
    ({ name, values }) => `        ${quoted(name)}: ${quoted(joined(name, values))},\n`,
  )
  return (
    (number === 1 ? 'import requests\n\n' : '') +
    remarks(parts, '#', 'requests') +
    `response = requests.request(\n    ${quoted(method)},\n    ${quoted(url)},\n` +
    (lines.length === 0 ? '' : `    headers={\n${lines.join('')}    },\n`) +
    // Of a str, requests would send Latin-1 where it can.
    (body === null ? '' : `    data=${quoted(body)}.encode(),\n`) +
    ')\nprint(response.status_code, response.text)\n'
  )
}

/** A string literal (The Python Language Reference, section 2.4.1). Two halves of a pair would be two characters there. */
function quoted(text: string): string {
  const literal = JSON.stringify(text).replace(
    /\udb40[\udc00-\udc7f]/g,
    (tag) => `\\U${(tag.codePointAt(0) ?? 0).toString(16).padStart(8, '0')}`,
  )
  return printable(literal)
}
