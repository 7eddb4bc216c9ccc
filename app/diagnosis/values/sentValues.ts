import type { Endpoint, Parameter } from '../../catalog/endpoint.ts'
import { pathValues } from '../../catalog/routes.ts'
import type { ApiRequest, ParameterError } from '../../contract/exchange.ts'
import { isBlanked } from '../../contract/recorded.ts'
import type { Target } from '../../contract/url.ts'
import { percentDecoded } from '../../contract/url.ts'
import { clip } from '../../contract/values.ts'
import { bodyFields } from '../named.ts'
import { plainName } from '../names.ts'

/** A value of a request, with what the catalog knows of it. */
export interface SentValue {
  name: string
  in: Exclude<ParameterError['in'], 'header'>
  value: string
  /** The value as JSON has it; undefined outside a body. */
  json: unknown
  parameter: Parameter | undefined
}

const MOST_VALUES = 300
const LONGEST_VALUE = 500

/** What the request sends in its path, query and JSON body. Redacted values are left out: nothing is known of them. */
export function sentValues(
  request: Pick<ApiRequest, 'body'>,
  target: Target,
  endpoint: Endpoint | undefined,
): SentValue[] {
  const sent: SentValue[] = []
  const known = parametersByName(endpoint)
  const add = (place: SentValue['in'], name: string, value: string, json?: unknown) => {
    if (sent.length >= MOST_VALUES || isBlanked(value)) return
    const parameter = known.get(`${place} ${plainName(name)}`)
    sent.push({ name: clip(name, 200), in: place, value: clip(value, LONGEST_VALUE), json, parameter })
  }
  if (endpoint) {
    for (const [name, value] of pathValues(endpoint, target.path)) add('path', name, percentDecoded(value))
  } else
    for (const segment of target.path.split('/', 40))
      if (segment !== '') add('path', 'path', percentDecoded(segment))
  for (const [name, value] of target.query) add('query', name, value)
  for (const { path, value } of request.body ? bodyFields(request.body) : [])
    add('body', path.replace(/^\$\.?/, ''), typeof value === 'object' ? '' : String(value), value)
  return sent
}

const NONE: ReadonlyMap<string, Parameter> = new Map()
const tables = new WeakMap<Endpoint, ReadonlyMap<string, Parameter>>()

/** What an endpoint takes, by place and plain name, such as `query customerid`. */
export function parametersByName(endpoint: Endpoint | undefined): ReadonlyMap<string, Parameter> {
  if (!endpoint) return NONE
  const made = tables.get(endpoint)
  if (made) return made
  const known = new Map<string, Parameter>()
  for (const each of [...endpoint.parameters, ...endpoint.body])
    known.set(`${each.in} ${plainName(each.name)}`, each)
  tables.set(endpoint, known)
  return known
}
