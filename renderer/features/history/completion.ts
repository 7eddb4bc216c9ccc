import type { Endpoint } from '../../../app/catalog/endpoint.ts'

const MAX_SHOWN = 12

/**
 * The endpoints that a half-typed target may mean: every word of it is found in method, path or title.
 * Empty once a query or a whole URL is typed, where a suggestion would only cover what is written.
 */
export function suggestEndpoints(endpoints: readonly Endpoint[], typed: string): readonly Endpoint[] {
  const text = typed.trim().toLowerCase()
  if (text.includes('?') || text.includes('://')) return []
  const words = text.split(/\s+/)
  return endpoints
    .filter((endpoint) => {
      const said = `${endpoint.method} ${endpoint.path} ${endpoint.title}`.toLowerCase()
      return words.every((word) => said.includes(word))
    })
    .slice(0, MAX_SHOWN)
}
