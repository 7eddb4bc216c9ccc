import { decodeText } from '../diagnosis/bodyText.ts'
import { fromBase64Url, readClaims } from '../diagnosis/claims.ts'
import { headerOf } from '../contract/headers.ts'
import { withPseudoHeaders } from '../contract/pseudoHeaders.ts'
import { isObject, type JsonObject, parseJson } from '../contract/values.ts'
import type { Header } from '../contract/exchange.ts'
import type { Claims } from '../contract/token.ts'

/** What a text tells of one exchange. What it does not tell is null, and the answer is what is left. */
interface Transcript {
  /** A whole answer with its head, or a body alone. */
  answer: string
  status: number | null
  /** Method and address, such as `GET /api/external/sites`. */
  request: string | null
  headers: Header[]
  /** Of the token that the request carried; the token itself is let go. */
  claims: Claims | null
}

/** Longest text that is looked at for the marks of a transcript or a capture. */
const LONGEST_READ = 20 * 1024 * 1024

/** Reads an entry of a HAR file, or what `curl -v` prints; null where it is neither. */
export function readTranscript(text: string): Transcript | null {
  const trimmed = text.slice(0, LONGEST_READ).trimStart()
  return harEntry(trimmed) ?? verboseCurl(trimmed)
}

const NONE: Transcript = { answer: '', status: null, request: null, headers: [], claims: null }

/** One entry of a HAR file, as browsers copy it; of a whole file its only entry. */
function harEntry(text: string): Transcript | null {
  if (!text.startsWith('{') || !text.includes('"request"') || !text.includes('"response"')) return null
  const { request: told, response } = entryIn(parseJson(text)) ?? {}
  const request = withPseudoHeaders(told)
  if (!isObject(request) || !isObject(response) || typeof request['url'] !== 'string') return null
  const content = isObject(response['content']) ? response['content'] : {}
  // Other programs name the body otherwise, and are read by what they print.
  if (response['content'] === undefined && ['data', 'body', 'text', 'json'].some((name) => name in response))
    return null
  const status = response['status']
  const body = textOf(content['text'])
  const token = headerOf(pairs(request['headers']), 'authorization')
  return {
    answer: content['encoding'] === 'base64' ? fromBase64(body) : body,
    status: typeof status === 'number' && status >= 100 && status <= 999 ? Math.trunc(status) : null,
    request: `${textOf(request['method'])} ${textOf(request['url'])}`.trim() || null,
    headers: pairs(response['headers']),
    claims: token === null ? null : readClaims(token),
  }
}

function entryIn(value: unknown): JsonObject | null {
  if (!isObject(value)) return null
  const log = value['log']
  if (!isObject(log)) return value
  const entries: unknown[] = Array.isArray(log['entries']) ? log['entries'] : []
  const [only] = entries
  return entries.length === 1 && isObject(only) ? only : null
}

function pairs(value: unknown): Header[] {
  if (!Array.isArray(value)) return []
  return value.slice(0, 500).flatMap((pair: unknown): Header[] => {
    if (!isObject(pair)) return []
    const name = textOf(pair['name'])
    // What HTTP/2 writes in place of the first line has been read before.
    return name === '' || name.startsWith(':')
      ? []
      : [[name, textOf(pair['value']).replaceAll(/[\r\n]+/g, ' ')]]
  })
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function fromBase64(text: string): string {
  const bytes = fromBase64Url(text)
  return bytes ? decodeText(bytes, null).text : text
}

/** `curl -v`: `>` begins what was sent, `<` the head of the answer, `*` and braces what curl says of itself. */
function verboseCurl(text: string): Transcript | null {
  if (!/^(?:[*<>{}] |[$%] curl |curl |Note: )/.test(text) || !/^< ?HTTP\//m.test(text)) return null
  let sent: string[] = []
  let head: string[] = []
  let body: string[] = []
  for (const line of text.split(/\r?\n/)) {
    if (/^> [A-Z]+ \S+ HTTP\//.test(line)) {
      // A further request, of a redirect or a second address: its answer is the one that counts.
      sent = [line.slice(2)]
      head = []
      body = []
    } else if (line.startsWith('>')) sent.push(line.slice(1).trim())
    else if (/^< ?HTTP\//.test(line)) {
      head = [line.slice(1).trim()]
      body = []
    } else if (line.startsWith('<') && head.length > 0 && body.length === 0) head.push(line.slice(1).trim())
    else if (head.length > 0 && !isOfCurl(line)) body.push(line.replace(/\* Connection #\d+ to host .*$/, ''))
  }
  const headers = sent.slice(1).flatMap((line): Header[] => {
    const colon = line.indexOf(':')
    return colon < 1 ? [] : [[line.slice(0, colon), line.slice(colon + 1).trim()]]
  })
  const [method = '', path = ''] = (sent[0] ?? '').split(' ')
  const host = headerOf(headers, 'host')
  const token = headerOf(headers, 'authorization')
  return {
    ...NONE,
    answer: `${head.filter((line) => line !== '').join('\n')}\n\n${body.join('\n').trim()}`,
    request:
      method === ''
        ? null
        : `${method} ${host !== null && path.startsWith('/') ? `https://${host}${path}` : path}`,
    claims: token === null ? null : readClaims(token),
  }
}

function isOfCurl(line: string): boolean {
  return /^(?:\* |[{}] \[\d+ bytes|\s+% Total\s|\s+Dload\s|[\s\d:.kMG-]{40,}$)/.test(line)
}
