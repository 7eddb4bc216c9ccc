import { EventEmitter } from 'node:events'
import { request } from 'node:http'
import { describe, expect, test } from 'vitest'
import type { Clock } from '../../../app/clock.ts'
import { SANDBOX_FAULTS } from '../../../app/sandbox/sandbox.ts'
import { createFakeClock } from '../../fixtures/fakeClock.ts'
import { at, messagesOf, openClient, postJson, textAt, withFault, type Client } from './client.ts'

const SITES = '/api/external/sites'

/** The code of the error that ends a request, as Node's own client tells it. */
function errorCodeOf(client: Client, fault: string): Promise<unknown> {
  return new Promise((resolve) => {
    const options = { headers: { 'x-sandbox-fault': fault } }
    const sent = request(client.sandbox.url + SITES, options, (response) => {
      response.on('error', (error) => resolve(at(error, 'code')))
      response.on('end', () => resolve('none'))
      response.resume()
    })
    sent.on('error', (error) => resolve(at(error, 'code')))
    sent.end()
  })
}

/** A clock that stands still and tells when somebody starts to sleep, and how that sleep ends. */
function sleepWatch() {
  const fake = createFakeClock()
  const announcements = new EventEmitter()
  const clock: Clock = {
    now: fake.now,
    monotonic: fake.monotonic,
    sleep(ms, signal) {
      const sleep = fake.sleep(ms, signal)
      const ended = sleep.then(
        () => 'over',
        () => 'aborted',
      )
      announcements.emit('sleep', { ended })
      return sleep
    },
  }
  const nextSleep = () =>
    new Promise<{ ended: Promise<string> }>((resolve) => announcements.once('sleep', resolve))
  return { fake, clock, nextSleep }
}

describe('faults that answer', () => {
  test('status=500 is a standard envelope with a trace ID', async () => {
    await using client = await openClient()
    const answer = await client.call('site-7', SITES, withFault('status=500'))
    expect(answer).toMatchObject({ status: 500, json: { status: { code: 100 }, data: null } })
    expect(answer.headers.get('x-trace-id')).toMatch(/^[0-9a-f]{32}$/)
  })

  test.each([
    ['status=403', 403, 403],
    ['status=404', 404, 404],
    ['status=409', 409, 100],
    ['status=503;retry-after=4', 503, 100],
  ])('%s has status %d and code %d', async (fault, status, code) => {
    await using client = await openClient()
    const answer = await client.call('site-7', SITES, withFault(fault))
    expect(answer).toMatchObject({ status, json: { status: { code } } })
    expect(answer.headers.get('retry-after')).toBe(fault.includes('retry-after') ? '4' : null)
  })

  test('expired-token is a 401, whatever the token', async () => {
    await using client = await openClient()
    const answer = await client.call('site-7', SITES, withFault('expired-token'))
    expect(answer).toMatchObject({ status: 401, json: { status: { code: 401 } } })
    expect(messagesOf(answer)[0]).toContain('expired')
  })

  test('html-502 is a page', async () => {
    await using client = await openClient()
    const answer = await client.call('site-7', SITES, withFault('html-502'))
    expect(answer.status).toBe(502)
    expect(answer.headers.get('content-type')).toMatch(/^text\/html/)
    expect(answer.text).toContain('<html>')
  })

  test('gateway-429 is the body of a gateway and says when to come back', async () => {
    await using client = await openClient()
    const answer = await client.call('site-7', SITES, withFault('gateway-429;retry-after=7'))
    expect(answer.json).toEqual({
      statusCode: 429,
      message: 'Rate limit is exceeded. Try again in 7 seconds.',
    })
    expect(answer).toMatchObject({ status: 429 })
    expect(answer.headers.get('retry-after')).toBe('7')
  })

  test('problem-details names fields and repeats the trace ID', async () => {
    await using client = await openClient()
    const answer = await client.call('site-7', SITES, withFault('problem-details'))
    expect(answer).toMatchObject({ status: 400, json: { title: 'Bad Request', status: 400 } })
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/)
    expect(Object.keys(Object(at(answer.json, 'errors')))).toContain('limit')
    expect(at(answer.json, 'traceId')).toBe(answer.headers.get('x-trace-id'))
  })

  test('unknown-code keeps the status that it is given', async () => {
    await using client = await openClient()
    const failed = await client.call('site-7', SITES, withFault('unknown-code=734'))
    expect(failed).toMatchObject({ status: 400, json: { status: { code: 734 }, errors: [{ code: 734 }] } })
    const successful = await client.call('site-7', SITES, withFault('unknown-code=734;status=200'))
    expect(successful).toMatchObject({ status: 200, json: { status: { code: 734 } } })
  })

  test('wrong-envelope keeps the data and changes what is around it', async () => {
    await using client = await openClient()
    const honest = await client.call('site-7', SITES)
    const sites = await client.call('site-7', SITES, withFault('wrong-envelope'))
    expect(sites).toMatchObject({ status: 200, json: { isSuccess: true, data: at(honest.json, 'data') } })
    const headers = { 'x-sandbox-fault': 'wrong-envelope', 'external-gh-apim-sub-key': 'sandbox-sub-key' }
    const shifts = await client.call('liveops', '/api/external/liveops', { headers })
    expect(shifts).toMatchObject({ status: 200, json: { status: { code: 0 }, errors: [] } })
  })

  test('huge sends valid JSON of at least that size', async () => {
    await using client = await openClient()
    const answer = await client.call('site-7', SITES, withFault('huge=3MB'))
    expect(answer.text.length).toBeGreaterThanOrEqual(3 * 1024 * 1024)
    expect(answer).toMatchObject({ status: 200, json: { status: { code: 0 } } })
    expect(at(answer.json, 'data', 'length')).toBe(at(answer.json, 'count'))
  })

  test('huge waits for a slow reader instead of filling the memory', async () => {
    await using client = await openClient()
    const before = process.memoryUsage().rss
    const response = await fetch(client.sandbox.url + SITES, withFault('huge=1GB'))
    const reader = response.body?.getReader()
    for (let count = 0; count < 50; count += 1) await reader?.read()
    expect(process.memoryUsage().rss - before).toBeLessThan(300 * 1024 * 1024)
    await reader?.cancel()
  })
})

