import { createHash } from 'node:crypto'
import { contentOf, read, type CurlOption } from './curlData.ts'
import { refuse, type Surroundings } from './request.ts'

interface Multipart {
  type: string
  body: string
  missing: string[]
}

interface Part {
  name: string
  value: string
  filename: string | null
  type: string | null
}

/** A form of several parts as curl sends it; null without one. */
export function multipart(given: readonly CurlOption[], around: Surroundings): Multipart | null {
  const missing: string[] = []
  const parts = given.flatMap(({ name, value }) => {
    if (name === 'form-string') return [plainPart(value)]
    return name === 'form' ? [formPart(value, around, missing)] : []
  })
  if (parts.length === 0) return null
  return { ...formOf(parts), missing }
}

/** A form of texts. */
export function formOf(parts: readonly Part[]): Omit<Multipart, 'missing'> {
  const boundary = `------------------------${createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 22)}`
  const text = parts.map(({ name, value, filename, type }) => {
    const file = filename === null ? '' : `; filename="${quotable(filename)}"`
    const typed = type === null ? '' : `Content-Type: ${type}\r\n`
    return `--${boundary}\r\nContent-Disposition: form-data; name="${quotable(name)}"${file}\r\n${typed}\r\n${value}\r\n`
  })
  return { type: `multipart/form-data; boundary=${boundary}`, body: `${text.join('')}--${boundary}--\r\n` }
}

/** As browsers escape it, and curl since 7.81. */
function quotable(text: string): string {
  return text.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function plainPart(text: string): Part {
  const equals = text.indexOf('=')
  if (equals < 0) throw refuse('A part of its form lacks its name', 'Write it as -F name=value.')
  return { name: text.slice(0, equals), value: text.slice(equals + 1), filename: null, type: null }
}

function formPart(text: string, around: Surroundings, missing: string[]): Part {
  const { name, value } = plainPart(text)
  if (value.startsWith('('))
    throw refuse('Postern cannot send a form within a form', 'Remove it and paste the rest.')
  const mark = /^[@<]/.exec(value)?.[0] ?? ''
  const { content, options } = fieldsOf(value.slice(mark.length))
  const type = options.get('type') ?? null
  if (mark === '') {
    const filename = options.get('filename') ?? null
    return { name, value: content, filename, type: type ?? (filename === null ? null : typeOf(filename)) }
  }
  const read_ = read(content, around)
  if (read_ === null) missing.push(contentOf(content))
  const found = read_ ?? contentOf(content)
  if (mark === '<') return { name, value: found, filename: null, type }
  const filename = options.get('filename') ?? content.replace(/^.*[\\/]/s, '')
  return { name, value: found, filename, type: type ?? typeOf(filename) }
}

/** A value, quoted or not, and what follows it: `;type=text/plain;filename=a.txt`. */
function fieldsOf(text: string): { content: string; options: Map<string, string> } {
  const options = new Map<string, string>()
  const [quoted = null] = /^"(?:[^"\\]|\\.)*"(?=;|$)/s.exec(text) ?? []
  const first = quoted ?? /^.*?(?=;\s*(?:type|filename|headers|encoder)=|$)/s.exec(text)?.[0] ?? text
  for (const [, name = '', plain = ''] of text
    .slice(first.length)
    .matchAll(/;\s*(\w+)=("(?:[^"\\]|\\.)*"|.*?)(?=;\s*\w+=|$)/gs))
    options.set(name, unquoted(plain))
  return { content: quoted === null ? first : unquoted(quoted), options }
}

function unquoted(text: string): string {
  return /^".*"$/s.test(text) ? text.slice(1, -1).replace(/\\(["\\])/g, '$1') : text
}

const TYPES: Readonly<Record<string, string>> = {
  gif: 'image/gif',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  svg: 'image/svg+xml',
  txt: 'text/plain',
  htm: 'text/html',
  html: 'text/html',
  pdf: 'application/pdf',
  xml: 'application/xml',
}

function typeOf(filename: string): string {
  return TYPES[/\.(\w+)$/.exec(filename)?.[1]?.toLowerCase() ?? ''] ?? 'application/octet-stream'
}
