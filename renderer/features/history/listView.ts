import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import { isObject, parseJson } from '../../../app/contract/values.ts'
import {
  COLUMN_IDS,
  fitting,
  LEAST_WIDTH,
  MOST_WIDTH,
  sortAfter,
  sorted,
  templateOf,
  USUAL_COLUMNS,
  USUAL_SORT,
  widthOf,
  type ColumnId,
  type ListSort,
  type Widths,
} from './columns.ts'
import { useFilterStore } from './filter.ts'
import { rowsByRoute } from './rows.ts'

export type Density = 'comfortable' | 'compact'
export type Grouping = 'day' | 'route'

const ROW_HEIGHTS: Readonly<Record<Density, number>> = { comfortable: 34, compact: 26 }
/** To sort or to group, all have to be there: of very many the newest are. */
export const MOST_ARRANGED = 10_000
/** Beside the columns a row has its edges, its sign and its marks. */
const ROW_EDGES = 66
const PLACE = 'postern.list'

/** How the history is laid out: columns, density, grouping and order. */
export const useListViewStore = defineStore('listView', () => {
  const filter = useFilterStore()

  const kept = keptView()
  const columns = shallowRef<readonly ColumnId[]>(kept.columns)
  const widths = shallowRef<Widths>(kept.widths)
  const density = shallowRef<Density>(kept.density)
  const grouping = shallowRef<Grouping>(kept.grouping)
  /** Not kept: a start would have to read all at once. */
  const sort = shallowRef<ListSort>(USUAL_SORT)
  /** Of the list, in pixels. */
  const room = shallowRef(0)
  /** How wide its scroll bar is. */
  const barWidth = shallowRef(0)

  const shown = computed(() => fitting(columns.value, widths.value, room.value - ROW_EDGES))
  const template = computed(() => templateOf(shown.value, widths.value))
  const rowHeight = computed(() => ROW_HEIGHTS[density.value])
  const isByTime = computed(() => sort.value.by === 'time')
  /** Whether the rows are in another order than the newest first. */
  const isArranged = computed(() => sort.value !== USUAL_SORT || grouping.value === 'route')

  /** The exchanges in the order in which they are shown. */
  const items = computed(() => {
    const list = sorted(filter.items, sort.value)
    return grouping.value === 'route' ? rowsByRoute(list).items : list
  })

  watch([isArranged, () => filter.next, () => filter.query], ([isWanted]) => {
    if (isWanted) void filter.loadAll(() => isArranged.value && filter.items.length < MOST_ARRANGED)
  })
  watch([columns, widths, density, grouping], () => {
    const view = {
      columns: columns.value,
      widths: widths.value,
      density: density.value,
      grouping: grouping.value,
    }
    keep(JSON.stringify(view))
  })

  function toggle(id: ColumnId): void {
    const isThere = columns.value.includes(id)
    columns.value = COLUMN_IDS.filter((each) => (each === id ? !isThere : columns.value.includes(each)))
  }

  function resize(id: ColumnId, width: number): void {
    const within = Math.min(MOST_WIDTH, Math.max(LEAST_WIDTH, Math.round(width)))
    widths.value = { ...widths.value, [id]: within }
  }

  function sortBy(id: ColumnId): void {
    const next = sortAfter(sort.value, id)
    sort.value = next.by === 'time' && !next.isRising ? USUAL_SORT : next
  }

  function measure(width: number, bar: number): void {
    room.value = width
    barWidth.value = bar
  }

  function setDensity(wanted: Density): void {
    density.value = wanted
  }

  function group(by: Grouping): void {
    grouping.value = by
  }

  function reset(): void {
    columns.value = USUAL_COLUMNS
    widths.value = {}
    density.value = 'comfortable'
    grouping.value = 'day'
    sort.value = USUAL_SORT
  }

  return {
    columns,
    density,
    grouping,
    sort,
    shown,
    barWidth,
    template,
    rowHeight,
    isByTime,
    isArranged,
    items,
    widthOf: (id: ColumnId) => widthOf(id, widths.value),
    toggle,
    resize,
    sortBy,
    measure,
    setDensity,
    group,
    reset,
  }
})

function keptView(): { columns: readonly ColumnId[]; widths: Widths; density: Density; grouping: Grouping } {
  const found = typeof localStorage === 'undefined' ? null : parseJson(localStorage.getItem(PLACE) ?? '')
  const view = isObject(found) ? found : {}
  const { columns, widths } = view
  const isWidth = ([id, width]: [string, unknown]) =>
    COLUMN_IDS.some((each) => each === id) && typeof width === 'number' && width >= LEAST_WIDTH
  return {
    columns: Array.isArray(columns) ? COLUMN_IDS.filter((id) => columns.includes(id)) : USUAL_COLUMNS,
    widths: isObject(widths) ? Object.fromEntries(Object.entries(widths).filter(isWidth)) : {},
    density: view.density === 'compact' ? 'compact' : 'comfortable',
    grouping: view.grouping === 'route' ? 'route' : 'day',
  }
}

function keep(view: string): void {
  try {
    localStorage.setItem(PLACE, view)
  } catch {
    // A full or forbidden storage costs the look of a list, which is not worth a message.
  }
}
