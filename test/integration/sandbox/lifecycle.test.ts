import { request } from 'node:http'
import { connect } from 'node:net'
import { describe, expect, test } from 'vitest'
import { systemClock } from '../../../app/clock.ts'
import type { SandboxLogEntry } from '../../../app/contract/sandbox.ts'
import { startSandbox } from '../../../app/sandbox/sandbox.ts'
import { createFakeClock } from '../../fixtures/fakeClock.ts'
import { openClient, withFault } from './client.ts'

const SITES = '/api/external/sites'

/** Status of an answer to a request with that `Host`, which `fetch` does not let anybody set. */
function statusFor(url: string, host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sent = request(url + SITES, { headers: { host } }, (response) => {
      response.resume()
      resolve(response.statusCode)
    })
    sent.on('error', reject)
    sent.end()
  })
}

describe('listening', () => {
  test('on a port that is in use says so and what to do', async () => {
    await using client = await openClient()
    await expect(startSandbox({ clock: systemClock, port: client.sandbox.port })).rejects.toMatchObject({
      name: 'PosternError',
      code: 'sandbox-unavailable',
      message: `The sandbox cannot listen on port ${client.sandbox.port}: another program uses it.`,
      remedy: expect.stringContaining('another port'),
    })
  })

  test('on a port that cannot be says so', async () => {
    await expect(startSandbox({ clock: systemClock, port: 70_000 })).rejects.toMatchObject({
      code: 'sandbox-unavailable',
      message: expect.stringContaining('from 0 to 65535'),
    })
  })

  test('on a port that was used before works at once', async () => {
    const first = await startSandbox({ clock: systemClock })
    await fetch(first.url)
    await first.close()
    const second = await startSandbox({ clock: systemClock, port: first.port })
    expect(second.url).toBe(first.url)
    await second.close()
  })

  test('is on loopback alone', async () => {
    await using client = await openClient()
    expect(client.sandbox.url).toBe(`http://127.0.0.1:${client.sandbox.port}`)
    // Another loopback address reaches a server that listens on all addresses, but not this one.
    const code = await new Promise((resolve) => {
      const socket = connect(client.sandbox.port, '127.0.0.2')
      socket.on('connect', () => resolve(socket.destroy() && 'connected'))
      socket.on('error', (error) => resolve('code' in error ? error.code : error.message))
    })
    expect(code).not.toBe('connected')
  })
})

describe('names that lead to this machine', () => {
  test.each([
    'evil.example',
    'evil.example:80',
    '127.0.0.1.evil.example',
    'localhost.evil.example',
    '10.0.0.7',
  ])('are refused when they are foreign: %s', async (host) => {
    await using client = await openClient()
    expect(await statusFor(client.sandbox.url, host)).toBe(421)
  })

  test.each(['127.0.0.1', 'localhost:4010', 'LOCALHOST', '[::1]:80'])(
    'are taken when they are ours: %s',
    async (host) => {
      await using client = await openClient()
      expect(await statusFor(client.sandbox.url, host)).toBe(401)
    },
  )
})

describe('closing', () => {
  test('ends idle and hanging connections, and twice does no harm', async () => {
    const client = await openClient()
    await client.call('site-7', SITES)
    const taken = new Promise((resolve) => client.sandbox.onRequest(resolve))
    const hanging = client.send(SITES, withFault('hang')).catch(() => 'ended')
    await taken
    await Promise.all([client.sandbox.close(), client.sandbox.close()])
    expect(await hanging).toBe('ended')
    await expect(fetch(client.sandbox.url)).rejects.toThrow()
  })
})

describe('the log', () => {
  test('tells each request without its secrets', async () => {
    await using client = await openClient({ clock: createFakeClock() })
    const heard: SandboxLogEntry[] = []
    const unsubscribe = client.sandbox.onRequest((entry) => heard.push(entry))
    const token = await client.token('site-7')
    const headers = { authorization: `Bearer ${token}` }
    const answer = await client.send(`${SITES}?customerId=1099&secret=${token}`, { headers })
    unsubscribe()
    await client.send(SITES, withFault('html-502'))
    expect(client.sandbox.log().slice(0, 2)).toEqual(heard)
    expect(client.sandbox.log().slice(1)).toMatchObject([
      {
        at: Date.parse('2026-03-02T09:00:00.000Z'),
        method: 'GET',
        path: SITES,
        status: 403,
        key: 'site-7',
        fault: null,
        traceId: answer.headers.get('x-trace-id'),
      },
      { status: 502, key: null, fault: 'html-502' },
    ])
    expect(JSON.stringify(client.sandbox.log())).not.toContain(token)
    expect(JSON.stringify(client.sandbox.log())).not.toContain('sandbox-site-7')
  })

  test('numbers trace IDs the same way at every start', async () => {
    const traces = async () => {
      await using client = await openClient()
      await client.call('site-7', SITES)
      return client.sandbox.log().map((entry) => entry.traceId)
    }
    const first = await traces()
    expect(new Set(first).size).toBe(2)
    expect(await traces()).toEqual(first)
  })
})

test('a client that goes away within its body leaves nothing behind but a line in the log', async () => {
  await using client = await openClient()
  const heard = new Promise((resolve) => client.sandbox.onRequest(resolve))
  const socket = connect(client.sandbox.port, '127.0.0.1')
  const head = 'POST /api/token/request HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n'
  socket.write(`${head}{"apiKey":`, () => socket.destroy())
  expect(await heard).toMatchObject({ method: 'POST', status: null })
  expect((await client.call('site-7', SITES)).status).toBe(200)
})

test('strange targets are answered, not feared', async () => {
  await using client = await openClient()
  for (const path of [
    '//',
    '/?',
    '/%zz',
    '/api/external/staffs//licenses',
    '/api/external/staffs/%2e%2e/licenses',
  ]) {
    const answer = await client.call('company', path)
    expect(answer.status).toBeGreaterThanOrEqual(400)
    expect(answer.status).toBeLessThan(500)
  }
})
