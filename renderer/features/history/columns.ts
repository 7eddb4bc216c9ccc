import type { ExchangeSummary } from '../../../app/contract/summary.ts'

/** In their order in a row. The path takes the room that the others leave. */
export const COLUMNS = [
  { id: 'time', label: 'Time', width: 60 },
  { id: 'method', label: 'Method', width: 46 },
  { id: 'path', label: 'Path', width: 0 },
  { id: 'meaning', label: 'Meaning', width: 240 },
  { id: 'profile', label: 'Profile', width: 110 },
  { id: 'key', label: 'Key', width: 80 },
  { id: 'status', label: 'Status', width: 44 },
  { id: 'code', label: 'Code', width: 52 },
  { id: 'duration', label: 'Took', width: 56 },
] as const

export type ColumnId = (typeof COLUMNS)[number]['id']
export type Widths = Partial<Record<ColumnId, number>>

export const COLUMN_IDS = COLUMNS.map(({ id }) => id)
export const USUAL_COLUMNS: readonly ColumnId[] = [
  'time',
  'method',
  'path',
  'key',
  'status',
  'code',
  'duration',
]
export const LEAST_WIDTH = 30
export const MOST_WIDTH = 600
/** Which columns go, in this order, where less than so many pixels are left to the path. */
const LEAVING = [
  ['meaning', 200],
  ['key', 200],
  ['profile', 200],
  ['code', 140],
  ['duration', 110],
  ['time', 110],
] as const satisfies readonly [ColumnId, number][]
const GAP = 7

export function widthOf(id: ColumnId, widths: Widths): number {
  return widths[id] ?? COLUMNS.find((column) => column.id === id)?.width ?? 0
}

/** Those of the chosen columns that have room beside a path that can still be read. */
export function fitting(chosen: readonly ColumnId[], widths: Widths, room: number): ReadonlySet<ColumnId> {
  const shown = new Set(COLUMN_IDS.filter((id) => id === 'path' || chosen.includes(id)))
  const left = () => {
    const others = [...shown].filter((id) => id !== 'path')
    return room - others.reduce((sum, id) => sum + widthOf(id, widths) + GAP, 0)
  }
  for (const [id, leastPath] of LEAVING) if (left() < leastPath) shown.delete(id)
  return shown
}

/** The columns of a row as CSS has them: its sign first, its marks behind the path. */
export function templateOf(shown: ReadonlySet<ColumnId>, widths: Widths): string {
  const tracks = COLUMN_IDS.filter((id) => shown.has(id)).map((id) =>
    id === 'path' ? 'minmax(0, 1fr) auto' : `${widthOf(id, widths)}px`,
  )
  return ['1rem', ...tracks].join(' ')
}

export interface ListSort {
  readonly by: ColumnId
  readonly isRising: boolean
}

/** In order of arrival, the latest first. */
export const USUAL_SORT: ListSort = { by: 'time', isRising: false }

const RISING_FIRST: ReadonlySet<ColumnId> = new Set(['method', 'path', 'meaning', 'profile', 'key'])

/** The sorting after a click on a column: the same one is turned round. */
export function sortAfter({ by, isRising }: ListSort, id: ColumnId): ListSort {
  return { by: id, isRising: by === id ? !isRising : RISING_FIRST.has(id) }
}

const VALUES: Readonly<
  Record<Exclude<ColumnId, 'time'>, (summary: ExchangeSummary) => string | number | null>
> = {
  method: ({ method }) => method,
  path: ({ route, url }) => `${route} ${url}`,
  meaning: ({ headline }) => headline,
  profile: ({ profile }) => profile,
  key: ({ key }) => key,
  status: ({ status }) => status,
  code: ({ code }) => code,
  duration: ({ durationMs }) => durationMs,
}

/** What has no value comes last, whichever way round. */
export function sorted(
  items: readonly ExchangeSummary[],
  { by, isRising }: ListSort,
): readonly ExchangeSummary[] {
  if (by === 'time') return isRising ? items.toReversed() : items
  const valueOf = VALUES[by]
  const direction = isRising ? 1 : -1
  return items
    .map((item) => ({ item, value: valueOf(item) }))
    .toSorted(({ value: one }, { value: other }) => {
      if (one === null || other === null) return Number(one === null) - Number(other === null)
      return direction * (one < other ? -1 : Number(one > other))
    })
    .map(({ item }) => item)
}
