import { writePath } from './jsonPath.ts'
import { either, formatCount, listed, plural } from './words.ts'

/** What is wrong with a value, as a schema says it. */
export interface Issue {
  readonly code?: string | undefined
  readonly path: readonly PropertyKey[]
  readonly message: string
  readonly expected?: unknown
  readonly keys?: readonly string[]
  readonly origin?: string
  readonly minimum?: number | bigint
  readonly maximum?: number | bigint
  readonly inclusive?: boolean | undefined
  readonly values?: readonly unknown[]
}

/** The words of the library; a schema of Postern that says more has a sentence of its own. */
const STOCK = /^(?:Invalid |Too (?:small|big)|Unrecognized key)/

const KINDS: Readonly<Record<string, string>> = {
  object: 'an object',
  record: 'an object',
  array: 'a list',
  tuple: 'a list',
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
}

/** What of a value has a length: all else has a size. */
const UNITS: Readonly<Record<string, string>> = { string: 'character', array: 'entry', set: 'entry' }

/** A list of further values helps nobody. */
const MOST_VALUES = 12

/** The complaint of a schema as a sentence without its full stop. Each text that a user meets of a complaint is made here. */
export function issueSentence(issue: Issue | undefined): string {
  if (issue === undefined) return 'It has the wrong form'
  const { path, message } = issue
  const name = path.length === 0 ? 'It' : `The field ${writePath(path).replace(/^\$\.?/, '')}`
  if (STOCK.test(message)) return stockSentence(name, issue)
  const said = message.replace(/\.$/, '')
  if (/^(?:is|has|must|needs|takes) /.test(said)) return `${name} ${said}`
  return path.length === 0 || /^[A-Z].* (?:is|are|has) /.test(said) ? said : `${name} is wrong: ${said}`
}

/** As `issueSentence`, where the field itself says which one is meant. */
export function complaintOf(issue: Issue | undefined): string {
  return issueSentence(issue && { ...issue, path: [] })
}

function stockSentence(name: string, issue: Issue): string {
  const { code, message, expected, keys, values = [] } = issue
  const kind = KINDS[String(expected)]
  if (code === 'unrecognized_keys')
    return `${name} has a field that Postern does not know: ${listed(keys ?? [])}`
  if (code === 'invalid_type' && /received undefined$/.test(message)) return `${name} is missing`
  if (code === 'invalid_type' && kind !== undefined) return `${name} must be ${kind}`
  if (code === 'too_small') return `${name} ${bound(issue, 'least')}`
  if (code === 'too_big') return `${name} ${bound(issue, 'most')}`
  if (code === 'invalid_value' && values.length > 0 && values.length <= MOST_VALUES)
    return `${name} must be ${either(values.map(String))}`
  return `${name} has the wrong form`
}

/** The least or the most that a value may be, or have. */
function bound({ origin = '', minimum, maximum, inclusive = true }: Issue, which: 'least' | 'most'): string {
  const limit = Number((which === 'least' ? minimum : maximum) ?? 0)
  const unit = UNITS[origin]
  if (unit === undefined) {
    const beyond = which === 'least' ? 'greater' : 'less'
    return `must be ${inclusive ? `at ${which}` : `${beyond} than`} ${formatCount(limit)}`
  }
  if (which === 'least' && limit === 1) return 'is empty'
  if (which === 'most' && limit === 0) return 'must be empty'
  return `must have at ${which} ${plural(limit, unit, unit === 'entry' ? 'entries' : undefined)}`
}
