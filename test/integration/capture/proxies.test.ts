import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { profileFor } from '../../../app/contract/presets.ts'
import { routeTo } from '../../../app/sending/agents.ts'
import {
  answer,
  closedPort,
  startHostileServer,
  startTunnelProxy,
  type Behaviour,
} from '../../fixtures/hostileServer.ts'
import { makeCertificate } from '../../fixtures/hostileServerCertificates.ts'
import { captureFor } from './captureFor.ts'
import { exchanged } from './wire.ts'

const viaProxy = (port: number, path = '/x') =>
  exchanged(
    port,
    `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\nX-Odd: 1\r\nx-odd: 2\r\n\r\n`,
  )

async function throughProxy(baseUrl: string, proxy: string) {
  const profile = profileFor('own', 'Own', baseUrl)
  const environment = { ALL_PROXY: proxy, NO_PROXY: '<-loopback>' }
  const { route, secrets } = await routeTo(profile, { environment })
  return { secrets, capture: await captureFor(baseUrl, { route }) }
}

async function proxyThat(behaviour: Behaviour) {
  const paths = ['api.example.test:443', 'http://api.example.test/base/x']
  const server = await startHostileServer(Object.fromEntries(paths.map((path) => [path, behaviour])))
  onTestFinished(() => server.close())
  return server
}

it('asks a proxy for an http API with its whole URL and the password of the proxy', async () => {
  const proxy = await proxyThat((socket) => socket.end(answer(200, { 'X-From': 'proxy' }, 'ok')))
  const word = 'a%2Fb'
  const url = proxy.url.replace('://', `://user:${word}@`)
  const { capture, secrets } = await throughProxy('http://api.example.test/base', url)
  expect(await viaProxy(capture.port)).toContain('X-From: proxy')
  expect(proxy.requests[0]?.replace('Connection: keep-alive\r\n', '')).toBe(
    'GET http://api.example.test/base/x HTTP/1.1\r\nHost: api.example.test\r\nX-Odd: 1\r\nx-odd: 2\r\n' +
      `Proxy-Authorization: Basic ${Buffer.from('user:a/b').toString('base64')}\r\n\r\n`,
  )
  expect(secrets).toContain('a/b')
  const [ended] = await capture.ended(1)
  expect(JSON.stringify(ended)).not.toContain('Proxy-Authorization')
})

it('reaches an https API through a tunnel, and trusts the authorities of the profile there', async () => {
  const authority = makeCertificate('authority')
  const { cert, key } = makeCertificate('api', { host: '127.0.0.1', issuer: authority })
  const api = createTlsServer({ cert, key }, (request, response) => response.end(`got ${request.url}`))
  await new Promise<void>((resolve) => api.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    api.closeAllConnections()
    api.close()
  })
  const proxy = await startTunnelProxy()
  onTestFinished(() => proxy.close())
  const { port } = api.address() as AddressInfo
  const baseUrl = `https://127.0.0.1:${port}`
  const capture = await captureFor(baseUrl, { route: { proxy: proxy.url, authorities: authority.cert } })
  expect(await viaProxy(capture.port)).toMatch(/got \/x$/)
  expect(proxy.tunnels).toEqual([`127.0.0.1:${port}`])
  const [ended] = await capture.ended(1)
  expect(ended?.timing.tlsMs).toBeGreaterThan(0)

  const untrusting = await captureFor(baseUrl, { route: { proxy: proxy.url, authorities: null } })
  const said = await viaProxy(untrusting.port)
  expect(said).toMatch(/^HTTP\/1\.1 502 .*x-postern: capture.*agreed on no secure connection/s)
})

it('checks certificates whatever the environment says', async () => {
  const { cert, key } = makeCertificate('api', { host: '127.0.0.1' })
  const api = createTlsServer({ cert, key }, (_, response) => response.end('got in'))
  await new Promise<void>((resolve) => api.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    api.closeAllConnections()
    api.close()
  })
  const before = process.env['NODE_TLS_REJECT_UNAUTHORIZED']
  process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0'
  onTestFinished(() => {
    if (before === undefined) delete process.env['NODE_TLS_REJECT_UNAUTHORIZED']
    else process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = before
  })
  const capture = await captureFor(`https://127.0.0.1:${(api.address() as AddressInfo).port}`)
  expect(await viaProxy(capture.port)).toMatch(/^HTTP\/1\.1 502 /)
})

it.each<[string, string, () => Promise<string>, RegExp]>([
  [
    'refuses the connection',
    'http',
    async () => `http://127.0.0.1:${await closedPort()}`,
    /^HTTP\/1\.1 502 .*The proxy \S+ refused/s,
  ],
  [
    'refuses the connection',
    'https',
    async () => `http://127.0.0.1:${await closedPort()}`,
    /^HTTP\/1\.1 502 .*The proxy \S+ refused/s,
  ],
  [
    'wants a password',
    'https',
    async () => (await proxyThat((socket) => socket.write(answer(407, {}, '')))).url,
    /^HTTP\/1\.1 502 .*The proxy \S+ returned 407 instead of a tunnel/s,
  ],
  [
    'speaks no HTTP',
    'https',
    async () => (await proxyThat((socket) => socket.end('SSH-2.0-x\r\n\r\n'))).url,
    /^HTTP\/1\.1 502 .*The proxy \S+ sent no valid HTTP response/s,
  ],
])('names a proxy that %s before an %s API', async (_, scheme, open, said) => {
  const proxy = await open()
  const { capture } = await throughProxy(`${scheme}://api.example.test`, proxy)
  const text = await viaProxy(capture.port)
  expect(text).toMatch(said)
  expect(text).toContain(new URL(proxy).host)
  expect(text).toContain('x-postern: capture')
  const [ended] = await capture.ended(1)
  expect(ended).toMatchObject({ response: null, failure: { mayHaveBeenSent: false } })
})

it('goes to this computer directly, whatever proxy is named', async () => {
  const api = await startHostileServer({})
  onTestFinished(() => api.close())
  const profile = profileFor('own', 'Own', api.url)
  const environment = { ALL_PROXY: `http://127.0.0.1:${await closedPort()}` }
  const { route } = await routeTo(profile, { environment })
  expect(route.proxy).toBeNull()
})
