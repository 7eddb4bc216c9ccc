import { GUIDE_STATUSES } from './guideStatuses.ts'
import type { CatalogText } from './text.ts'

/** A text for every registered HTTP status. */
export const HTTP_STATUSES: Readonly<Record<number, CatalogText>> = {
  ...GUIDE_STATUSES,
}
