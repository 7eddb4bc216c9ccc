import { ENDPOINTS } from './endpoints.ts'
import type { Endpoint } from './endpoint.ts'
import { HTTP_STATUSES } from './statuses/registered.ts'
import { SERVICE_CODES, type ServiceCode } from './serviceCodes.ts'
import type { CatalogText } from './text.ts'

/** What the API promises, as far as it is known. Plain data: it may be cloned, stored or sent over the bridge. */
export interface Catalog {
  readonly endpoints: readonly Endpoint[]
  readonly serviceCodes: Readonly<Record<number, ServiceCode>>
  readonly httpStatuses: Readonly<Record<number, CatalogText>>
}

export const builtInCatalog: Catalog = {
  endpoints: ENDPOINTS,
  serviceCodes: SERVICE_CODES,
  httpStatuses: HTTP_STATUSES,
}
