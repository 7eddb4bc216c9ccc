import { isSameHeader } from '../contract/headers.ts'
import { parseArgs } from 'node:util'
import { PosternError } from '../contract/errors.ts'
import type { Header } from '../contract/exchange.ts'
import { belongsToConnection, isHttpToken } from '../contract/http.ts'
import { CURL_OPTIONS, isOption, refusalOf, type CurlOption } from './curlOptions.ts'
import { createRedactor } from '../recorder/redact.ts'
import { createSecretCollector, type FoundSecret } from './secretCollector.ts'
import { shellWords } from './shellWords.ts'

/** A request that was pasted and not sent yet. Secrets are blanked in it. */
export interface ImportedRequest {
  request: { method: string; url: string; headers: Header[]; body: string | null }
  /** To be offered to the vault, and kept nowhere else. */
  secrets: readonly FoundSecret[]
  /** What could not be taken over, in plain sentences. */
  notes: string[]
}

interface Given {
  name: CurlOption
  value: string
}

const LONGEST_NOTE = 200

/** The beginning of a word of the command, without what looks like a secret. */
function shown(word: string): string {
  return createRedactor(() => []).excerpt(word, 80)
}

/**
 * Reads a curl command. Nothing is run and no file is read. `secretHeaders` are further ones whose values are secrets.
 * @throws PosternError bad-input which says what stands in the way
 */
export function importCurl(text: string, secretHeaders: readonly string[] = []): ImportedRequest {
  const { words, rest, expansions } = shellWords(text)
  const start = words.findIndex((word) => word !== '$' && word !== '%' && !/^[A-Za-z_]\w*=/.test(word))
  if (!/(?:^|[\\/])curl(?:\.exe)?$/i.test(words[start] ?? ''))
    throw refuse('It does not begin with curl', 'Paste a command such as: curl https://host/path')

  const { given, urls } = readArguments(words.slice(start + 1))
  const notes: string[] = []
  if (rest !== null) notes.push(`What follows the command was left out: ${rest}`)
  if (expansions.length > 0)
    notes.push(`The shell would fill these in, Postern does not: ${[...new Set(expansions)].join(', ')}`)
  const built = build(given, urls, notes)
  const collector = createSecretCollector(secretHeaders)
  collector.request(built)
  const values = collector.values()
  const redactor = createRedactor(() => values, { headers: () => secretHeaders })
  const { method, url, headers, body } = redactor.request({ ...built, route: '', idempotent: false })
  return {
    request: { method, url, headers, body },
    secrets: collector.found(),
    notes: notes.map((note) => redactor.excerpt(note, LONGEST_NOTE)),
  }
}

function readArguments(args: string[]): { given: Given[]; urls: string[] } {
  const given: Given[] = []
  const urls: string[] = []
  const { tokens } = parseArgs({
    args,
    options: CURL_OPTIONS,
    strict: false,
    allowPositionals: true,
    tokens: true,
  })
  for (const token of tokens) {
    if (token.kind === 'positional') {
      urls.push(token.value)
    } else if (token.kind === 'option') {
      if (!isOption(token.name)) {
        throw refuse(`The option ${token.rawName} is not known here`, 'Take it out and paste the rest.')
      }
      const reason = refusalOf(token.name)
      if (reason !== null) throw refuse(`${token.rawName}: ${reason}`, 'Take it out and paste the rest.')
      if (CURL_OPTIONS[token.name].type === 'string' && token.value === undefined)
        throw refuse(`The option ${token.rawName} lacks its value`, 'Copy the whole command again.')
      if (token.name === 'url') urls.push(token.value ?? '')
      else given.push({ name: token.name, value: token.value ?? '' })
    }
  }
  return { given, urls }
}

