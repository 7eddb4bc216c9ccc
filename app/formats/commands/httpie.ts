import { parseJson } from '../../contract/values.ts'
import { contentOf } from './curlData.ts'
import { formOf } from './multipart.ts'
import {
  addressOf,
  basic,
  HeaderList,
  methodOf,
  percentEncoded,
  refuse,
  withQuery,
  type CommandReading,
  type Surroundings,
} from './request.ts'

/** Options of HTTPie and xh that take a value. */
const VALUED =
  /^(?:-a|--auth|-A|--auth-type|--raw|-o|--output|-p|--print|--timeout|--verify|--cert|--cert-key|--proxy|-s|--style|--pretty|--session|--session-read-only|--max-redirects|--boundary|--default-scheme|--bearer|--response-charset|--response-mime|--format-options)$/
/** `name:=json`, `name==query`, `name=@file`, `name=text`, `Name:value`, `name@file`; a backslash escapes. */
const ITEM = /^((?:[^\\:=@]|\\.)*?)(:=@|:=|==|=@|=|:|@|;)(.*)$/s

interface Items {
  json: [name: string, value: unknown][]
  query: string[]
  missing: string[]
}

/**
 * What HTTPie would send for these arguments; `http` and `https` are its programs, and xh is read too.
 * @throws PosternError bad-input
 */
export function readHttpie(
  args: readonly string[],
  defaultScheme: 'http' | 'https',
  around: Surroundings,
): CommandReading {
  const notes: string[] = []
  const { plain, options } = split(args)
  const [method, target, ...rest] = targetOf(plain)
  const list = new HeaderList()
  const items: Items = { json: [], query: [], missing: [] }
  for (const item of rest) take(item, list, items, around)
  const { url, user: inAddress } = addressOf(
    expanded(target),
    options.get('--default-scheme') ?? defaultScheme,
  )
  const { body, type } = bodyOf(items, options, around)
  if (type !== null) list.add('Content-Type', type)
  if (type === 'application/json') list.add('Accept', 'application/json, */*;q=0.5')
  const auth = options.get('--auth') ?? options.get('-a')
  const authType = options.get('--auth-type') ?? options.get('-A') ?? 'basic'
  const bearer = options.get('--bearer') ?? (authType === 'bearer' ? auth : undefined)
  if (bearer !== undefined) list.add('Authorization', `Bearer ${bearer}`)
  else if (auth !== undefined && authType === 'basic')
    list.add('Authorization', basic(auth.includes(':') ? auth : `${auth}:`))
  else if (auth !== undefined)
    notes.push(`Postern left out the authentication, because it does not know ${authType}.`)
  else if (inAddress !== null) list.add('Authorization', basic(inAddress))
  if (options.has('--verify')) notes.push('Postern left out --verify. Postern always checks certificates.')
  return {
    request: {
      method: methodOf(method ?? (body === null ? 'GET' : 'POST'), 'before the URL', notes),
      url: withQuery(url, items.query.join('&')),
      headers: list.headers,
      body,
    },
    notes: [...notes, ...list.notes],
    missing: items.missing,
  }
}

function split(args: readonly string[]): { plain: string[]; options: Map<string, string> } {
  const plain: string[] = []
  const options = new Map<string, string>()
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at] ?? ''
    const [, name = arg, value] = /^(--[\w-]+)=(.*)$/s.exec(arg) ?? []
    if (!arg.startsWith('-') || arg === '-') plain.push(arg)
    else if (value !== undefined) options.set(name, value)
    else if (VALUED.test(arg)) options.set(arg, args[(at += 1)] ?? '')
    else if (/^-[a-zA-Z]+$/.test(arg)) for (const letter of arg.slice(1)) options.set(`-${letter}`, '')
    else options.set(arg, '')
  }
  return { plain, options }
}

function targetOf(plain: readonly string[]): [method: string | null, target: string, ...items: string[]] {
  const [first, second, ...rest] = plain
  if (first === undefined) throw refuse('It names no URL', 'Add the URL to the command.')
  if (second !== undefined && /^[A-Za-z]+$/.test(first) && first !== 'localhost')
    return [first, second, ...rest]
  return [null, first, ...plain.slice(1)]
}

/** `:3000/path` is this computer. */
function expanded(target: string): string {
  const [, port, path = ''] = /^:(\d*)(\/.*)?$/s.exec(target) ?? []
  return port === undefined ? target : `localhost${port === '' ? '' : `:${port}`}${path}`
}

function take(item: string, list: HeaderList, items: Items, around: Surroundings): void {
  const [, written = '', sign, value = ''] = ITEM.exec(item) ?? []
  const name = written.replace(/\\(.)/g, '$1')
  if (sign === undefined)
    throw refuse(`Postern cannot read “${item.slice(0, 60)}”`, 'Check the quotes in the command.')
  if (sign === ':') {
    if (value === '') list.remove(name)
    else list.set(name, value)
  } else if (sign === ';') list.set(name, '')
  else if (sign === '==') items.query.push(`${percentEncoded(name)}=${percentEncoded(value)}`)
  else if (sign === '=') items.json.push([name, value])
  else if (sign === ':=') {
    const parsed = parseJson(value)
    if (parsed === undefined)
      throw refuse(`The value of ${name} is not JSON`, 'Check the quotes in the command.')
    items.json.push([name, parsed])
  } else {
    const content = around.files.get(value)
    if (content === undefined) items.missing.push(contentOf(value))
    items.json.push([name, content ?? contentOf(value)])
  }
}

function bodyOf(
  { json }: Items,
  options: ReadonlyMap<string, string>,
  { stdin }: Surroundings,
): { body: string | null; type: string | null } {
  const raw = options.get('--raw') ?? (json.length === 0 ? stdin : null)
  if (raw !== null) return { body: raw, type: 'application/json' }
  if (json.length === 0)
    return { body: null, type: options.has('--json') || options.has('-j') ? 'application/json' : null }
  const texts = json.map(([name, value]): [string, string] => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ])
  if (options.has('--multipart')) {
    return formOf(texts.map(([name, value]) => ({ name, value, filename: null, type: null })))
  }
  if (options.has('--form') || options.has('-f')) {
    return {
      body: new URLSearchParams(texts).toString(),
      type: 'application/x-www-form-urlencoded; charset=utf-8',
    }
  }
  return { body: JSON.stringify(nested(json)), type: 'application/json' }
}

/** `a[b]=1` is an object in an object, and `a[]=1` a list. */
function nested(items: readonly [string, unknown][]): unknown {
  const root: Record<string, unknown> = {}
  for (const [name, value] of items) {
    const [first = '', ...keys] = [...name.matchAll(/^[^[\]]+|\[([^[\]]*)\]/g)].map(
      ([whole, inner]) => inner ?? whole,
    )
    if (keys.length === 0) root[first] = value
    else root[first] = put(root[first], keys, value)
  }
  return root
}

function put(into: unknown, [key = '', ...more]: string[], value: unknown): unknown {
  const isList = key === '' || /^\d+$/.test(key)
  const inner = (old: unknown) => (more.length === 0 ? value : put(old, more, value))
  if (isList) {
    const list: unknown[] = Array.isArray(into) ? [...(into as unknown[])] : []
    const at = key === '' ? list.length : Number(key)
    if (at <= 1000) list[at] = inner(list[at])
    return list
  }
  const object: Record<string, unknown> =
    typeof into === 'object' && into !== null && !Array.isArray(into) ? { ...into } : {}
  object[key] = inner(object[key])
  return object
}
