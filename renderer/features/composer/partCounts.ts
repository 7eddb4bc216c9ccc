import type { Endpoint } from '../../../app/catalog/endpoint.ts'
import { formatBytes } from '../../ui/format.ts'
import { DRAFT_PARTS, type Draft, type DraftPart } from './draft.ts'
import { parameterRows } from './parameters.ts'

export const PART_LABELS = {
  parameters: 'Parameters',
  headers: 'Headers',
  body: 'Body',
} satisfies Record<DraftPart, string>

interface PartCounts {
  /** `text` is empty where there is nothing in that part. */
  readonly parts: readonly { readonly part: DraftPart; readonly label: string; readonly text: string }[]
  /** How many parameters and headers there are, and a body as one more. */
  readonly total: number
  /** How many of the parameters the API would refuse. */
  readonly remarks: number
}

/** How much of each part a draft has, such as `Parameters 2`, `Headers 1` and `Body 214 B`. */
export function partCounts(draft: Draft, endpoint: Endpoint | undefined): PartCounts {
  const { known, free } = parameterRows(endpoint, draft.target)
  // One of the free rows is blank.
  const given = known.filter(({ value }) => value !== null).length + free.size - 1
  const counted = (count: number) => (count === 0 ? '' : String(count))
  const texts = {
    parameters: counted(given),
    headers: counted(draft.headers.length),
    body: draft.body === '' ? '' : formatBytes(new TextEncoder().encode(draft.body).length),
  } satisfies Record<DraftPart, string>
  return {
    parts: DRAFT_PARTS.map((part) => ({ part, label: PART_LABELS[part], text: texts[part] })),
    total: given + draft.headers.length + Number(draft.body !== ''),
    remarks: known.filter(({ remark }) => remark !== null).length,
  }
}
