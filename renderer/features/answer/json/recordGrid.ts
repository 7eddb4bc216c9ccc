import type { Step } from '../../../../app/contract/jsonPath.ts'
import { indexAtOffset, type Members } from './members.ts'
import { cellsOf as readCells, columnsOf, type Cell, type CellPlace, type Column } from './records.ts'

/** A list of records of a text. */
export interface RecordList {
  /** Its name in the root; null when it is the root. */
  readonly name: string | null
  readonly members: Members
}

/** Records as a table shows them: what stands at each place, and where that is in the text. */
export interface RecordGrid {
  readonly columns: readonly Column[]
  readonly count: number
  /** The cells of a record by column; null in place of all when it is too long to be taken apart. */
  row(index: number): readonly (Cell | null)[] | null
  /** Null where the record lacks the field. */
  cellAt(place: CellPlace): Cell | null
  stepsOf(place: CellPlace): Step[]
  /** Where an offset of the text is shown; null outside of the records. */
  placeAt(offset: number): CellPlace | null
  /** The nearest place that there is. */
  within(place: CellPlace): CellPlace
}

const LONG = 50_000

export function gridOf(text: string, { name, members }: RecordList): RecordGrid {
  const columns = columnsOf(text, members)
  const longOnes = new Map<number, ReturnType<typeof readCells>>()

  /** Of a record that is long, what was read of it is kept. */
  function cellsOf(row: number): ReturnType<typeof readCells> {
    const known = longOnes.get(row)
    if (known) return known
    const cells = readCells(text, members, row)
    if ((members.ends.at(row) ?? 0) - (members.starts.at(row) ?? 0) > LONG) longOnes.set(row, cells)
    return cells
  }

  return {
    columns,
    count: members.count,
    row(index) {
      const cells = cellsOf(index)
      return cells && columns.map((column) => cells.get(column.name) ?? null)
    },
    cellAt({ row, column }) {
      const field = columns[column]?.name
      if (field !== undefined) return cellsOf(row)?.get(field) ?? null
      const start = members.starts.at(row)
      const end = members.ends.at(row)
      return start === undefined || end === undefined ? null : { start, end, kind: 'object' }
    },
    stepsOf({ row, column }) {
      const field = columns[column]?.name
      return [...(name === null ? [] : [name]), row, ...(field === undefined ? [] : [field])]
    },
    placeAt(offset) {
      const row = indexAtOffset(members, offset)
      if (row < 0) return null
      const cells = cellsOf(row)
      // A match in a name counts for the value behind it.
      return { row, column: columns.findIndex(({ name }) => offset < (cells?.get(name)?.end ?? -1)) }
    },
    within: ({ row, column }) => ({
      row: Math.max(0, Math.min(members.count - 1, row)),
      column: Math.max(-1, Math.min(columns.length - 1, column)),
    }),
  }
}
