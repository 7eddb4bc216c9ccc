import type { Exchange } from '../../contract/exchange.ts'
import { printable } from '../../contract/printable.ts'
import type { Redacted } from '../../contract/redacted.ts'
import { bodyBeside, hasType, notSendable, partsOf, remarks, type RequestParts } from './parts.ts'

/** The request as a call of fetch. `number` keeps the names of several apart. */
export function toFetch(exchange: Redacted<Exchange>, number = 1): string {
  const parts = partsOf(exchange)
  checkNames(parts, 'fetch')
  const body = bodyBeside(parts, 'fetch')
  const options = [
    ...(parts.method === 'GET' ? [] : [`  method: ${quoted(parts.method)},\n`]),
    ...headersOfFetch(parts),
    ...(body === null ? [] : [`  body: ${bodyOfFetch(body, parts)},\n`]),
  ]
  const response = named('response', number)
  const call = options.length === 0 ? quoted(parts.url) : `${quoted(parts.url)}, {\n${options.join('')}}`
  return (
    remarks(parts, '//', 'fetch') +
    `const ${response} = await fetch(${call})\n` +
    `console.log(${response}.status, await ${response}.text())\n`
  )
}

/**
 * An object means something else by this name.
 * @throws PosternError bad-input
 */
function checkNames({ headers }: RequestParts, program: string): void {
  if (headers.some(({ name }) => name === '__proto__')) throw notSendable('__proto__', program)
}

/** Pairs, where an object could not say it: it has each name once. */
function headersOfFetch({ headers }: RequestParts): string[] {
  if (headers.length === 0) return []
  const isPlain = headers.every(({ values }) => values.length === 1)
  const lines = headers.flatMap(({ name, values }) =>
    values.map((value) =>
      isPlain ? `    ${quoted(name)}: ${quoted(value)},\n` : `    [${quoted(name)}, ${quoted(value)}],\n`,
    ),
  )
  return [isPlain ? '  headers: {\n' : '  headers: [\n', ...lines, isPlain ? '  },\n' : '  ],\n']
}

/** Of a text fetch would say by itself that it is plain text. */
function bodyOfFetch(body: string, parts: RequestParts): string {
  return hasType(parts) ? quoted(body) : `new TextEncoder().encode(${quoted(body)})`
}

/** The request as a call of axios. */
export function toAxios(exchange: Redacted<Exchange>, number = 1): string {
  const parts = partsOf(exchange)
  checkNames(parts, 'axios')
  const { method, url, headers, body } = parts
  const lines = headers.map(({ name, values: [first = '', ...others] }) => {
    const value = others.length === 0 ? quoted(first) : `[${[first, ...others].map(quoted).join(', ')}]`
    return `    ${quoted(name)}: ${value},\n`
  })
  // By itself axios would call any body a form, and even none.
  if (!hasType(parts) && method !== 'GET' && method !== 'HEAD') lines.push('    "Content-Type": false,\n')
  const response = named('response', number)
  return (
    (number === 1 ? 'import axios from "axios"\n\n' : '') +
    remarks(parts, '//', 'axios') +
    `const ${response} = await axios({\n  method: ${quoted(method)},\n  url: ${quoted(url)},\n` +
    (lines.length === 0 ? '' : `  headers: {\n${lines.join('')}  },\n`) +
    // By itself axios would write JSON anew.
    (body === null ? '' : `  data: ${quoted(body)},\n  transformRequest: (data) => data,\n`) +
    '  responseType: "text",\n  validateStatus: () => true,\n})\n' +
    `console.log(${response}.status, ${response}.data)\n`
  )
}

/** A literal of JavaScript, and of C# too. */
export function quoted(text: string): string {
  return printable(JSON.stringify(text))
}

export function named(name: string, number: number): string {
  return number === 1 ? name : `${name}${number}`
}
