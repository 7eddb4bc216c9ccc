import { plural } from '../../contract/words.ts'
import { parseArgs } from 'node:util'
import { curlData, urlEncoded, type CurlOption } from './curlData.ts'
import { firstOfGlob } from './curlGlob.ts'
import { CURL_OPTIONS, NOT_FOLLOWED, REFUSALS } from './curlOptions.ts'
import { multipart } from './multipart.ts'
import {
  addressOf,
  basic,
  HeaderList,
  methodOf,
  refuse,
  withQuery,
  type CommandReading,
  type Surroundings,
} from './request.ts'

const DROPS = 'Remove it and paste the rest.'
const WITHOUT_BASIC = ['digest', 'ntlm', 'negotiate', 'aws-sigv4']

/**
 * What curl would send for these arguments. No file is read.
 * @throws PosternError bad-input which says what stands in the way
 */
export function readCurl(args: readonly string[], around: Surroundings): CommandReading {
  const notes: string[] = []
  const { given, urls } = readArguments(args, notes)
  const all = new Options(given)
  const list = headersOf(all, notes)
  const data = curlData(given, around)
  const form = multipart(given, around)
  const isInQuery = all.has('get')
  const upload = uploadOf(all, around)
  const body = isInQuery ? null : (form?.body ?? data.text ?? upload)
  if (all.has('json')) {
    list.add('Content-Type', 'application/json')
    list.add('Accept', 'application/json')
  } else if (form !== null) list.add('Content-Type', form.type)
  else if (data.text !== null && !isInQuery) list.add('Content-Type', 'application/x-www-form-urlencoded')

  const address = addressOf(urlOf(all, urls, notes), all.last('proto-default'))
  const query = [
    ...(isInQuery && data.text !== null ? [data.text] : []),
    ...all.all('url-query').map(queryOf),
  ]
  const url = withQuery(all.has('path-as-is') ? address.url : withoutDots(address.url), query.join('&'))
  authorize(all, list, address.user, notes)

  const usual = all.has('head') ? 'HEAD' : upload !== null ? 'PUT' : body !== null ? 'POST' : 'GET'
  const method = methodOf(all.last('request') ?? usual, 'behind -X', notes)
  const missing = [...data.missing, ...(form?.missing ?? [])]
  return { request: { method, url, headers: list.headers, body }, notes: [...notes, ...list.notes], missing }
}

class Options {
  readonly #given: readonly CurlOption[]

  constructor(given: readonly CurlOption[]) {
    this.#given = given
  }

  has(name: string): boolean {
    return this.#given.some((option) => option.name === name)
  }

  last(name: string): string | undefined {
    return this.#given.findLast((option) => option.name === name)?.value
  }

  all(name: string): string[] {
    return this.#given.filter((option) => option.name === name).map(({ value }) => value)
  }
}

function readArguments(args: readonly string[], notes: string[]): { given: CurlOption[]; urls: string[] } {
  const given: CurlOption[] = []
  const urls: string[] = []
  const { tokens } = parseArgs({
    args: [...args],
    options: CURL_OPTIONS,
    strict: false,
    allowPositionals: true,
    tokens: true,
  })
  for (const token of tokens) {
    if (token.kind === 'positional') urls.push(token.value)
    else if (token.kind === 'option') {
      const { name, rawName, value } = token
      if (name === 'next') {
        notes.push('The command makes several requests. Postern took the first.')
        break
      }
      if (/^no-/.test(name) && Object.hasOwn(CURL_OPTIONS, name.slice(3))) continue
      if (!Object.hasOwn(CURL_OPTIONS, name))
        throw refuse(`Postern does not know the option ${rawName.slice(0, 60)}`, DROPS)
      const refusal = REFUSALS[name]
      if (refusal !== undefined) throw refuse(`${rawName}: ${refusal}`, DROPS)
      if (CURL_OPTIONS[name]?.type === 'string' && value === undefined)
        throw refuse(`The option ${rawName} lacks its value`, 'Copy the whole command again.')
      const reason = NOT_FOLLOWED[name]
      if (reason !== undefined) notes.push(`Postern left out ${rawName}. ${reason}.`)
      if (name === 'url') urls.push(value ?? '')
      else given.push({ name, value: value ?? '' })
    }
  }
  return { given, urls }
}