describe('faults that last', () => {
  const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } })
  const faultFor = (token: string, fault: string) => ({
    headers: { ...bearer(token).headers, 'x-sandbox-fault': fault },
  })

  test('expired-token ends that token, and no other', async () => {
    await using client = await openClient()
    const [first, second] = [await client.token('site-7'), await client.token('site-7')]
    expect((await client.send(SITES, faultFor(first, 'expired-token'))).status).toBe(401)
    const again = await client.send(SITES, bearer(first))
    expect(again.status).toBe(401)
    expect(messagesOf(again)).toEqual(['The bearer token has expired.'])
    expect((await client.send(SITES, bearer(second))).status).toBe(200)
  })

  test('revoked-key refuses all tokens of the key and new ones, until clearFaults', async () => {
    await using client = await openClient()
    const [first, second] = [await client.token('site-7'), await client.token('site-7')]
    client.sandbox.addFault('revoked-key')
    expect((await client.send(SITES, bearer(first))).status).toBe(401)
    expect(messagesOf(await client.send(SITES, bearer(second)))).toEqual([
      'The API key behind the bearer token is no longer valid.',
    ])
    const asked = () => client.send('/api/token/request', postJson({ apiKey: 'sandbox-site-7' }))
    expect(await asked()).toMatchObject({ status: 401, json: { status: { code: 401 } } })
    expect((await client.call('company', SITES)).status).toBe(200)
    expect(client.sandbox.waitingFaults()).toEqual([{ spec: 'revoked-key', left: 0 }])
    client.sandbox.clearFaults()
    expect(client.sandbox.waitingFaults()).toEqual([])
    expect((await asked()).status).toBe(200)
    const never = await client.send('/api/token/request', postJson({ apiKey: 'sandbox-revoked' }))
    expect(never.status).toBe(401)
  })

  test('full-window refuses the key until the next window, and waits for a request that counts', async () => {
    const clock = createFakeClock(Date.parse('2026-03-02T09:00:42.500Z'))
    await using client = await openClient({ clock })
    const token = await client.token('site-7')
    client.sandbox.addFault('full-window')
    expect((await client.call('webhook', '/api/webhook/subscribers', { method: 'POST' })).status).toBe(201)
    const refused = await client.send(SITES, bearer(token))
    expect(refused.status).toBe(429)
    expect(refused.headers.get('retry-after')).toBe('18')
    expect((await client.send(SITES, bearer(token))).status).toBe(429)
    expect((await client.call('company', SITES)).status).toBe(200)
    await clock.advance(17_500)
    expect((await client.send(SITES, bearer(token))).status).toBe(200)
  })
})

