import { isSecretText, type Secrecy } from '../contract/secretNames.ts'
import type { Range } from './ranges.ts'
import { FRAME, knownName } from './reading.ts'

/** The first line of a table, all names: no space outside of quotes, so that a sentence is none. */
const HEAD =
  /(?<=^|[\r\n\0])(?:"[A-Za-z][\w .-]{0,60}"|[A-Za-z][\w.-]{0,60})([,;|\t])(?:"[A-Za-z][\w .-]{0,60}"|[A-Za-z][\w.-]{0,60})(?:\1(?:"[A-Za-z][\w .-]{0,60}"|[A-Za-z][\w.-]{0,60})){0,100}(?:\r?\n|\r)/g
const END_OF_LINE = /[\r\n\0]/

/** Adds a range for each cell below the name of a secret, in tables of comma- or tab-separated values (RFC 4180). */
export function findColumns(text: string, ranges: Range[]): void {
  HEAD.lastIndex = 0
  for (let head = HEAD.exec(text); head !== null; head = HEAD.exec(text)) {
    const [line, separator = ','] = head
    const columns = line.trimEnd().split(separator).map(secretColumn)
    if (columns.every((column) => column === null)) continue
    HEAD.lastIndex = readRows(text, HEAD.lastIndex, separator, columns, ranges)
  }
}

type Column = { name: string; secrecy: Secrecy } | null

function secretColumn(cell: string): Column {
  const { name, secrecy } = knownName(cell.replace(/^"|"$/g, ''), 'field')
  return secrecy === null ? null : { name, secrecy }
}

/** Reads rows as long as they have as many cells as the first line has names; returns where they end. */
function readRows(
  text: string,
  from: number,
  separator: string,
  columns: readonly Column[],
  ranges: Range[],
): number {
  let at = from
  while (at < text.length) {
    const row: Range[] = []
    let end = at
    for (;;) {
      const cell = cellAt(text, end, separator)
      row.push(cell)
      end = text[cell.end] === '"' ? cell.end + 1 : cell.end
      if (text[end] !== separator || row.length > columns.length) break
      end += 1
    }
    const isWhole = end === text.length || END_OF_LINE.test(text.charAt(end))
    // The last row may have been cut.
    const fits = row.length === columns.length || (end === text.length && row.length > 1)
    if (!fits || !isWhole || text.slice(at, end).includes(FRAME)) break
    row.forEach(({ start, end: last }, index) => {
      const column = columns[index]
      if (column && isSecretText(text.slice(start, last), column.secrecy))
        ranges.push({ start, end: last, name: column.name })
    })
    if (text[end] === FRAME) return end
    at = end + (text.startsWith('\r\n', end) ? 2 : 1)
  }
  return at
}

/** A cell without its quotes, within which two quotes are one. */
function cellAt(text: string, start: number, separator: string): Range {
  if (text[start] !== '"') {
    let end = start
    while (end < text.length && text[end] !== separator && !END_OF_LINE.test(text.charAt(end))) end += 1
    return { start, end }
  }
  let end = text.indexOf('"', start + 1)
  while (end !== -1 && text[end + 1] === '"') end = text.indexOf('"', end + 2)
  return { start: start + 1, end: end === -1 ? text.length : end }
}
