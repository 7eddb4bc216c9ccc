import { HeaderList, methodOf, refuse, withQuery, type CommandReading } from './request.ts'

const METHODS = 'GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|TRACE|QUERY'
const REQUEST_LINE = new RegExp(`^(${METHODS})[ \\t]+(\\S.*?)(?:[ \\t]+HTTP/[\\d.]+)?[ \\t]*$`, 'm')
const HEADER = /^([!#$%&'*+.^`|~\w-]+):[ \t]*(.*)$/
const VARIABLE = /^@([\w.-]+)\s*=\s*(.*)$/gm

/**
 * A request as it goes over the wire, or as editors keep it in `.http` files; null for a text that is none.
 * @throws PosternError bad-input
 */
export function readRawHttp(text: string): (CommandReading & { aside: string[] }) | null {
  const plain = text.replaceAll('\r\n', '\n')
  const [, method = '', first = ''] = REQUEST_LINE.exec(plain) ?? []
  const start = REQUEST_LINE.exec(plain)?.index
  if (start === undefined || !isBeginning(plain.slice(0, start))) return null
  const filled = fill(plain, variablesOf(plain.slice(0, start)))
  const [own = '', ...others] = filled.slice(filled.search(REQUEST_LINE)).split(/^###.*$/m)
  const [line = '', ...lines] = own.split('\n')
  const isOnWire = /HTTP\/[\d.]+\s*$/.test(line)
  const target = REQUEST_LINE.exec(line)?.[2] ?? first
  const list = new HeaderList()
  let host = ''
  let query = ''
  let at = 0
  for (; at < lines.length; at += 1) {
    const text_ = lines[at] ?? ''
    if (text_.trim() === '') break
    if (/^\s*(?:#|\/\/)/.test(text_)) continue
    // A long query goes on in indented lines.
    const [, part] = /^\s+([?&]\S+)$/.exec(text_) ?? []
    const [, name, value = ''] = HEADER.exec(text_) ?? []
    if (part !== undefined) query += part
    else if (name === undefined) return null
    else if (name.toLowerCase() === 'host') host = value
    else list.set(name, value)
  }
  const written = lines
    .slice(at + 1)
    .join('\n')
    .replace(/\n*> .*$/s, '')
  const body = written.trim() === '' ? null : isOnWire ? written.replace(/\n$/, '') : written.trim()
  const notes: string[] = []
  const url = withQuery(urlOf(target, host, notes), query.replace(/^[?&]/, ''))
  const missing = body !== null && /^< \S/.test(body) ? [body.split('\n')[0] ?? ''] : []
  return {
    request: { method: methodOf(method, 'in the first line', notes), url, headers: list.headers, body },
    notes: [...notes, ...list.notes],
    missing,
    aside: others.map((other) => other.trim()).filter((other) => other !== ''),
  }
}

/** Only remarks, names and variables stand before the request. */
function isBeginning(text: string): boolean {
  return text.split('\n').every((line) => /^\s*(?:$|#|\/\/|@[\w.-]+\s*=|```)/.test(line))
}

function variablesOf(text: string): Map<string, string> {
  return new Map([...text.matchAll(VARIABLE)].map(([, name = '', value = '']) => [name, value.trim()]))
}

function fill(text: string, variables: ReadonlyMap<string, string>): string {
  return text.replace(/\{\{\s*([\w.-]+)\s*\}\}/g, (whole, name: string) => variables.get(name) ?? whole)
}

/** A bare path goes to the host of its header; nothing tells whether by TLS but the port. */
function urlOf(target: string, host: string, notes: string[]): string {
  if (/^https?:\/\/|^\{\{/i.test(target)) return target.replace(/#.*$/s, '')
  if (!target.startsWith('/'))
    throw refuse(`"${target.slice(0, 80)}" is not a URL`, 'Write a path, or a whole URL.')
  if (host === '') return target
  const isPlain = /^(?:localhost|127\.|\[::1\])|:(?:80|8\d{3}|3\d{3}|5\d{3})$/.test(host)
  if (!isPlain) notes.push('The request does not say whether it uses TLS. Postern took https.')
  return `${isPlain ? 'http' : 'https'}://${host}${target}`
}
