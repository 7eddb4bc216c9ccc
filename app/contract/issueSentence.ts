import { listed } from './words.ts'

/** What is wrong with a value, as a schema tells it. */
interface Issue {
  readonly code?: string | undefined
  readonly path: readonly PropertyKey[]
  readonly message: string
  readonly expected?: unknown
  readonly keys?: readonly string[]
}

/** The words of the library; a schema of Postern that says more has a sentence of its own. */
const STOCK = /^(?:Invalid |Too (?:small|big)|Unrecognized key)/

const KINDS: Readonly<Record<string, string>> = {
  object: 'an object',
  array: 'a list',
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
}

/** The complaint of a schema as a sentence without its full stop. */
export function issueSentence(issue: Issue | undefined): string {
  if (issue === undefined) return 'It has the wrong form'
  const { path, message } = issue
  const name = path.length === 0 ? 'It' : `The field ${path.map(String).join('.')}`
  if (STOCK.test(message)) return stockSentence(name, issue)
  const said = message.replace(/\.$/, '')
  return path.length === 0 || /^[A-Z].* (?:is|are|has) /.test(said) ? said : `${name} is wrong: ${said}`
}

function stockSentence(name: string, { code, message, expected, keys }: Issue): string {
  const kind = KINDS[String(expected)]
  if (code === 'unrecognized_keys')
    return `${name} has a field that Postern does not know: ${listed(keys ?? [])}`
  if (code === 'invalid_type' && /received undefined$/.test(message)) return `${name} is missing`
  if (code === 'invalid_type' && kind !== undefined) return `${name} must be ${kind}`
  if (code === 'too_small') return `${name} is too short or too small`
  if (code === 'too_big') return `${name} is too long or too large`
  return `${name} has the wrong form`
}
