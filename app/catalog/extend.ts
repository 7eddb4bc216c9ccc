import type { Catalog } from './catalog.ts'
import type { Endpoint } from './endpoint.ts'
import type { CatalogExtension } from './extension.ts'

/** A catalog in which the extension's codes and endpoints come first; it overrides what it names again. */
export function extendCatalog(catalog: Catalog, extension: CatalogExtension): Catalog {
  return {
    endpoints: overlayEndpoints(catalog.endpoints, extension.endpoints),
    serviceCodes: {
      ...catalog.serviceCodes,
      ...Object.fromEntries(extension.serviceCodes.map(({ code, ...text }) => [code, text])),
    },
    httpStatuses: catalog.httpStatuses,
  }
}

/** The further endpoints, then those of the base that they do not name again. */
export function overlayEndpoints(
  base: readonly Endpoint[],
  further: readonly Endpoint[],
): readonly Endpoint[] {
  const named = new Set(further.map(nameOf))
  return [...further, ...base.filter((endpoint) => !named.has(nameOf(endpoint)))]
}

function nameOf(endpoint: Endpoint): string {
  return `${endpoint.method} ${endpoint.path.toLowerCase()}`
}
