import { isObject, own } from '../../contract/values.ts'
import { JsFormData, JsHeaders, sentText, shown, Unknown } from './javaScriptValues.ts'
import { formOf } from './multipart.ts'
import { addressOf, basic, HeaderList, methodOf, refuse, withQuery, type CommandReading } from './request.ts'

/** A call that sends a request, with what is known of its arguments. */
export interface Call {
  name: string
  args: unknown[]
}

/** What a call is given, whichever library it is of. */
interface Options {
  url: unknown
  method: unknown
  headers: unknown
  body: unknown
  /** Whether an object is sent as JSON without more ado. */
  isJson: boolean
  query: unknown
  user: unknown
}

const EMPTY = { isJson: false, query: null, user: null }

/** @throws PosternError bad-input */
export function readCall(call: Call): CommandReading {
  const { url: given, method, headers, body: sent, isJson, query, user } = optionsOf(call)
  if (typeof given !== 'string' && !(given instanceof Unknown))
    throw refuse('It names no URL', 'Add the URL to the call.')
  const notes: string[] = []
  const list = new HeaderList()
  for (const [name, value] of new JsHeaders(headers).texts()) list.set(name, value)
  const body = bodyOf(sent, isJson, list)
  const written = shown(given)
  const address = /^\//.test(written) ? { url: written, user: null } : addressOf(written)
  if (isObject(user))
    list.add(
      'Authorization',
      basic(`${shown(own(user, 'username') ?? '')}:${shown(own(user, 'password') ?? '')}`),
    )
  else if (address.user !== null) list.add('Authorization', basic(address.user))
  return {
    request: {
      method: methodOf(shown(method ?? (body === null ? 'GET' : 'POST')).toUpperCase(), 'of the call', notes),
      url: withQuery(address.url, new URLSearchParams(new JsHeaders(query).texts()).toString()),
      headers: list.headers,
      body,
    },
    notes: [...notes, ...list.notes],
    missing: [],
  }
}

function optionsOf({ name, args }: Call): Options {
  const [base = '', verb = ''] = name.replace(/^(?:window|globalThis)\./, '').split('.')
  const [first, second, third] = args
  if (base === 'axios') {
    if (isObject(first) && !(first instanceof Unknown)) return axiosOf(first, verb)
    const hasData = /^(?:post|put|patch)$/.test(verb)
    const config = hasData ? third : second
    return { ...axiosOf(isObject(config) ? config : {}, verb), url: first, ...(hasData && { body: second }) }
  }
  const options = isObject(second) ? second : {}
  const json = own(options, 'json')
  return {
    ...EMPTY,
    url: first,
    method:
      own(options, 'method') ??
      (verb === '' || verb === 'request' ? (base === 'fetch' ? 'GET' : undefined) : verb),
    headers: own(options, 'headers'),
    body: json ?? own(options, 'form') ?? own(options, 'body'),
    isJson: json !== undefined,
    query: own(options, 'searchParams'),
  }
}

function axiosOf(config: Readonly<Record<string, unknown>>, verb: string): Options {
  const url = own(config, 'url')
  const base = own(config, 'baseURL')
  return {
    url:
      typeof base === 'string' && typeof url === 'string' && !/^https?:/i.test(url)
        ? `${base.replace(/\/+$/, '')}/${url.replace(/^\/+/, '')}`
        : (url ?? base),
    method: own(config, 'method') ?? (verb === '' || verb === 'request' ? 'GET' : verb),
    headers: own(config, 'headers'),
    body: own(config, 'data'),
    isJson: true,
    query: own(config, 'params'),
    user: own(config, 'auth'),
  }
}

function bodyOf(sent: unknown, isJson: boolean, list: HeaderList): string | null {
  if (sent === null || sent === undefined) return null
  if (sent instanceof JsFormData) {
    const form = formOf(sent.texts().map(([name, value]) => ({ name, value, filename: null, type: null })))
    list.add('Content-Type', form.type)
    return form.body
  }
  if (sent instanceof URLSearchParams) {
    list.add('Content-Type', 'application/x-www-form-urlencoded;charset=UTF-8')
    return sent.toString()
  }
  if (typeof sent === 'string') {
    list.add('Content-Type', isJson ? 'application/x-www-form-urlencoded' : 'text/plain;charset=UTF-8')
    return sent
  }
  if (isJson) list.add('Content-Type', 'application/json')
  return sent instanceof Unknown ? shown(sent) : sentText(sent)
}
