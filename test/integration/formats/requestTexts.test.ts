import { execFile, spawnSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ApiRequest } from '../../../app/contract/exchange.ts'
import type { RequestFormat } from '../../../app/contract/exportFormats.ts'
import { REQUEST_TEXTS } from '../../../app/formats/requests/requestTexts.ts'
import { createRedactor } from '../../../app/recorder/redact.ts'
import { exampleExchange } from '../../unit/history/exampleExchange.ts'

interface Sent {
  method: string
  target: string
  /** Lower-case names; what came several times, in one line. */
  headers: Record<string, string>
  body: string
}

type Case = Partial<Pick<ApiRequest, 'method' | 'headers' | 'body'>> & { target?: string }

const TYPE: [string, string] = ['Content-Type', 'text/plain; charset=utf-8']
const HOSTILE = `it's "q" $HOME $(id) \`id\` ${'$'}{x} \\ \\n \\' %41 %s %PATH% # ; & | < > ! {{x}} @'"'@ """ ''' ‘’‚‛“” é 漢 😀 {0}`

const CASES: Record<string, Case> = {
  'a plain list': { headers: [['Accept', 'application/json']] },
  'a query': { target: "/api/x?a=1&b=%20%22%C3%A9&c=a+b&d=$x'y!*(),;:@&e=%25&e=2&f" },
  'a hostile text': { method: 'POST', headers: [TYPE], body: HOSTILE },
  lines: { method: 'PUT', headers: [TYPE], body: ' a\nb\r\nc\n\n\td\n' },
  'only quotes': { method: 'PATCH', headers: [TYPE], body: `'"'''"""\\` },
  json: {
    method: 'POST',
    headers: [['content-type', 'application/json']],
    body: ' {"b": 1.0, "a" : "\\u00e9\\n", "n": 12345678901234567890} ',
  },
  'no type': { method: 'POST', headers: [], body: 'a=1&b=2' },
  'an empty body': { method: 'POST', headers: [TYPE], body: '' },
  'no body': { method: 'POST', headers: [] },
  'a deletion with a body': { method: 'DELETE', headers: [TYPE], body: 'x' },
  'options of a command': { method: 'POST', headers: [TYPE], body: '@/etc/passwd' },
  'headers again and again': {
    headers: [
      ['X-Many', 'one'],
      ['X-Other', 'two'],
      ['x-many', 'three, four'],
      ['X-Quote', `it's "q" $HOME \`id\` \\ %41 {x} # ;`],
      ['X-Empty', ''],
    ],
  },
  'a header of a name that JavaScript knows': { headers: [['__proto__', 'x']] },
  'a browser of its own': { headers: [['User-Agent', 'my "agent" $1']] },
  'a method of its own': { method: 'QUERY', headers: [TYPE], body: '{}' },
}

const BINARY: Case = {
  method: 'POST',
  headers: [TYPE],
  body:
    String.fromCharCode(...Array.from({ length: 255 }, (_, at) => at + 1)) + '\u2028\u202e\u{e0041}\ufeff\r',
}

const hasPython = spawnSync('python3', ['-c', 'import requests']).status === 0
const env = { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent', LANG: 'C.UTF-8' }
const redactor = createRedactor(() => ['sandbox-site-7'])

let folder = ''
let server: Server
let host = ''
const received: Sent[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'postern-texts-'))
  server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const headers = Object.entries(request.headersDistinct).map(([name, values = []]) => [
        name,
        values.join(', '),
      ])
      received.push({
        method: request.method ?? '',
        target: request.url ?? '',
        headers: Object.fromEntries(headers) as Record<string, string>,
        body: Buffer.concat(parts).toString('base64'),
      })
      response.setHeader('Connection', 'close')
      response.end()
    })
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server has no port.')
  host = `127.0.0.1:${address.port}`
})

afterAll(async () => {
  server.close()
  await rm(folder, { recursive: true })
})

