import { plural } from '../../contract/words.ts'
import { parseArgs } from 'node:util'
import {
  addressOf,
  basic,
  HeaderList,
  methodOf,
  refuse,
  type CommandReading,
  type Surroundings,
} from './request.ts'

const VALUE = { type: 'string', multiple: true } as const
const FLAG = { type: 'boolean', multiple: true } as const
const OPTIONS = {
  method: VALUE,
  header: VALUE,
  'post-data': VALUE,
  'post-file': VALUE,
  'body-data': VALUE,
  'body-file': VALUE,
  user: VALUE,
  password: VALUE,
  'http-user': VALUE,
  'http-password': VALUE,
  'user-agent': { ...VALUE, short: 'U' },
  referer: VALUE,
  'output-document': { ...VALUE, short: 'O' },
  'output-file': { ...VALUE, short: 'o' },
  timeout: { ...VALUE, short: 'T' },
  tries: { ...VALUE, short: 't' },
  'load-cookies': VALUE,
  'save-cookies': VALUE,
  'directory-prefix': { ...VALUE, short: 'P' },
  quiet: { ...FLAG, short: 'q' },
  verbose: { ...FLAG, short: 'v' },
  'server-response': { ...FLAG, short: 'S' },
  continue: { ...FLAG, short: 'c' },
  spider: FLAG,
} as const

/**
 * What wget would send.
 * @throws PosternError bad-input
 */
export function readWget(args: readonly string[], { stdin, files }: Surroundings): CommandReading {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: OPTIONS,
    strict: false,
    allowPositionals: true,
  })
  const last = (name: keyof typeof OPTIONS): string | undefined => {
    const given = values[name]
    const value = Array.isArray(given) ? given.at(-1) : given
    return typeof value === 'string' ? value : undefined
  }
  const [first, ...more] = positionals
  if (first === undefined) throw refuse('It names no URL', 'Add the URL to the command.')
  const notes =
    more.length > 0 ? [`The command names ${plural(positionals.length, 'URL')}. Postern took the first.`] : []
  const { url, user: inAddress } = addressOf(first)
  const list = new HeaderList()
  for (const text of [values.header ?? []].flat()) {
    const [, name, value = ''] = /^([^:]*):(.*)$/s.exec(String(text)) ?? []
    if (name !== undefined && value.trim() !== '') list.set(name, value)
  }
  const agent = last('user-agent')
  if (agent !== undefined && agent !== '') list.add('User-Agent', agent)
  const referer = last('referer')
  if (referer !== undefined) list.add('Referer', referer)
  const file = last('post-file') ?? last('body-file')
  const content =
    file === undefined
      ? undefined
      : (files.get(file) ?? (file === '-' ? stdin : null) ?? `<content of ${file}>`)
  const body = last('post-data') ?? last('body-data') ?? content ?? null
  const isPost = last('post-data') !== undefined || last('post-file') !== undefined
  if (body !== null) list.add('Content-Type', 'application/x-www-form-urlencoded')
  const name = last('http-user') ?? last('user')
  const user = name === undefined ? inAddress : `${name}:${last('http-password') ?? last('password') ?? ''}`
  if (user !== null) list.add('Authorization', basic(user))
  const method = methodOf(
    last('method') ?? (isPost ? 'POST' : values.spider ? 'HEAD' : 'GET'),
    'behind --method',
    notes,
  )
  const missing = content === undefined || !content.startsWith('<content of ') ? [] : [content]
  return { request: { method, url, headers: list.headers, body }, notes: [...notes, ...list.notes], missing }
}
