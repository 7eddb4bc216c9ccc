import type { CatalogText } from '../text.ts'
import { SERVER_FAILURES } from './failures.ts'
import { GUIDE_STATUSES } from './guide.ts'
import { LATER_REFUSALS } from './laterRefusals.ts'
import { PASSING_STATUSES } from './passing.ts'
import { REDIRECT_STATUSES } from './redirects.ts'
import { REFUSALS } from './refusals.ts'

/** A text for every HTTP status in IANA's registry, and for 509, which is not in it but widely used. */
export const HTTP_STATUSES: Readonly<Record<number, CatalogText>> = {
  ...PASSING_STATUSES,
  ...REDIRECT_STATUSES,
  ...REFUSALS,
  ...LATER_REFUSALS,
  ...SERVER_FAILURES,
  ...GUIDE_STATUSES,
}
