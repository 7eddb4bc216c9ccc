import { headerOf } from '../../contract/headers.ts'
import { isPlaceholder, placeholdersIn } from '../../contract/placeholder.ts'
import { PosternError } from '../../contract/errors.ts'
import type { Header } from '../../contract/exchange.ts'
import { createRedactor } from '../../recorder/redact.ts'
import { createSecretCollector, type FoundSecret } from '../secretCollector.ts'
import { readCommandText } from './readers.ts'
import type { PlainRequest } from './request.ts'

/** A command that was pasted. Nothing of it is run, and its secrets are blanked. */
export interface ReadCommand {
  /** Null where a problem stands in the way. */
  request: PlainRequest | null
  /** To be offered to the vault, and kept nowhere else. */
  secrets: readonly FoundSecret[]
  /** The value of the header that lets it in, in clear; null without one. It is not among the request's headers. */
  authorization: string | null
  /** Texts in the request that are to be filled in, such as `$TOKEN`. */
  missing: string[]
  /** What was set aside, and what Postern does otherwise, in sentences. */
  notes: string[]
  problem: { message: string; remedy: string } | null
}

const LONGEST_NOTE = 200
const MOST_NOTES = 20
const NOTHING = { secrets: [], authorization: null, missing: [], notes: [] }

/**
 * Reads a command that sends a request, of any shell or language that people paste; null for a text without one. No file is
 * read. `secretHeaders` are further headers whose values are secrets.
 */
export function readCommand(text: string, secretHeaders: readonly string[] = []): ReadCommand | null {
  try {
    const reading = readCommandText(text)
    return reading === null ? null : withoutSecrets(reading, secretHeaders)
  } catch (error) {
    if (!(error instanceof PosternError)) throw error
    const redactor = createRedactor(() => [])
    const problem = { message: redactor.text(error.message), remedy: redactor.text(error.remedy) }
    return { ...NOTHING, request: null, problem }
  }
}

function withoutSecrets(
  { request: plain, notes, missing: known }: NonNullable<ReturnType<typeof readCommandText>>,
  secretHeaders: readonly string[],
): ReadCommand {
  const { headers, authorization } = withoutAuthorization(plain.headers)
  const isOpen = ([, value]: Header) => isPlaceholder(value)
  const clear = { ...plain, headers: headers.filter((header) => !isOpen(header)) }
  const collector = createSecretCollector(secretHeaders)
  collector.request({
    ...clear,
    headers: authorization === null ? clear.headers : [...clear.headers, ['Authorization', authorization]],
  })
  const values = collector.values()
  const redactor = createRedactor(() => values, { headers: () => secretHeaders })
  const { method, url, body } = redactor.request({ ...clear, route: '', idempotent: false })
  const request = {
    method,
    url,
    headers: headers.map((header): Header => {
      if (isOpen(header)) return header
      const [redacted = header] = redactor.request({
        ...clear,
        headers: [header],
        route: '',
        idempotent: false,
      }).headers
      return redacted
    }),
    body,
  }
  const isShown = (part: string) =>
    JSON.stringify([url, request.headers]).includes(part) || body?.includes(part) === true
  const isForNoHost = authorization !== null && url.startsWith('/')
  const aside = isForNoHost ? ['The request names no host, so Postern does not keep its token.'] : []
  return {
    request,
    secrets: collector.found(),
    authorization,
    missing: [...new Set([...known, ...placeholdersIn(request)])].filter(isShown),
    notes: [...new Set([...aside, ...notes])]
      .slice(0, MOST_NOTES)
      .map((note) => redactor.excerpt(note, LONGEST_NOTE)),
    problem: null,
  }
}

/** A header that is to be filled in lets nobody in. */
function withoutAuthorization(headers: readonly Header[]): {
  headers: Header[]
  authorization: string | null
} {
  const value = headerOf(headers, 'authorization')
  if (value === null || value === '' || isPlaceholder(value))
    return { headers: [...headers], authorization: null }
  return { headers: headers.filter(([name]) => name.toLowerCase() !== 'authorization'), authorization: value }
}
