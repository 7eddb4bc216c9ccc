import { kindAt, nameOf, readMembers, type Members, type ValueKind } from './members.ts'
import { atOnce } from '../../../ui/text/slices.ts'

export interface Column {
  readonly name: string
  /** In characters. */
  readonly width: number
  /** True when all that was looked at are numbers: they stand to the right. */
  readonly isNumeric: boolean
}

export interface Cell {
  readonly start: number
  readonly end: number
  readonly kind: ValueKind
}

export interface CellPlace {
  readonly row: number
  /** Number of the column; -1 for the record as a whole. */
  readonly column: number
}

const SAMPLED = 50
const MOST_COLUMNS = 60
const NARROWEST = 6
const WIDEST = 36
const PADDING = 3
/** A longer record is not taken apart while the table scrolls: it would stand still for more than some milliseconds. */
const LONGEST_RECORD = 2_000_000
/** How much of the text is looked at for the columns, beyond the first record. */
const MOST_SAMPLED = 4_000_000

/** Whether the table shows the fields of this record. */
export function isTakenApart(list: Members, row: number): boolean {
  return (list.ends.at(row) ?? Infinity) - (list.starts.at(row) ?? 0) <= LONGEST_RECORD
}

/** The fields of a record by their name; of two with one name the last. Null when it is too long, or no object. */
export function cellsOf(text: string, list: Members, row: number): ReadonlyMap<string, Cell> | null {
  const start = list.starts.at(row)
  const end = list.ends.at(row)
  if (start === undefined || end === undefined || !isTakenApart(list, row)) return null
  if (kindAt(text, start) !== 'object') return null
  const members = atOnce(readMembers(text, start))
  const cells = new Map<string, Cell>()
  for (let index = 0; index < members.count; index += 1) {
    const from = members.starts.at(index) ?? 0
    cells.set(nameOf(text, members, index) ?? '', {
      start: from,
      end: members.ends.at(index) ?? from,
      kind: kindAt(text, from),
    })
  }
  return cells
}

/** The columns of a table of records: every field of the first of them, in the order in which they come. */
export function columnsOf(text: string, list: Members): Column[] {
  const columns = new Map<string, { width: number; isNumeric: boolean }>()
  const from = list.starts.at(0) ?? 0
  for (let row = 0; row < Math.min(list.count, SAMPLED); row += 1) {
    if (row > 0 && (list.ends.at(row) ?? 0) - from > MOST_SAMPLED) break
    for (const [name, { start, end, kind }] of cellsOf(text, list, row) ?? []) {
      const known = columns.get(name)
      if (!known && columns.size >= MOST_COLUMNS) continue
      columns.set(name, {
        width: Math.max(known?.width ?? name.length, end - start),
        isNumeric: (known?.isNumeric ?? true) && (kind === 'number' || text.startsWith('null', start)),
      })
    }
  }
  return [...columns].map(([name, { width, isNumeric }]) => ({
    name,
    width: Math.min(WIDEST, Math.max(NARROWEST, width)) + PADDING,
    isNumeric,
  }))
}