test('full-window waits for the next window where the one of now is about to end', async () => {
  const { fake, clock, nextSleep } = sleepWatch()
  await using client = await openClient({ clock, rate: { limit: 60, lengthMs: 60_000 } })
  await fake.advance(59_000 - (fake.now() % 60_000))
  const authorization = `Bearer ${await client.token('site-7')}`
  client.sandbox.addFault('full-window')
  const sleep = nextSleep()
  const refused = client.send(SITES, { headers: { authorization } })
  await sleep
  await fake.advance(1000)
  expect(await refused).toMatchObject({ status: 429 })
  expect((await refused).headers.get('retry-after')).toBe('60')
})

describe('code', () => {
  test('keeps status and paging, and takes the data away', async () => {
    await using client = await openClient()
    const path = '/api/external/staffs?limit=2'
    const honest = await client.call('site-7', path)
    const failed = await client.call('site-7', path, withFault('code=100'))
    expect(failed).toMatchObject({ status: 200, json: { status: { code: 100 }, data: null, errors: [{}] } })
    expect(at(failed.json, 'nextPageParameter')).toBe(at(honest.json, 'nextPageParameter'))
    expect(textAt(failed.json, 'nextPageParameter')).toContain('referenceId')
  })

  test('says it in the envelope of live operations too', async () => {
    await using client = await openClient()
    const headers = { 'x-sandbox-fault': 'code=100', 'external-gh-apim-sub-key': 'sandbox-sub-key' }
    const failed = await client.call('liveops', '/api/external/liveops', { headers })
    expect(failed).toMatchObject({ status: 200, json: { isSuccess: false, status: 100, data: [] } })
  })

  test('leaves a failure as it is', async () => {
    await using client = await openClient()
    const failed = await client.call('site-7', `${SITES}?customerId=1099`, withFault('code=100'))
    expect(failed).toMatchObject({ status: 403, json: { status: { code: expect.any(Number) } } })
    expect(messagesOf(failed)[0]).toContain('1099')
  })
})

describe('faults of the connection', () => {
  test('reset ends it with ECONNRESET', async () => {
    await using client = await openClient()
    expect(await errorCodeOf(client, 'reset')).toBe('ECONNRESET')
    expect(client.sandbox.log().at(-1)).toMatchObject({ status: null, fault: 'reset' })
  })

  test('cut-body announces more than it sends', async () => {
    await using client = await openClient()
    const honest = await client.call('site-7', SITES)
    const headers = { authorization: `Bearer ${await client.token('site-7')}`, 'x-sandbox-fault': 'cut-body' }
    const response = await fetch(client.sandbox.url + SITES, { headers })
    expect(response.headers.get('content-length')).toBe(String(honest.text.length))
    await expect(response.text()).rejects.toThrow('terminated')
    expect(await errorCodeOf(client, 'cut-body')).toBe('ECONNRESET')
  })

  test('hang takes the request and answers nothing until the sandbox closes', async () => {
    await using client = await openClient()
    const taken = new Promise((resolve) => client.sandbox.onRequest(resolve))
    const ended = errorCodeOf(client, 'hang')
    expect(await taken).toMatchObject({ path: SITES, status: null, fault: 'hang' })
    await client.sandbox.close()
    expect(await ended).toBe('ECONNRESET')
  })
})

