import { percentEncoded, type Surroundings } from './request.ts'

/** An option as it was given; a flag has an empty value. */
export interface CurlOption {
  name: string
  value: string
}

const DATA = new Set(['data', 'data-ascii', 'data-binary', 'data-raw', 'data-urlencode', 'json'])

/** What stands in place of the content of a file, which people put in. */
export function contentOf(file: string): string {
  return file === '-' ? '<content of standard input>' : `<content of ${file}>`
}

/** The body that curl joins of its data; null without any. */
export function curlData(
  given: readonly CurlOption[],
  around: Surroundings,
): { text: string | null; missing: string[] } {
  const missing: string[] = []
  let text: string | null = null
  for (const { name, value } of given) {
    if (!DATA.has(name)) continue
    const part = partOf(name, value, around, missing)
    text = text === null ? part : `${text}${name === 'json' ? '' : '&'}${part}`
  }
  return { text, missing }
}

function partOf(name: string, value: string, around: Surroundings, missing: string[]): string {
  if (name === 'data-raw') return value
  if (name === 'data-urlencode') {
    const [, label = '', file = ''] = /^([^=@]*)@(.+)$/s.exec(value) ?? []
    if (file === '') return urlEncoded(value)
    const content = read(file, around)
    if (content === null) missing.push(contentOf(file))
    return `${label === '' ? '' : `${label}=`}${content === null ? contentOf(file) : formEncoded(content)}`
  }
  if (!value.startsWith('@')) return value
  const file = value.slice(1)
  const content = read(file, around)
  if (content === null) {
    missing.push(contentOf(file))
    return contentOf(file)
  }
  // With --data curl takes the line ends of a file away.
  return name === 'data' || name === 'data-ascii' ? content.replace(/[\r\n\0]/g, '') : content
}

export function read(file: string, { stdin, files }: Surroundings): string | null {
  return file === '-' || file === '/dev/stdin' ? stdin : (files.get(file) ?? null)
}

/** curl writes a plus sign for a space. */
function formEncoded(text: string): string {
  return percentEncoded(text).replaceAll('%20', '+')
}

/** `content`, `=content` or `name=content`. */
export function urlEncoded(value: string): string {
  const equals = value.indexOf('=')
  const encoded = formEncoded(value.slice(equals + 1))
  return equals > 0 ? `${value.slice(0, equals)}=${encoded}` : encoded
}
