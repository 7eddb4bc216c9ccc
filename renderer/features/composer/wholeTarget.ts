import type { Catalog } from '../../../app/catalog/catalog.ts'
import { findEndpoint } from '../../../app/catalog/routes.ts'
import { suggestEndpoints } from '../history/completion.ts'

const PREFIXES = ['/', '/api/', '/api/external/']

/**
 * The path that a target without a slash or a scheme is short for, such as `/api/external/sites` for `sites`: the one that
 * the catalog knows, or the only one that is suggested. The target itself where none is.
 */
export function wholeTarget(catalog: Catalog, method: string, typed: string): string {
  const target = typed.trim()
  if (target === '' || target.startsWith('/') || target.includes(':')) return target
  const known = PREFIXES.map((prefix) => prefix + target).find(
    (path) => findEndpoint(catalog, method, path) !== undefined,
  )
  if (known !== undefined) return known
  const [only, ...others] = suggestEndpoints(catalog.endpoints, target).filter(
    (endpoint) => endpoint.method === method,
  )
  return only && others.length === 0 && !only.path.includes('{') ? only.path : target
}
