import { PosternError } from '../contract/errors.ts'
import type { Exchange } from '../contract/exchange.ts'
import { recordsOf, type CsvCell, type CsvRecord } from './records.ts'

/** A table needs all its columns at the beginning, so that its records are held until the last has come. */
const MOST_RECORDS = 500_000

/**
 * Before what a spreadsheet takes for a formula, or for the beginning of one (OWASP, CSV injection): at the start of a text, and
 * behind what ends a cell where the spreadsheet separates cells otherwise. Some drop spaces and characters without a width
 * first, and read the small and the full-width forms of the signs as the signs.
 */
const FORMULAS =
  /^(?=[\t\r\n])|(?<=^|[;\t\r\n])(?=(?:[^\S\t\r\n]|\p{Cf}|(?![\t\r\n])\p{Cc})*[=+\-@\u2212\ufe62\ufe63\ufe66\ufe6b\uff0b\uff0d\uff1d\uff20])/gu

/**
 * The records of responses as one table: RFC 4180, with a line for the names. A column is there for each field of any
 * record, in the order in which they came. A nested value is JSON, and null is empty.
 */
export function toCsv(records: readonly CsvRecord[]): string {
  if (records.length === 0) return ''
  const names = new Set(records.flatMap((record) => [...record.keys()]))
  const lines = [
    [...names].map((text) => fieldOf({ text, isNumber: false })),
    ...records.map((record) => [...names].map((name) => fieldOf(record.get(name) ?? EMPTY))),
  ]
  return lines.map((fields) => `${fields.join(',')}\r\n`).join('')
}

const EMPTY: CsvCell = { text: '', isNumber: false }

function fieldOf({ text, isNumber }: CsvCell): string {
  const harmless = isNumber ? text : text.replace(FORMULAS, "'")
  return /[",\r\n]|^\s|\s$/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}

/**
 * The records of all exchanges that have some.
 * @throws PosternError bad-input where none has, or where there are too many
 */
export async function* csvOf(exchanges: AsyncIterable<Exchange>): AsyncGenerator<string> {
  const records: CsvRecord[] = []
  let isAny = false
  for await (const exchange of exchanges) {
    const found = recordsOf(exchange)
    if (found === null) continue
    isAny = true
    for (const record of found) records.push(record)
    if (records.length > MOST_RECORDS) throw tooMany()
  }
  if (!isAny) throw none()
  yield toCsv(records)
}

function none(): PosternError {
  return new PosternError(
    'bad-input',
    'The response has no records, or its body is not whole.',
    'Export it as JSON lines.',
  )
}

function tooMany(): PosternError {
  return new PosternError(
    'bad-input',
    'The responses have more than 500,000 records, too many for one table.',
    'Export fewer exchanges.',
  )
}