function textOf(format: RequestFormat, { target = '/api/x', ...changes }: Case): string {
  const exchange = exampleExchange()
  const request = { ...exchange.request, method: 'GET', headers: [], body: null, ...changes }
  request.url = `http://${host}${target}`
  return REQUEST_TEXTS[format].write(redactor.exchange({ ...exchange, request }), 1)
}

async function runFile(program: string, args: string[], name: string, text: string): Promise<void> {
  const file = join(folder, name)
  await writeFile(file, text)
  await new Promise<void>((resolve, reject) => {
    execFile(program, [...args, file], { env, timeout: 30_000 }, (error, _out, problem) => {
      if (error) reject(new Error(`${problem}\n${text}`))
      else resolve()
    })
  })
}

const node = (text: string) => {
  // A module is looked for from the folder of the file that imports it.
  const axios = import.meta.resolve('axios')
  return runFile(process.execPath, [], 'request.mjs', text.replace('from "axios"', `from "${axios}"`))
}

function socket(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const [name, port] = host.split(':')
    const client = connect(Number(port), name, () => client.write(text))
    client.on('error', reject).on('end', resolve).resume()
  })
}

const RUN: Partial<Record<RequestFormat, (text: string) => Promise<void>>> = {
  curl: (text) => runFile('sh', [], 'request.sh', text),
  fetch: node,
  axios: node,
  ...(hasPython && { python: (text) => runFile('python3', [], 'request.py', text) }),
  http: socket,
}

async function sentBy(format: RequestFormat, text: string): Promise<Sent> {
  received.length = 0
  await RUN[format]?.(text)
  const [first] = received
  if (first === undefined || received.length > 1) throw new Error(`${received.length} requests came.`)
  return first
}

/** Of what the library adds by itself, a type would tell the server something else about the body. */
function expected({ method = 'GET', target = '/api/x', headers = [], body }: Case, sent: Sent): Sent {
  const wanted: Record<string, string> = { 'content-type': 'none' }
  for (const [name, value] of headers) {
    const lower = name.toLowerCase()
    const before = Object.hasOwn(wanted, lower) && lower !== 'content-type' ? `${wanted[lower]}, ` : ''
    Object.defineProperty(wanted, lower, {
      value: before + value,
      enumerable: true,
      configurable: true,
      writable: true,
    })
  }
  const others = Object.entries(sent.headers).filter(([name]) => !Object.hasOwn(wanted, name))
  for (const [name, value] of others) wanted[name] = value
  return { method, target, headers: wanted, body: Buffer.from(body ?? '').toString('base64') }
}

function shown(sent: Sent): unknown {
  const { headers, target, ...rest } = sent
  const pairs = Object.entries({ 'content-type': 'none', ...headers }).sort(([a], [b]) => a.localeCompare(b))
  // A quote in a query is one of two things that the `URL` class writes anew; a server reads it as the same.
  return { ...rest, target: target.replaceAll('%27', "'"), headers: pairs }
}

describe.each(Object.keys(RUN) as RequestFormat[])('a request copied as %s', (format) => {
  it.each(Object.keys(CASES))('sends %s as it was', async (name) => {
    const given = CASES[name] ?? {}
    if ((format === 'axios' || format === 'fetch') && name.includes('JavaScript')) {
      expect(() => textOf(format, given)).toThrow(`${format} cannot send the header __proto__`)
      return
    }
    const sent = await sentBy(format, textOf(format, given))
    expect(shown(sent)).toEqual(shown(expected(given, sent)))
  })

  it('sends control characters as they were, or says that it cannot', async () => {
    if (format === 'http') expect(() => textOf(format, BINARY)).toThrow('control characters')
    else {
      const sent = await sentBy(format, textOf(format, BINARY))
      expect(sent.body).toBe(Buffer.from(BINARY.body ?? '').toString('base64'))
    }
  })
})

it('runs the texts of this machine’s programs', () => {
  expect(Object.keys(RUN).length).toBeGreaterThanOrEqual(4)
})
