import { describe, expect, test } from 'vitest'
import { systemClock } from '../../../app/clock.ts'
import type { FailureKind } from '../../../app/contract/exchange.ts'
import { answer, closedPort, startHostileServer, type Behaviour } from '../../fixtures/hostileServer.ts'
import { ends, patient } from './arena.ts'
import { createHarness } from './harness.ts'

/** A proxy that does so with every request. */
async function proxyThat(behaviour: Behaviour, greeting = ''): Promise<string> {
  const paths = ['api.example.test:443', 'http://api.example.test/x']
  const server = await startHostileServer(
    Object.fromEntries(paths.map((path) => [path, behaviour])),
    undefined,
    greeting,
  )
  ends.push(() => server.close())
  return server.url
}

async function through(proxy: string, scheme: string) {
  const harness = createHarness(systemClock, patient(`${scheme}://api.example.test`), {
    environment: { ALL_PROXY: proxy },
  })
  ends.push(() => harness.sender.close())
  const exchange = await harness.send({ key: null, target: '/x', method: 'POST' })
  return { exchange, attempt: exchange.attempts.at(-1), diagnosis: exchange.diagnosis }
}

const silent: Behaviour = () => undefined
const hostOf = (proxy: string) => new URL(proxy).host

describe.each(['http', 'https'])('over a proxy to %s', (scheme) => {
  test.each<[string, () => Promise<string>, FailureKind, string, RegExp]>([
    [
      'where nobody listens',
      async () => `http://127.0.0.1:${await closedPort()}`,
      'refused',
      'PROXY_REFUSED',
      /^The proxy \S+ refused the connection$/,
    ],
    [
      'whose name is unknown',
      () => Promise.resolve('http://proxy.invalid:8080'),
      'dns',
      'PROXY_NOT_FOUND',
      /^The host of the proxy \S+ was not found$/,
    ],
    [
      'that says nothing in the handshake',
      async () => (await proxyThat(silent)).replace('http:', 'https:'),
      'timeout',
      'PROXY_TIMEOUT',
      /^No connection to the proxy \S+ in time$/,
    ],
    [
      'that does not speak TLS',
      async () => (await proxyThat(silent, 'hello, no TLS here\r\n')).replace('http:', 'https:'),
      'tls',
      'PROXY_TLS',
      /^No secure connection to the proxy \S+$/,
    ],
  ])('%s: the proxy is named, and never the API', async (_, open, kind, code, headline) => {
    const proxy = await open()
    const { exchange, attempt, diagnosis } = await through(proxy, scheme)
    expect(attempt?.failure).toMatchObject({ kind, code, mayHaveBeenSent: false })
    expect(attempt?.failure?.message).toContain(`The proxy ${hostOf(proxy)} `)
    expect(diagnosis?.headline).toMatch(headline)
    expect(diagnosis?.headline).toContain(hostOf(proxy))
    expect(attempt?.decision?.reason).toMatch(kind === 'tls' ? /secure connection/ : /proxy/)
    expect(JSON.stringify(exchange)).not.toMatch(/api\.example\.test refuses|base URL/)
  })
})

test.each<[string, Behaviour, string]>([
  ['never answers', silent, 'PROXY_TIMEOUT'],
  ['hangs up', (socket) => socket.destroy(), 'PROXY_CLOSED'],
  ['wants a password', (socket) => socket.write(answer(407, {}, '')), 'PROXY_407'],
  ['is refused itself', (socket) => socket.write(answer(502, {}, '')), 'PROXY_502'],
  ['speaks no HTTP', (socket) => socket.end('SSH-2.0-x\r\n\r\n'), 'PROXY_BAD_ANSWER'],
])('a proxy that is asked for a tunnel and %s is named', async (_, behaviour, code) => {
  const proxy = await proxyThat(behaviour)
  const { attempt, diagnosis } = await through(proxy, 'https')
  expect(attempt?.failure).toMatchObject({ code, mayHaveBeenSent: false })
  expect(`${diagnosis?.headline} ${diagnosis?.meaning}`).toContain(`proxy ${hostOf(proxy)}`)
})

test('a host that is silent behind an open tunnel is not blamed on the proxy', async () => {
  const proxy = await proxyThat((socket) => socket.write('HTTP/1.1 200 Connection established\r\n\r\n'))
  const { attempt } = await through(proxy, 'https')
  expect(attempt?.failure).toMatchObject({ kind: 'timeout', code: 'ETIMEDOUT', mayHaveBeenSent: false })
})
