import { PosternError } from '../../contract/errors.ts'
import { isTemplate } from '../../contract/placeholder.ts'
import type { Header } from '../../contract/exchange.ts'
import { isSameHeader } from '../../contract/headers.ts'
import { belongsToConnection, isHttpToken } from '../../contract/http.ts'

/** A request as a program would send it, with its secrets in clear. */
export interface PlainRequest {
  method: string
  url: string
  headers: Header[]
  body: string | null
}

export interface CommandReading {
  request: PlainRequest
  /** What Postern does otherwise than the program, in sentences. */
  notes: string[]
  /** Texts in the request that stand for something which is not there, such as `$TOKEN`. */
  missing: string[]
}

/** What a program reads beside its arguments. */
export interface Surroundings {
  /** What a pipe or a here-document brings in; null where nothing that is known does. */
  stdin: string | null
  /** Files that the script wrote before. */
  files: ReadonlyMap<string, string>
}

export function refuse(what: string, remedy: string): PosternError {
  return new PosternError('bad-input', `Postern cannot take this command over. ${what}.`, remedy)
}

/** Headers as a program collects them: the first of a name counts, and one may be taken away. */
export class HeaderList {
  readonly headers: Header[] = []
  readonly notes: string[] = []
  readonly #removed = new Set<string>()

  set(name: string, value: string): void {
    if (!isHttpToken(name))
      this.notes.push(
        `Postern left out a header, because no request can carry its name: ${name}: ${value.trim()}`,
      )
    else if (belongsToConnection(name)) {
      // The length is counted anew in any case.
      if (name.toLowerCase() !== 'content-length')
        this.notes.push(`Postern left out the header ${name}, because each connection makes its own.`)
    } else this.headers.push([name, value.trim()])
  }

  remove(name: string): void {
    this.#removed.add(name.toLowerCase())
  }

  has(name: string): boolean {
    return this.headers.some(([known]) => isSameHeader(known, name))
  }

  /** What the program sends by itself. */
  add(name: string, value: string): void {
    if (!this.has(name) && !this.#removed.has(name.toLowerCase())) this.set(name, value)
  }
}

/** @throws PosternError bad-input when it is none */
export function methodOf(text: string, where: string, notes: string[]): string {
  if (!isHttpToken(text))
    throw refuse(`"${text.slice(0, 40)}" is not an HTTP method`, `Check the method ${where}.`)
  const method = text.toUpperCase()
  if (method !== text) notes.push(`Postern sends the method in capital letters: ${method}.`)
  return method
}

/** The address as it is sent, and the user that stood in it. */
export interface Address {
  url: string
  user: string | null
}

const SCHEME = /^([a-z][a-z0-9+.-]*):\/\//i

/** @throws PosternError bad-input when it is no address of HTTP */
export function addressOf(text: string, defaultScheme = 'http'): Address {
  const scheme = SCHEME.exec(text)?.[1]
  if (scheme !== undefined && !/^https?$/i.test(scheme))
    throw refuse(`Postern cannot send to a URL that starts with ${scheme}:`, 'Use http or https.')
  const whole = scheme === undefined ? `${defaultScheme}://${text}` : text
  const [, start = '', user, rest = ''] = /^(https?:\/\/)(?:([^/?#]*)@)?(.*)$/is.exec(whole) ?? []
  // A fragment is never sent.
  const sent = `${start.toLowerCase()}${rest.replace(/#.*$/s, '')}`
  // Placeholders may stand for the host too.
  const checked = sent.replace(/\{\{[^}]*\}\}|\$\{?\w+\}?|<[^>]*>/g, 'x')
  if (/\s/.test(sent) || !URL.canParse(checked))
    throw refuse(`"${text.slice(0, 80)}" is not a URL`, 'Check the quotes around the URL.')
  return { url: sent, user: user === undefined ? null : decoded(user) }
}

export function withQuery(url: string, query: string): string {
  if (query === '') return url
  return `${url}${url.includes('?') ? (/[?&]$/.test(url) ? '' : '&') : '?'}${query}`
}

/** A user or a password that is to be filled in leaves the whole of it open. */
export function basic(user: string): string {
  const [name = '', ...password] = user.split(':')
  if (isTemplate(name) || isTemplate(password.join(':'))) return 'Basic <user:password>'
  return `Basic ${Buffer.from(user, 'utf8').toString('base64')}`
}

/** As RFC 3986 has it: all but its unreserved characters. */
export function percentEncoded(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
