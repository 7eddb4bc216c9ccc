import { parseJson } from '../contract/values.ts'
import type { ApiRequest, ClaimName } from '../contract/exchange.ts'
import { splitTarget, type Target } from '../contract/url.ts'
import { below } from '../contract/jsonPath.ts'

export type IdClaim = Exclude<ClaimName, 'KeyType'>

/** An id that a request names, and where. */
export interface NamedId {
  claim: IdClaim
  value: string
  /** Such as `query customerId`, `path {id}`, `body $.customerId` or `message`. */
  where: string
}

/** The parts of a request that name ids. */
export type RequestParts = Pick<ApiRequest, 'method' | 'url' | 'body'>

const ENTITIES: ReadonlyArray<[prefix: string, claim: IdClaim]> = [
  ['company', 'CompanyId'],
  ['customer', 'CustomerId'],
  ['site', 'SiteId'],
]
const PLURALS: ReadonlyMap<string, IdClaim> = new Map([
  ['companies', 'CompanyId'],
  ['customers', 'CustomerId'],
  ['sites', 'SiteId'],
])
const LONGEST_ID = 100
const MAX_NAMED = 20_000

const plain = (name: string) =>
  name
    .slice(0, 60)
    .toLowerCase()
    .replace(/[^a-z]/g, '')

function claimOf(name: string): IdClaim | null {
  const word = plain(name)
  if (!word.includes('id')) return null
  for (const [entity, claim] of ENTITIES) {
    if (!word.startsWith(entity)) continue
    const rest = word.slice(entity.length)
    if (rest === 'id' || rest === 'ids' || rest === 'apiid' || rest === 'apiids') return claim
  }
  return null
}

function idsIn(value: unknown): string[] {
  if (typeof value === 'number') return [String(value)]
  if (typeof value === 'string')
    return value
      .slice(0, 200_000)
      .split(/[,;|]/)
      .map((id) => id.trim())
      .filter((id) => id !== '' && id.length <= LONGEST_ID)
  return Array.isArray(value)
    ? value.slice(0, MAX_NAMED).flatMap((each) => (Array.isArray(each) ? [] : idsIn(each)))
    : []
}

/** Every company, customer and site that the request names in its query, path or JSON body. */
export function namedIds(request: RequestParts, target: Target = splitTarget(request.url)): NamedId[] {
  const found: NamedId[] = []
  const add = (claim: IdClaim | null, value: unknown, where: string) => {
    if (claim === null) return
    for (const id of idsIn(value)) if (found.length < MAX_NAMED) found.push({ claim, value: id, where })
  }
  for (const [name, value] of target.query) add(claimOf(name), value, `query ${name}`)
  const segments = target.path.split('/', 40)
  segments.forEach((segment, at) => {
    const claim = PLURALS.get(segment.toLowerCase()) ?? null
    const next = segments[at + 1]
    if (claim !== null && next !== undefined && /\d/.test(next)) add(claim, next, 'path {id}')
  })
  if (request.body !== null && request.body !== '') {
    for (const { name, value, path } of bodyFields(request.body)) add(claimOf(name), value, `body ${path}`)
  }
  return found
}

export interface BodyField {
  name: string
  value: unknown
  /** JSONPath. */
  path: string
}

const MAX_BODY = 1_000_000
const MAX_FIELDS = 2000
const MAX_DEPTH = 6

/** The fields of a JSON body, those nested too, as far as a person would look; empty when it is not JSON. */
export function bodyFields(body: string): BodyField[] {
  if (body.length > MAX_BODY) return []
  const fields: BodyField[] = []
  const visit = (value: unknown, path: string, depth: number): void => {
    if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return
    for (const [name, child] of Object.entries(value)) {
      if (fields.length >= MAX_FIELDS) return
      const place = below(path, Array.isArray(value) ? Number(name) : name)
      if (!Array.isArray(value)) fields.push({ name, value: child, path: place })
      visit(child, place, depth + 1)
    }
  }
  visit(parseJson(body), '$', 0)
  return fields
}

/** The values of a JSON body as texts. An object has none: what it names toString may be anything. */
export function bodyTexts(body: string): string[] {
  return bodyFields(body).flatMap(({ value }) => (typeof value === 'object' ? [] : [String(value)]))
}

const ID_SAID = String.raw`(?:\d{1,20}|[\da-f]{8}-[\da-f-]{27})\b`
const IN_MESSAGE = new RegExp(
  String.raw`\b(?:(company|customer|site)(?: ?id)?\b[\s:=#'"(]{0,4}(?:with |id |of ){0,2}(${ID_SAID})|(companies|customers|sites|(?:company|customer|site) ?id(?:s|\(s\)))[\s:=#'"([]{0,4}(?:with ids? |ids? )?(${ID_SAID}(?:(?:, ?(?:and |or )?| and | or | & )${ID_SAID}){0,19}))`,
  'gi',
)
const MOST_SAID = 20

const idsOf = new WeakMap<readonly string[], readonly NamedId[]>()

/** Every id that the messages name, none twice, such as in "Customer 1099 is outside the scope of this API key." */
export function idsSaid(messages: readonly string[]): readonly NamedId[] {
  const known = idsOf.get(messages)
  if (known) return known
  const found: NamedId[] = []
  for (const message of messages) addIds(found, message.slice(0, 2000))
  idsOf.set(messages, found)
  return found
}

function addIds(found: NamedId[], message: string): void {
  IN_MESSAGE.lastIndex = 0
  for (let match = IN_MESSAGE.exec(message); match; match = IN_MESSAGE.exec(message)) {
    const [, entity, one = '', entities = '', several] = match
    const claim = claimOfEntity(entity ?? entities)
    for (const value of several?.split(/[^\da-f-]+/i) ?? [one])
      if (claim && /\d/.test(value) && found.length < MOST_SAID && !isAmong(found, claim, value))
        found.push({ claim, value, where: 'message' })
  }
}

function claimOfEntity(entity: string): IdClaim | null {
  const lower = entity.toLowerCase()
  if (lower.startsWith('compan')) return 'CompanyId'
  for (const [prefix, claim] of ENTITIES) if (lower.startsWith(prefix)) return claim
  return null
}

function isAmong(ids: readonly NamedId[], claim: IdClaim, value: string): boolean {
  for (const id of ids) if (id.claim === claim && id.value === value) return true
  return false
}

/** Of ids in one message the one that lies within the others: "Company 12 has no customer 1099" is about the customer. */
export function innermost(ids: readonly NamedId[]): NamedId | null {
  for (const [, claim] of [...ENTITIES].reverse()) {
    const id = ids.find((each) => each.claim === claim)
    if (id) return id
  }
  return null
}
