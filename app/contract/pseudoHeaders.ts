import { isObject } from './values.ts'

/** What HTTP/2 writes in place of the request line and the status line (RFC 9113, section 8.3). */
const NAME = '(?::(method|path|authority|scheme|status|protocol))'
/** The field, as tools print it: with the mark of who sent it, or in a remark of curl. */
const FIELD = new RegExp(
  String.raw`^(?:([<>])?[ \t]*${NAME}:[ \t]*(.*?)|\* \[HTTP/2\] \[\d+\] \[${NAME}: (.*)\])\r?$`,
)
/** Browsers copy the name and the value as lines of their own. */
const NAME_ALONE = new RegExp(String.raw`^[ \t]*${NAME}:?\r?$`)
const ANY = new RegExp(String.raw`^(?:[<>]?[ \t]*|\* \[HTTP/2\] \[\d+\] \[)${NAME}(?::|\r?$)`, 'm')
const REQUEST_LINE = /^([<>]? ?)[A-Z]+ (\S+)(?: HTTP\/[\d.]+)?\r?$/
const HOST = /^[<>]?[ \t]*host:/i
/** Between two heads, or a head and a body. */
const BLANK = /^[<>]?[ \t\r]*$/

/** A text whose heads of HTTP/2 are written as those of HTTP/1; any other text as it is. */
export function asHttp1(text: string): string {
  const plain = ANY.test(text) ? blocksOf(text.split('\n')).map(rewritten).join('\n') : text
  return isSentAlone(plain) ? plain.replace(/^> ?/gm, '') : plain
}

/** What `curl -v` prints of a request, without anything else. */
function isSentAlone(text: string): boolean {
  return /^> [A-Z]+ \S+ HTTP\//.test(text) && !/^(?!>)[^\n]*\S/m.test(text)
}

/** The lines between blank ones; each blank line is a block of its own. */
function blocksOf(lines: readonly string[]): string[][] {
  const blocks: string[][] = []
  let isOpen = false
  for (const line of lines) {
    const isBlank = BLANK.test(line)
    if (isOpen && !isBlank) blocks.at(-1)?.push(line)
    else blocks.push([line])
    isOpen = !isBlank
  }
  return blocks
}

function rewritten(block: readonly string[]): string {
  const told = new Map<string, string>()
  const rest: string[] = []
  let mark = ''
  for (const line of paired(block)) {
    const [whole, sender, name, value, curlName, curlValue] = FIELD.exec(line) ?? []
    if (whole === undefined) {
      rest.push(line)
      continue
    }
    told.set(name ?? curlName ?? '', value ?? curlValue ?? '')
    if (name !== undefined) mark = sender === undefined ? '' : `${sender} `
  }
  const status = told.get('status')
  if (told.size === 0 || !isPlausible(told)) return block.join('\n')
  if (status !== undefined) return [`${mark}HTTP/2 ${status}`, ...rest].join('\n')
  return withRequestLine(told, rest, mark)?.join('\n') ?? block.join('\n')
}

/** Other notations have names that begin with a colon too. */
function isPlausible(told: ReadonlyMap<string, string>): boolean {
  const { status = '200', method = 'GET', path = '/' } = Object.fromEntries(told)
  return /^[1-5]\d\d\b/.test(status) && /^[A-Z]+$/.test(method) && /^[/*]/.test(path)
}

function withRequestLine(told: ReadonlyMap<string, string>, rest: string[], mark: string): string[] | null {
  const authority = told.get('authority') ?? ''
  const at = rest.findIndex((line) => REQUEST_LINE.test(line))
  if (at < 0) {
    const target = addressFrom(told.get('path') ?? '', told)
    return target === '' ? null : [`${mark}${told.get('method') ?? 'GET'} ${target} HTTP/2`, ...rest]
  }
  const [, sender = '', target = ''] = REQUEST_LINE.exec(rest[at] ?? '') ?? []
  if (authority !== '' && target.startsWith('/') && !rest.some((line) => HOST.test(line)))
    rest.splice(at + 1, 0, `${sender}Host: ${authority}`)
  return rest
}

/** A bare path goes to the authority, which HTTP/2 always tells. */
function addressFrom(target: string, told: ReadonlyMap<string, string>): string {
  const host = told.get('authority') ?? told.get('host') ?? ''
  return target.startsWith('/') && host !== ''
    ? `${told.get('scheme') ?? 'https'}://${host}${target}`
    : target
}

function paired(lines: readonly string[]): string[] {
  const first = lines.findIndex((line) => NAME_ALONE.test(line))
  if (first < 0) return [...lines]
  const pairs = lines.slice(0, first)
  for (let at = first; at < lines.length; at += 2)
    pairs.push(`${(lines[at] ?? '').trim().replace(/(?!^):$/, '')}: ${(lines[at + 1] ?? '').trim()}`)
  return pairs
}

const MOST_PAIRS = 500

/** The request of an entry of a HAR file, with method and address from its pseudo headers where it has none itself. */
export function withPseudoHeaders(request: unknown): unknown {
  if (!isObject(request) || !Array.isArray(request['headers'])) return request
  const told = new Map<string, string>()
  for (const pair of request['headers'].slice(0, MOST_PAIRS) as unknown[]) {
    if (!isObject(pair) || typeof pair['name'] !== 'string' || typeof pair['value'] !== 'string') continue
    told.set(pair['name'].toLowerCase().replace(/^:/, ''), pair['value'])
  }
  const { url, method } = request
  const isWhole = typeof url === 'string' && /^https?:/i.test(url)
  const path = typeof url === 'string' && url.startsWith('/') ? url : (told.get('path') ?? '')
  return {
    ...request,
    method: typeof method === 'string' && method !== '' ? method : (told.get('method') ?? method),
    url: isWhole ? url : addressFrom(path, told) || url,
  }
}
