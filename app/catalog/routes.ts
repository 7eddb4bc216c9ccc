import type { Catalog } from './catalog.ts'
import { KEY_TYPE_PATHS } from './endpoints.ts'
import type { Endpoint } from './endpoint.ts'
import { splitTarget } from '../contract/url.ts'

interface Index {
  /** Endpoints without names in their path, by lower-case path. */
  fixed: Map<string, Endpoint[]>
  /** Endpoints with names in their path, as lower-case segments; null stands for a name. */
  open: Array<{ segments: Array<string | null>; endpoint: Endpoint }>
}

const indexes = new WeakMap<Catalog, Index>()

function indexOf(catalog: Catalog): Index {
  const known = indexes.get(catalog)
  if (known) return known
  const index: Index = { fixed: new Map(), open: [] }
  for (const endpoint of catalog.endpoints) {
    const path = endpoint.path.toLowerCase()
    if (path.includes('{')) {
      const segments = path.split('/').map((segment) => (segment.startsWith('{') ? null : segment))
      index.open.push({ segments, endpoint })
    } else {
      index.fixed.set(path, [...(index.fixed.get(path) ?? []), endpoint])
    }
  }
  indexes.set(catalog, index)
  return index
}

/**
 * Endpoints of any method whose path fits; letter case and a slash at the end do not matter. A path that fits none is
 * matched at its end: a base URL may have a path of its own, and a proxy a prefix.
 */
export function endpointsAt(catalog: Catalog, path: string): readonly Endpoint[] {
  const plain = (path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path).toLowerCase()
  const index = indexOf(catalog)
  const fixed = index.fixed.get(plain)
  if (fixed) return fixed
  const segments = plain.split('/', MAX_SEGMENTS + 1)
  if (segments.length > MAX_SEGMENTS) return NONE
  for (let from = 0; from === 0 || segments.length - from >= FEWEST_AT_END; from += 1) {
    const found = endpointsOf(index, from === 0 ? segments : ['', ...segments.slice(from)])
    if (found.length > 0) return found
  }
  return NONE
}

const NONE: readonly Endpoint[] = []
/** What is shorter could end a path of any other service. */
const FEWEST_AT_END = 3

function endpointsOf(index: Index, segments: readonly string[]): readonly Endpoint[] {
  const fixed = index.fixed.get(segments.join('/'))
  if (fixed) return fixed
  const open = index.open.filter(
    (entry) =>
      entry.segments.length === segments.length &&
      entry.segments.every((segment, at) => segment === null || segment === segments[at]),
  )
  return open.map((entry) => entry.endpoint)
}

/** The endpoint that a request is for; HEAD counts as GET. Undefined when the catalog does not know it. */
export function findEndpoint(catalog: Catalog, method: string, pathOrUrl: string): Endpoint | undefined {
  return endpointFor(catalog, method, splitTarget(pathOrUrl).path)
}

/** As `findEndpoint`, for a path that has been taken apart already. */
export function endpointFor(catalog: Catalog, method: string, path: string): Endpoint | undefined {
  const wanted = method.toUpperCase() === 'HEAD' ? 'GET' : method.toUpperCase()
  return endpointsAt(catalog, path).find((endpoint) => endpoint.method === wanted)
}

/** Methods that the catalog knows for this path. */
export function methodsAt(catalog: Catalog, path: string): string[] {
  return endpointsAt(catalog, path).map((endpoint) => endpoint.method)
}

/** Names and values of what an endpoint's path leaves open, as they are written. */
export function pathValues({ path: template }: Endpoint, path: string): [name: string, value: string][] {
  if (!template.includes('{')) return []
  const names = template.split('/')
  const values = (path.endsWith('/') ? path.slice(0, -1) : path).split('/', MAX_SEGMENTS + 1)
  const from = values.length - names.length
  return names.flatMap((name, at) =>
    name.startsWith('{') ? [[name.slice(1, -1), values[from + at] ?? '']] : [],
  )
}

/** What a path has ahead of the endpoint that it is matched with, such as `/v1/gh`; empty where it has nothing. */
export function prefixOf({ path: template }: Endpoint, path: string): string {
  const segments = (path.endsWith('/') ? path.slice(0, -1) : path).split('/', MAX_SEGMENTS + 1)
  return segments.slice(0, Math.max(1, segments.length - template.split('/').length + 1)).join('/')
}

/** A part that a path has two times in a row, where the catalog knows it with one of them; null where it has none. */
export function doubledPart(catalog: Catalog, path: string): string | null {
  if (path.includes('//') && endpointsAt(catalog, path.replace(/\/{2,}/g, '/')).length > 0) return '/'
  const segments = path.split('/', MAX_SEGMENTS + 1)
  if (new Set(path.toLowerCase().split('/', MAX_SEGMENTS + 1)).size === segments.length) return null
  for (let from = 1; from < segments.length; from += 1) {
    for (let length = 1; length <= LONGEST_DOUBLED; length += 1) {
      const part = `/${segments.slice(from, from + length).join('/')}`
      const next = `/${segments.slice(from + length, from + 2 * length).join('/')}`
      if (part.toLowerCase() !== next.toLowerCase()) continue
      const once = [...segments.slice(0, from), ...segments.slice(from + length)].join('/')
      if (endpointsAt(catalog, once).length > 0) return part
    }
  }
  return null
}

const LONGEST_DOUBLED = 4

/** The KeyType that opens a path; null when any key does, or when it is not known. */
export function keyTypeFor(endpoint: Endpoint | undefined, path: string): string | null {
  if (endpoint) return endpoint.keyType
  const lower = path.toLowerCase()
  return KEY_TYPE_PATHS.find((entry) => lower.includes(entry.prefix))?.keyType ?? null
}

const MAX_SEGMENTS = 40
const GUESSED_ID = '{id}'

/**
 * The path with its ids replaced by names: the template of a known endpoint, else a guess in which
 * whatever looks like an id, a GUID, a date or a name of somebody becomes `{id}`.
 */
export function routeOf(catalog: Catalog, method: string, pathOrUrl: string): string {
  const { path } = splitTarget(pathOrUrl)
  return routeFor(catalog, method, path)
}

/** As `routeOf`, for a path that has been taken apart already. */
export function routeFor(catalog: Catalog, method: string, path: string): string {
  const known = endpointFor(catalog, method, path) ?? endpointsAt(catalog, path)[0]
  if (known) return known.path
  const segments = path
    .split('/', MAX_SEGMENTS)
    .map((segment) => (looksLikeId(segment) ? GUESSED_ID : segment))
  const route = segments.join('/')
  return route.length > 1 && route.endsWith('/') ? route.slice(0, -1) : route
}

const LONGEST_WORD = 40

function looksLikeId(segment: string): boolean {
  if (segment === '') return false
  if (segment.length > LONGEST_WORD) return true
  return /\d{3}|\d-\d|^\d+$/.test(segment) || /^[0-9a-f-]{16,}$/i.test(segment) || !/^[\w.~-]+$/.test(segment)
}