describe('faults of time', () => {
  test('slow answers as usual once its time is over', async () => {
    const { clock, nextSleep, fake } = sleepWatch()
    await using client = await openClient({ clock })
    const headers = { authorization: `Bearer ${await client.token('site-7')}`, 'x-sandbox-fault': 'slow=3s' }
    const sleep = nextSleep()
    const answer = client.send(SITES, { headers })
    await sleep
    await fake.advance(2999)
    expect(fake.sleeping).toBe(1)
    expect(client.sandbox.log().filter((entry) => entry.path === SITES)).toEqual([])
    await fake.advance(1)
    expect((await answer).status).toBe(200)
  })

  test('slow stops waiting when the client goes away', async () => {
    const { clock, nextSleep } = sleepWatch()
    await using client = await openClient({ clock })
    const abort = new AbortController()
    const logged = new Promise((resolve) => client.sandbox.onRequest(resolve))
    const sleep = nextSleep()
    const lost = client.send(SITES, { ...withFault('slow=3s'), signal: abort.signal }).catch(() => 'gone')
    const { ended } = await sleep
    abort.abort()
    expect(await lost).toBe('gone')
    expect(await ended).toBe('aborted')
    expect(await logged).toMatchObject({ status: null, fault: 'slow=3s' })
  })

  test('slow stops waiting when the sandbox closes', async () => {
    const { clock, nextSleep } = sleepWatch()
    await using client = await openClient({ clock })
    const sleep = nextSleep()
    const lost = errorCodeOf(client, 'slow=3s')
    const { ended } = await sleep
    await client.sandbox.close()
    expect(await lost).toBe('ECONNRESET')
    expect(await ended).toBe('aborted')
  })

  test('clock-skew shifts the Date, the window and the view of the token', async () => {
    const clock = createFakeClock()
    await using client = await openClient({
      clock,
      rate: { limit: 1, lengthMs: 60_000 },
      tokenLifeMs: 300_000,
    })
    const authorization = `Bearer ${await client.token('site-7')}`
    const skewed = (skew: string) =>
      client.send(SITES, { headers: { authorization, 'x-sandbox-fault': `clock-skew=${skew}` } })
    expect((await client.send(SITES, { headers: { authorization } })).status).toBe(200)
    const ahead = await skewed('90s')
    expect(ahead.status).toBe(200)
    expect(ahead.headers.get('date')).toBe('Mon, 02 Mar 2026 09:01:30 GMT')
    const full = await skewed('90s')
    expect(full.status).toBe(429)
    expect(full.headers.get('retry-after')).toBe('30')
    expect((await skewed('5m')).status).toBe(401)
    expect((await skewed('-90s')).headers.get('date')).toBe('Mon, 02 Mar 2026 08:58:30 GMT')
  })
})

describe('how often a fault strikes', () => {
  test('as a header with times=2, the first two requests of a path', async () => {
    await using client = await openClient()
    const statuses = async (path: string, count: number) => {
      const found = []
      for (let sent = 0; sent < count; sent += 1) {
        found.push((await client.call('site-7', path, withFault('status=500;times=2'))).status)
      }
      return found
    }
    expect(await statuses(SITES, 4)).toEqual([500, 500, 200, 200])
    expect(await statuses('/api/external/customers', 3)).toEqual([500, 500, 200])
    client.sandbox.clearFaults()
    expect(await statuses(SITES, 1)).toEqual([500])
  })

  test('as a header without times, every request', async () => {
    await using client = await openClient()
    for (let sent = 0; sent < 3; sent += 1) {
      expect((await client.call('site-7', SITES, withFault('status=503'))).status).toBe(503)
    }
  })

  test('added by a call, the next requests that are not token exchanges', async () => {
    await using client = await openClient()
    client.sandbox.addFault('status=500;times=2')
    client.sandbox.addFault('html-502')
    const statuses = []
    for (let sent = 0; sent < 4; sent += 1) statuses.push((await client.call('site-7', SITES)).status)
    expect(statuses).toEqual([500, 500, 502, 200])
  })

  test('with a path, only requests of that path, and token exchanges if they are meant', async () => {
    await using client = await openClient()
    client.sandbox.addFault('status=503;path=/api/token/request')
    expect((await client.call(null, SITES)).status).toBe(401)
    expect((await client.send('/api/token/request', { method: 'POST' })).status).toBe(503)
    expect((await client.send('/api/token/request', { method: 'POST' })).status).toBe(400)
  })

  test('with a method, only requests of that method', async () => {
    await using client = await openClient()
    client.sandbox.addFault('status=503;method=POST')
    expect((await client.call('site-7', SITES)).status).toBe(200)
    const posted = () => client.call('webhook', '/api/webhook/subscribers', { method: 'POST' })
    expect([(await posted()).status, (await posted()).status]).toEqual([503, 201])
    const own = await client.call('site-7', SITES, withFault('status=503;method=POST'))
    expect(own.status).toBe(200)
  })

  test('no longer after clearFaults', async () => {
    await using client = await openClient()
    client.sandbox.addFault('status=500;times=9')
    client.sandbox.clearFaults()
    expect((await client.call('site-7', SITES)).status).toBe(200)
  })
})

describe('a fault that does not exist', () => {
  test('as a header is answered 400 and told which exist', async () => {
    await using client = await openClient()
    const answer = await client.call('site-7', SITES, withFault('earthquake'))
    expect(answer).toMatchObject({ status: 400, json: { status: { code: 100 } } })
    for (const { name } of SANDBOX_FAULTS) expect(messagesOf(answer)[0]).toContain(name)
  })

  test('added by a call is refused', async () => {
    await using client = await openClient()
    expect(() => client.sandbox.addFault('earthquake')).toThrow(
      expect.objectContaining({ code: 'bad-input', message: expect.stringContaining('clock-skew') }),
    )
  })
})