function build(given: readonly Given[], urls: readonly string[], notes: string[]) {
  const [first, second] = urls
  if (first === undefined || first === '')
    throw refuse('It names no address', 'Add the address to the command.')
  if (second !== undefined)
    throw refuse(
      `It names several addresses (${shown(second)} is the second)`,
      'Paste one request at a time.',
    )
  const has = (name: CurlOption) => given.some((option) => option.name === name)
  const last = (name: CurlOption) => given.findLast((option) => option.name === name)?.value

  const headers = headersOf(given, notes)
  const add = (name: string, value: string) => {
    if (!headers.some(([known]) => isSameHeader(known, name))) headers.push([name, value])
  }
  const data = dataOf(given)
  const isInQuery = has('get') && data !== null
  const body = isInQuery ? null : data
  if (has('json')) {
    add('Content-Type', 'application/json')
    add('Accept', 'application/json')
  } else if (body !== null) {
    add('Content-Type', 'application/x-www-form-urlencoded')
  }
  const user = last('user')
  if (user !== undefined) add('Authorization', `Basic ${Buffer.from(user, 'utf8').toString('base64')}`)
  const bearer = last('oauth2-bearer')
  if (bearer !== undefined) add('Authorization', `Bearer ${bearer}`)

  const usual = has('head') ? 'HEAD' : body !== null ? 'POST' : 'GET'
  const method = (last('request') ?? usual).toUpperCase()
  if (!isHttpToken(method)) throw refuse(`"${shown(method)}" is no method`, 'Check what follows -X.')
  return {
    method,
    url: addressOf(first, isInQuery ? data : null),
    headers,
    body,
  }
}

function addressOf(text: string, query: string | null): string {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1]
  if (scheme !== undefined && !/^https?$/i.test(scheme))
    throw refuse(`Addresses that start with ${scheme}: cannot be sent`, 'Use http or https.')
  // What curl itself takes an address without a scheme for.
  const address = scheme === undefined ? `http://${text}` : text
  if (!URL.canParse(address))
    throw refuse(`"${shown(text)}" is not an address`, 'Check the quotes around it.')
  // A fragment is never sent, and what was added behind it would not be either.
  const sent = address.replace(/#.*$/s, '')
  if (query === null || query === '') return sent
  return `${sent}${sent.includes('?') ? '&' : '?'}${query}`
}

function headersOf(given: readonly Given[], notes: string[]): Header[] {
  const headers: Header[] = []
  for (const { name, value } of given) {
    if (name === 'header') {
      if (value.startsWith('@')) notes.push(`The headers of the file ${value.slice(1)} were not read.`)
      else addHeader(value, headers, notes)
    } else if (name === 'user-agent') {
      headers.push(['User-Agent', value])
    } else if (name === 'referer') {
      headers.push(['Referer', value])
    } else if (name === 'cookie') {
      if (value.includes('=')) headers.push(['Cookie', value])
      else notes.push(`The cookies of the file ${value} were not read.`)
    }
  }
  return headers
}

function addHeader(text: string, headers: Header[], notes: string[]): void {
  const [, name = '', mark, value = ''] = /^([^:;]+)([:;])(.*)$/s.exec(text) ?? []
  if (!isHttpToken(name)) notes.push(`A header was left out, since it has no name that can be sent: ${text}`)
  else if (belongsToConnection(name)) {
    // The length is counted anew in any case.
    if (name.toLowerCase() !== 'content-length')
      notes.push(`The header ${name} was left out: it is made anew for each connection.`)
  }
  // "Name:" takes away a header that curl adds by itself.
  else if (mark === ';' || value.trim() !== '') headers.push([name, value.trim()])
}

const DATA = new Set<CurlOption>(['data', 'data-ascii', 'data-binary', 'data-raw', 'data-urlencode', 'json'])

function dataOf(given: readonly Given[]): string | null {
  const parts = given.filter(({ name }) => DATA.has(name))
  if (parts.length === 0) return null
  const texts = parts.map(({ name, value }) => {
    const isFile = name === 'data-urlencode' ? /^[^=]*@/.test(value) : value.startsWith('@')
    if (name !== 'data-raw' && isFile) {
      throw refuse(
        `Its body lies in the file ${value.slice(value.indexOf('@') + 1, 80)}, which is not read`,
        'Put the content of the file into the command, with --data-raw.',
      )
    }
    return name === 'data-urlencode' ? urlEncoded(value) : value
  })
  return texts.join(parts.every(({ name }) => name === 'json') ? '' : '&')
}

function urlEncoded(value: string): string {
  const equals = value.indexOf('=')
  const encoded = encodeURIComponent(value.slice(equals + 1))
  return equals > 0 ? `${value.slice(0, equals)}=${encoded}` : encoded
}

function refuse(what: string, remedy: string): PosternError {
  return new PosternError('bad-input', `This curl command cannot be taken over. ${what}.`, remedy)
}