function urlOf(all: Options, urls: readonly string[], notes: string[]): string {
  const [first, ...more] = urls
  if (first === undefined || first === '') throw refuse('It names no URL', 'Add the URL to the command.')
  const stray = urls.find((url) => !/[./:]|^localhost$|^\$|\{\{|</.test(url))
  if (more.length > 0 && stray !== undefined)
    throw refuse(
      `It names several URLs, and “${stray.slice(0, 40)}” is none`,
      'Check the quotes in the command.',
    )
  if (more.length > 0) notes.push(`The command names ${plural(urls.length, 'URL')}. Postern took the first.`)
  if (all.has('globoff')) return first
  const { url, count } = firstOfGlob(first)
  if (count > 1)
    notes.push(`curl sends ${plural(count, 'request')} for this pattern. Postern took the first.`)
  return url
}

/** curl takes dot segments out before it sends (RFC 3986, section 5.2.4). */
function withoutDots(url: string): string {
  const [, start = '', path = '', rest = ''] = /^(https?:\/\/[^/?]*)([^?]*)(.*)$/is.exec(url) ?? []
  if (!/\/\.{1,2}(?:\/|$)/.test(path)) return url
  const kept: string[] = []
  const segments = path.split('/').slice(1)
  for (const segment of segments) {
    if (segment === '..') kept.pop()
    else if (segment !== '.') kept.push(segment)
  }
  const isFolder = /^\.{1,2}$/.test(segments.at(-1) ?? '')
  return `${start}/${kept.join('/')}${isFolder && kept.length > 0 ? '/' : ''}${rest}`
}

function queryOf(value: string): string {
  return value.startsWith('+') ? value.slice(1) : urlEncoded(value)
}

function headersOf(all: Options, notes: string[]): HeaderList {
  const list = new HeaderList()
  for (const text of all.all('header')) {
    if (text.startsWith('@')) {
      notes.push(`Postern reads no file, so it left out the headers in ${text.slice(1)}.`)
      continue
    }
    const [, name = text, mark = '', value = ''] = /^([^:;]*)([:;])(.*)$/s.exec(text) ?? []
    // "Name:" takes away a header that curl adds by itself, and "Name;" sends it empty.
    if (mark === ':' && value.trim() === '') list.remove(name)
    else if (mark === ':' || (mark === ';' && value.trim() === '')) list.set(name, value)
    else notes.push(`Postern left out a header, because it has no colon: ${text}`)
  }
  const agent = all.last('user-agent')
  if (agent !== undefined && agent !== '') list.add('User-Agent', agent)
  const referer = all.last('referer')?.replace(/;auto$/, '')
  if (referer !== undefined && referer !== '') list.add('Referer', referer)
  const range = all.last('range')
  if (range !== undefined) list.add('Range', `bytes=${range}`)
  const cookies = all.all('cookie')
  const written = cookies.filter((cookie) => cookie.includes('='))
  for (const file of cookies.filter((cookie) => !cookie.includes('=') && cookie !== ''))
    notes.push(`Postern reads no file, so it left out the cookies in ${file}.`)
  if (written.length > 0) list.add('Cookie', written.join(';'))
  return list
}

/** A header that was written out goes before a user, and a user before one in the address. */
function authorize(all: Options, list: HeaderList, inAddress: string | null, notes: string[]): void {
  const user = all.last('user') ?? inAddress
  const bearer = all.last('oauth2-bearer')
  if (bearer !== undefined) list.add('Authorization', `Bearer ${bearer}`)
  else if (user !== null && !WITHOUT_BASIC.some((name) => all.has(name))) {
    if (!user.includes(':')) notes.push('curl asks for a password. Postern sends the user name without one.')
    list.add('Authorization', basic(user.includes(':') ? user : `${user}:`))
  }
}

function uploadOf(all: Options, { stdin, files }: Surroundings): string | null {
  const file = all.last('upload-file')
  if (file === undefined) return null
  const content = file === '-' || file === '.' ? stdin : (files.get(file) ?? null)
  if (content === null)
    throw refuse(
      `Its body is in the file ${file.slice(0, 80)}, and Postern reads no file`,
      'Put the content into the command, with --data-raw.',
    )
  return content
}
