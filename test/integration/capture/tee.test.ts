import fc from 'fast-check'
import { expect, it, onTestFinished } from 'vitest'
import { startListener } from '../../../app/capture/listener.ts'
import { profileFor } from '../../../app/contract/presets.ts'
import { gzipSync } from 'node:zlib'
import { dumpServer, exchanged, messagesIn, type Message } from './wire.ts'

const names = fc.constantFrom(
  'X-One',
  'x-one',
  'X-TWO',
  'Accept',
  'aCCept-Language',
  'Cookie',
  'X-Empty',
  'User-Agent',
)
const values = fc.constantFrom('', '1', 'a, b', 'é', '"q"', 'x'.repeat(900), 'W/"1"', '%20', 'a=1; b=2')
const headers = fc.array(fc.tuple(names, values), { maxLength: 8 })
const pieces = fc.array(fc.constantFrom('abc', '\0\x01', '{"a":1}', 'y'.repeat(5000), '\r\n\r\n', 'é'), {
  maxLength: 5,
})
const trailers = fc.array(fc.tuple(fc.constantFrom('X-End', 'x-Sum'), fc.constantFrom('1', 'abc')), {
  maxLength: 2,
})

type Pairs = [string, string][]

interface Body {
  pieces: string[]
  isChunked: boolean
  trailers: Pairs
}

const bodies = fc.record({ pieces, isChunked: fc.boolean(), trailers })
const requests = fc.record({
  method: fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'REPORT'),
  query: fc.constantFrom('', '?a=1&a=2', '?x=%2F%20+', '?', '?q=é'.replace('é', '%C3%A9')),
  headers,
  body: fc.option(bodies),
})
const responses = fc.record({
  status: fc.constantFrom(
    '200 OK',
    '201 Created',
    '204 No Content',
    '304 Not Modified',
    '404 Gone Fishing',
    '418 ',
    '503 Service Unavailable',
  ),
  isHinted: fc.boolean(),
  headers: fc.array(
    fc.tuple(fc.constantFrom('Set-Cookie', 'x-odd', 'X-ODD', 'Server', 'ETag', 'Vary'), values),
    { maxLength: 8 },
  ),
  body: fc.option(bodies),
  isCoded: fc.boolean(),
  isToTheEnd: fc.boolean(),
})

const lines = (pairs: Pairs) => pairs.map(([name, value]) => `${name}: ${value}\r\n`).join('')

function framed(body: Body): string {
  const text = body.pieces.join('')
  if (!body.isChunked) return `Content-Length: ${text.length}\r\n\r\n${text}`
  const chunks = body.pieces.map((piece) => `${piece.length.toString(16)}\r\n${piece}\r\n`).join('')
  const announced = body.trailers.length > 0 ? 'Trailer: X-End, x-Sum\r\n' : ''
  return `${announced}Transfer-Encoding: chunked\r\n\r\n${chunks}0\r\n${lines(body.trailers)}\r\n`
}

type Made<T> = T extends fc.Arbitrary<infer V> ? V : never

interface Case {
  request: string
  response: string
  hasBody: boolean
}

function caseOf(at: number, [request, response]: [Made<typeof requests>, Made<typeof responses>]): Case {
  const { method, query } = request
  const isBare = method === 'HEAD' || /^(?:204|304)/.test(response.status)
  const hint = response.isHinted ? 'HTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\n\r\n' : ''
  const start = `${hint}HTTP/1.1 ${response.status}\r\n${lines(response.headers)}Connection: close\r\n`
  const coded = gzipSync(response.body?.pieces.join('') ?? '').toString('latin1')
  const body = response.isCoded && response.body ? { ...response.body, pieces: [coded] } : response.body
  const coding = response.isCoded ? 'Content-Encoding: gzip\r\n' : ''
  const rest =
    isBare || !body
      ? isBare
        ? '\r\n'
        : 'Content-Length: 0\r\n\r\n'
      : response.isToTheEnd
        ? `${coding}\r\n${body.pieces.join('')}`
        : `${coding}${framed(body)}`
  return {
    request: `${method} /${at}${query} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n${lines(request.headers)}${request.body ? framed(request.body) : '\r\n'}`,
    response: start + rest,
    hasBody: method !== 'HEAD',
  }
}

it('500 requests and responses are the same, byte for byte, with and without the capture', async () => {
  const made = fc.sample(fc.tuple(requests, responses), { numRuns: 500, seed: 7 })
  const cases = made.map((each, at) => caseOf(at, each))
  const caseFor = ({ head }: Message) => cases[Number(/\/(\d+)/.exec(head[0] ?? '')?.[1])]
  const api = await dumpServer((request, socket) => socket.end(caseFor(request)?.response ?? '', 'latin1'))
  onTestFinished(api.close)
  const profile = profileFor('own', 'Own', api.url)
  const options = {
    profile,
    port: 0,
    isHolding: false,
    allowedOrigins: [],
    route: { proxy: null, authorities: null },
    salt: 's',
  }
  const listener = await startListener(options, () => undefined)
  onTestFinished(() => listener.close(0))

  for (const { request, hasBody } of cases) {
    const to = async (port: number) => {
      const got = await exchanged(port, request.replace('{host}', `127.0.0.1:${port}`))
      return { got: messagesIn(got, hasBody), sent: api.requests.splice(0) }
    }
    const direct = await to(api.port)
    expect(direct.sent).toHaveLength(1)
    expect(await to(listener.port)).toEqual(direct)
  }
}, 120_000)
