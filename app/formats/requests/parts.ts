import { PosternError } from '../../contract/errors.ts'
import type { Exchange } from '../../contract/exchange.ts'
import { belongsToConnection, isHttpToken } from '../../contract/http.ts'
import type { Redacted } from '../../contract/redacted.ts'
import { headerParts, textParts, type Numbering, type Part, type Placeholder } from './placeholders.ts'

/** A request as texts of another language are made of it. */
export interface RequestParts {
  readonly method: string
  readonly url: string
  /** Each name once, in the order in which they came. */
  readonly headers: readonly { readonly name: string; readonly values: readonly string[] }[]
  readonly body: string | null
  readonly placeholders: readonly Placeholder[]
}

/** Latin-1 without control characters: all that a header carries (RFC 9110, section 5.5). */
const HEADER_TEXT = /^[\t\u0020-\u007e\u0080-\u00ff]*$/

/** What a library sets anew: it would not decode a response that it did not ask for itself. */
const OF_THE_LIBRARY = new Set(['accept-encoding'])

/**
 * The request with `YOUR_TOKEN` and its like in the place of secrets.
 * @throws PosternError bad-input for a header that no library can send
 */
export function partsOf({ request }: Redacted<Exchange>): RequestParts {
  const { method, headers, body } = request
  const numbering: Numbering = { count: 0 }
  const placeholders = new Map<string, Placeholder>()
  // Half of a pair is sent as the sign of what cannot be shown.
  const filled = (parts: readonly Part[]) => written(parts, placeholders).replace(/\p{Cs}/gu, '\ufffd')
  const url = filled(textParts(request.url, numbering))
  const byName = new Map<string, { name: string; values: string[] }>()
  for (const [name, value] of headers) {
    const lower = name.toLowerCase()
    if (!isHttpToken(name) || belongsToConnection(name) || OF_THE_LIBRARY.has(lower)) continue
    if (lower === 'user-agent' && /^Postern\b/.test(value)) continue
    const text = filled(headerParts(name, value, numbering)).trim()
    if (!HEADER_TEXT.test(text)) throw notSendable(name, 'This language')
    const known = byName.get(lower)
    if (known) known.values.push(text)
    else byName.set(lower, { name, values: [text] })
  }
  const text = body === null ? null : filled(textParts(body, numbering))
  return { method, url, headers: [...byName.values()], body: text, placeholders: [...placeholders.values()] }
}

/** The value of a header in one line: cookies have a separator of their own (RFC 6265, section 5.4). */
export function joined(name: string, values: readonly string[]): string {
  return values.join(name.toLowerCase() === 'cookie' ? '; ' : ', ')
}

export function hasType({ headers }: RequestParts): boolean {
  return headers.some(({ name }) => name.toLowerCase() === 'content-type')
}

/** A line for each placeholder, and for what a library does with the URL by itself. */
export function remarks({ placeholders, url }: RequestParts, comment: string, parser: string | null): string {
  const lines = placeholders.map(
    (placeholder) => `Replace ${nameOf(placeholder)} with ${placeholder.meaning}.`,
  )
  if (parser !== null && isRewritten(url)) lines.push(`${parser} resolves the dots in the path itself.`)
  return lines.map((line) => `${comment} ${line}\n`).join('')
}

function isRewritten(url: string): boolean {
  return /\/(?:\.|%2e){1,2}(?:[/?]|$)/i.test(url)
}

function nameOf({ variable }: Placeholder): string {
  return variable.replace('POSTERN_', 'YOUR_')
}

function written(parts: readonly Part[], placeholders: Map<string, Placeholder>): string {
  return parts
    .map((part) => {
      if (typeof part === 'string') return part
      placeholders.set(part.variable, part)
      return nameOf(part)
    })
    .join('')
}

export function notSendable(header: string, program: string): PosternError {
  return new PosternError(
    'bad-input',
    `${program} cannot send the header ${header} unchanged.`,
    'Export the request as HAR or as JSON lines.',
  )
}

/**
 * Some programs refuse a body where HTTP gives it no meaning (RFC 9110, section 9.3.1). An empty one is none.
 * @throws PosternError bad-input
 */
export function bodyBeside({ method, body }: RequestParts, program: string): string | null {
  if (method !== 'GET' && method !== 'HEAD') return body
  if (body === null || body === '') return null
  throw new PosternError(
    'bad-input',
    `${program} sends no body with ${method}.`,
    'Copy the request as curl, Python or raw HTTP.',
  )
}
