import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { headless } from '../../fixtures/headless.ts'

const OK = '{"status":{"code":0,"errorMessage":""},"data":[],"count":0,"message":"","errors":[]}'
const folder = mkdtempSync(join(tmpdir(), 'as-written-'))
const seen: Array<{ request: IncomingMessage; body: Buffer }> = []
const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    seen.push({ request, body: Buffer.concat(chunks) })
    response.setHeader('Content-Type', 'application/json').end(OK)
  })
})
let base: string[] = []

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  base = ['--base-url', `http://127.0.0.1:${(server.address() as AddressInfo).port}`, '--json']
})
afterAll(() => {
  server.close()
  rmSync(folder, { recursive: true })
})

/** Sends, and gives what came to the server. */
async function send(args: string[], stdin?: Uint8Array) {
  const before = seen.length
  const result = await headless(['send', ...args, ...base], stdin === undefined ? {} : { stdin })
  return { ...result, arrived: seen.slice(before) }
}

function file(name: string, bytes: Buffer | string): string {
  writeFileSync(join(folder, name), bytes)
  return `@${join(folder, name)}`
}

describe('a # in a target', () => {
  test.each([
    ['/x#part', ['--query', 'a=1'], '/x?a=1'],
    ['/x?b=2#part', ['--query', 'a=1', '--query', 'c=#3'], '/x?b=2&a=1&c=%233'],
    ['/x?name=flat #4&b=2', [], '/x?name=flat%20'],
    ['/x#?b=2', ['--query', 'a=1'], '/x?a=1'],
    ['/x?#', ['--query', 'a=1'], '/x?a=1'],
  ])('%s: the query comes before it, and the cut is said', async (target, query, path) => {
    const { code, stderr, arrived } = await send(['GET', target, ...query])
    expect([code, arrived[0]?.request.url]).toEqual([0, path])
    expect(stderr).toContain('Postern does not send the # in the target')
  })

  test.each([
    ['/x?name=flat%20%234', [], '/x?name=flat%20%234'],
    ['/x', ['--query', 'name=flat #4'], '/x?name=flat%20%234'],
    ['/x?', ['--query', 'a=1'], '/x?a=1'],
    ['/x?b=2&', ['--query', 'a=1'], '/x?b=2&a=1'],
  ])('%s %j: nothing is cut, and nothing is said', async (target, query, path) => {
    const { code, stderr, arrived } = await send(['GET', target, ...query])
    expect([code, stderr, arrived[0]?.request.url]).toEqual([0, '', path])
  })
})

describe('a body from a file', () => {
  const mark = Buffer.from([0xef, 0xbb, 0xbf])
  test.each<[string, Buffer]>([
    ['a byte order mark', Buffer.concat([mark, Buffer.from('{"a":1}')])],
    ['line ends of Windows', Buffer.from('{"a":1,\r\n"b":2}\r\n')],
    ['letters of all kinds', Buffer.from('{"a":"é漢😀\u2028"}')],
    ['nothing', Buffer.alloc(0)],
    ['a zero byte', Buffer.from('a\0b')],
    ['two megabytes', Buffer.from(`"${'x'.repeat(2_000_000)}"`)],
  ])('with %s goes as its bytes are', async (name, bytes) => {
    const { code, arrived } = await send(['POST', '/x', '--data', file('body', bytes)])
    expect([name, code]).toEqual([name, 0])
    expect(arrived[0]?.body.equals(bytes)).toBe(true)
    const piped = await send(['POST', '/x', '--data', '@-'], bytes)
    expect(piped.arrived[0]?.body.equals(bytes)).toBe(true)
  })

  test('is called JSON where it is, with a byte order mark too', async () => {
    const { arrived } = await send([
      'POST',
      '/x',
      '--data',
      file('body', Buffer.concat([mark, Buffer.from('{"a":1}')])),
    ])
    expect(arrived[0]?.request.headers['content-type']).toBe('application/json')
  })

  test.skipIf(process.platform === 'win32')('may come through a pipe with a name', async () => {
    const pipe = join(folder, 'pipe')
    execFileSync('mkfifo', [pipe])
    const [{ arrived }] = await Promise.all([
      send(['POST', '/x', '--data', `@${pipe}`]),
      new Promise<void>((resolve) => {
        void import('node:fs/promises').then(({ writeFile }) => writeFile(pipe, '{"a":1}').then(resolve))
      }),
    ])
    expect(arrived[0]?.body.toString()).toBe('{"a":1}')
  })

  test.each<[string, Buffer]>([
    ['Latin 1', Buffer.from('{"name":"Café"}', 'latin1')],
    ['UTF-16', Buffer.from('\ufeff{"a":1}', 'utf16le')],
    ['half a letter', Buffer.from('é').subarray(0, 1)],
    ['half of a pair', Buffer.from([0xed, 0xa0, 0x80])],
    ['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47])],
  ])('in %s is refused with a sentence, and nothing is sent', async (name, bytes) => {
    for (const [data, stdin] of [
      [file('body', bytes), undefined],
      ['@-', bytes],
    ] as const) {
      const { code, stderr, arrived } = await send(['POST', '/x', '--data', data], stdin)
      expect([name, code, arrived]).toEqual([name, 2, []])
      expect(stderr).toContain('is not UTF-8 text')
    }
  })

  test('from a folder or from nowhere is refused', async () => {
    for (const [path, text] of [
      [folder, 'it is a folder'],
      [join(folder, 'none'), 'no such file'],
    ] as const) {
      const { code, stderr, arrived } = await send(['POST', '/x', '--data', `@${path}`])
      expect([code, arrived]).toEqual([2, []])
      expect(stderr).toContain(text)
    }
  })
})

test.each([
  ['exchange:deliver', '-'],
  ['send', 'GET', '/x', '--catalog', join(folder, 'catalog')],
])('JSON for %s that is not UTF-8 is refused too', async (...args) => {
  const latin = Buffer.from('{"body":"Café"}', 'latin1')
  writeFileSync(join(folder, 'catalog'), latin)
  const { code, stderr } = await headless(args, { stdin: latin })
  expect(code).toBe(2)
  expect(stderr).toContain('is not UTF-8 text')
})
