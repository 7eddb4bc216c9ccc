import { capital } from '../../../app/contract/words.ts'
import type { Endpoint } from '../../../app/catalog/endpoint.ts'
import { ENDPOINTS } from '../../../app/catalog/endpoints.ts'
import { FAILURE_KIND_TEXTS } from '../../../app/catalog/failures/kinds.ts'
import { FINDING_TEXTS } from '../../../app/catalog/findings.ts'
import type { CatalogExtension } from '../../../app/catalog/extension.ts'
import { SERVICE_CODES, type ServiceCode } from '../../../app/catalog/serviceCodes.ts'
import { HTTP_STATUSES } from '../../../app/catalog/statuses/registered.ts'
import type { CatalogText } from '../../../app/catalog/text.ts'
import { entryNames } from './catalogEntries.ts'
import { guideRule, ruleForEndpoint } from './guideRules.ts'

export interface CatalogEntry {
  readonly id: string
  readonly group: string
  /** A number or a name that stands before the title, such as `403`. */
  readonly mark: string
  readonly title: string
  readonly meaning: string
  readonly cause: string | null
  readonly remedy: readonly string[]
  /** What Postern says of a retry; null where there is nothing to retry. */
  readonly retry: string | null
  /** What the API's guide says of a retry. */
  readonly guide: string
  /** The endpoint itself, for its parameters. */
  readonly endpoint: Endpoint | null
}

type Parts = Pick<CatalogEntry, 'id' | 'group' | 'mark' | 'guide'>

function fromText(text: CatalogText, parts: Parts): CatalogEntry {
  const plain = (words: string) => words.replaceAll('{host}', 'the host')
  return {
    ...parts,
    title: capital(plain(text.title)),
    meaning: plain(text.meaning),
    cause: plain(text.cause),
    remedy: text.remedy.map((step) => plain(step.text)),
    retry: text.retry.advice,
    endpoint: null,
  }
}

/** What is looked up most comes first: refusals, then failures of the server. */
const CLASSES = '45231'

const byClass = ([one]: [string, unknown], [other]: [string, unknown]) =>
  CLASSES.indexOf(one.charAt(0)) - CLASSES.indexOf(other.charAt(0))

const statuses = Object.entries(HTTP_STATUSES)
  .toSorted(byClass)
  .map(([number, text]) =>
    fromText(text, {
      id: entryNames.status(Number(number)),
      group: 'HTTP status',
      mark: number,
      guide: guideRule(Number(number)),
    }),
  )

const codes = Object.entries(SERVICE_CODES).map(([number, code]) => fromCode(Number(number), code))

function fromCode(number: number, code: ServiceCode): CatalogEntry {
  return fromText(code, {
    id: entryNames.code(number),
    group: 'Service code',
    mark: String(number),
    guide:
      code.mirrors === null
        ? 'The HTTP status decides, because the API documentation ties its retry rules to it.'
        : guideRule(code.mirrors),
  })
}

const failures = Object.entries(FAILURE_KIND_TEXTS).map(([kind, text]) =>
  fromText(text, {
    id: entryNames.failure(kind),
    group: 'No response',
    mark: kind,
    guide: 'The API documentation names only responses. Postern treats a lost connection as a 5xx.',
  }),
)

const endpoints = ENDPOINTS.map(fromEndpoint)

function fromEndpoint(endpoint: Endpoint): CatalogEntry {
  return {
    id: entryNames.endpoint(endpoint.method, endpoint.path),
    group: 'Endpoint',
    mark: endpoint.method,
    title: endpoint.title,
    meaning: endpoint.purpose,
    cause: null,
    remedy: [],
    retry: null,
    guide: ruleForEndpoint(endpoint),
    endpoint,
  }
}

const findings = Object.entries(FINDING_TEXTS).map(([rule, text]): CatalogEntry => ({
  id: entryNames.finding(rule),
  group: 'Finding',
  mark: rule,
  title: text.title,
  meaning: text.meaning,
  cause: text.cause,
  remedy: [text.remedy],
  retry: null,
  guide: 'A finding changes no retry: the HTTP status decides.',
  endpoint: null,
}))

/** Everything that can be looked up, in the order in which it is listed. */
export const CATALOG_ENTRIES: readonly CatalogEntry[] = [
  ...statuses,
  ...codes,
  ...endpoints,
  ...failures,
  ...findings,
]

/** The built-in entries with the user's own among them, which stand in for those of the same name. */
export function entriesWith(extension: CatalogExtension): readonly CatalogEntry[] {
  const own = [
    ...extension.serviceCodes.map(({ code, ...text }) => fromCode(code, text)),
    ...extension.endpoints.map(fromEndpoint),
  ]
  const named = new Set(own.map(({ id }) => id))
  return own.length === 0 ? CATALOG_ENTRIES : [...own, ...CATALOG_ENTRIES.filter(({ id }) => !named.has(id))]
}

/** The entry of that name. For a status or a code that no catalog knows, one that says what to fall back to. */
export function entryNamed(id: string, entries = CATALOG_ENTRIES): CatalogEntry {
  const known = entries.find((entry) => entry.id === id)
  if (known) return known
  const [kind = '', mark = ''] = id.split(':', 2)
  return {
    id,
    group: kind === 'code' ? 'Service code' : kind === 'status' ? 'HTTP status' : 'Unknown',
    mark,
    title: 'Not in the catalog',
    meaning: 'The API documentation does not list it. Its list is not complete, and grows.',
    cause: null,
    remedy: ['Use the HTTP status and the texts in errors, because both are stable.'],
    retry: null,
    guide: kind === 'status' ? guideRule(Number(mark)) : 'The HTTP status decides.',
    endpoint: null,
  }
}

/** The entries in which every word of the text begins one; first those whose mark begins with it, then those that are titled so. */
export function searchEntries(entries: readonly CatalogEntry[], text: string): readonly CatalogEntry[] {
  const wanted = text.trim().toLowerCase()
  if (wanted === '') return entries
  const words = wanted.split(/\s+/).map(beginningWith)
  const found = entries.filter((entry) => {
    const said = sayingOf(entry)
    return words.every((word) => word.test(said))
  })
  const isNamed = (entry: CatalogEntry) => entry.mark.toLowerCase().startsWith(wanted)
  const phrase = beginningWith(wanted)
  const isTitled = ({ title }: CatalogEntry) => phrase.test(title.toLowerCase())
  const rank = (entry: CatalogEntry) => (isNamed(entry) ? 0 : isTitled(entry) ? 1 : 2)
  return found.sort((a, b) => rank(a) - rank(b))
}

/** A word that begins so: "rate" is in no "separates". */
function beginningWith(text: string): RegExp {
  return new RegExp(`(?<![\\p{L}\\p{N}])${text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')}`, 'u')
}

const sayings = new WeakMap<CatalogEntry, string>()

function sayingOf(entry: CatalogEntry): string {
  const known = sayings.get(entry)
  if (known !== undefined) return known
  const { group, mark, title, meaning, cause, remedy, endpoint } = entry
  const parameters = endpoint ? [endpoint.path, ...parametersOf(endpoint).map(({ name }) => name)] : []
  const saying = [group, mark, title, meaning, cause ?? '', ...remedy, ...parameters].join(' ').toLowerCase()
  sayings.set(entry, saying)
  return saying
}

export function parametersOf({ parameters, body }: Endpoint): Endpoint['parameters'] {
  return [...parameters, ...body]
}
