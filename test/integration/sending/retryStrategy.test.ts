import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Exchange } from '../../../app/contract/exchange.ts'
import type { Profile } from '../../../app/contract/profile.ts'
import type { SandboxLogEntry } from '../../../app/contract/sandbox.ts'
import { startSandbox, type Sandbox } from '../../../app/sandbox/sandbox.ts'
import {
  createFakeClock,
  createHarness,
  inVirtualTime,
  profileAt,
  story,
  type FakeClock,
  type Harness,
} from './harness.ts'

/** The guide's "Retry strategy", line by line, against the sandbox's own sockets in virtual time. */
const SITES = '/api/external/sites'
const start = Date.parse('2026-03-02T09:00:20.000Z')

let clock: FakeClock
let sandbox: Sandbox
let harness: Harness
let requests: SandboxLogEntry[]

beforeEach(async () => {
  clock = createFakeClock(start)
  sandbox = await startSandbox({ clock })
  requests = []
  sandbox.onRequest((entry) => {
    if (entry.path.startsWith('/api/external')) requests.push(entry)
  })
  harness = createHarness(clock, profileAt(sandbox.url))
})

afterEach(async () => {
  await harness.sender.close()
  await sandbox.close()
})

const send = (...options: Parameters<Harness['send']>) =>
  inVirtualTime(clock, harness, harness.send(...options))
const withFault = (fault: string) => ({
  target: SITES,
  headers: [['x-sandbox-fault', fault]] satisfies Array<[string, string]>,
})
const observing = (): Profile => {
  const profile = profileAt(sandbox.url)
  return { ...profile, rate: { ...profile.rate, mode: 'observe' } }
}
const rules = (exchange: Exchange) => exchange.attempts.map((attempt) => attempt.decision?.rule)

/** The server's clock is known to the second, and never believed to be further than it is. */
function expectNextMinute(at: number | undefined): void {
  const boundary = Date.parse('2026-03-02T09:01:00.000Z')
  expect(at).toBeGreaterThanOrEqual(boundary)
  expect(at).toBeLessThanOrEqual(boundary + 1000)
}

describe('401: refresh the bearer token and retry once', () => {
  test('a token that has expired is exchanged again, and the request is sent once more', async () => {
    const exchange = await send(withFault('expired-token;times=1'))
    expect(story(exchange)).toBe(
      'token 200 accept, request 401 refresh, token 200 accept, request 200 accept',
    )
    expect(exchange.outcome).toBe('success')
  })

  test('not blindly: a second 401 ends it', async () => {
    const exchange = await send(withFault('expired-token;times=9'))
    expect(story(exchange)).toBe('token 200 accept, request 401 refresh, token 200 accept, request 401 stop')
    expect(rules(exchange).at(-1)).toBe('unauthorized-after-refresh')
    expect(exchange.attempts.at(-1)?.decision?.reason).toContain('likely been revoked')
    expect(requests).toHaveLength(2)
  })

  test('if the refresh also fails, the API key has likely been revoked', async () => {
    const secrets = ['sandbox-site-7', 'sandbox-revoked']
    harness = createHarness(clock, profileAt(sandbox.url), {
      secretOf: () => Promise.resolve(secrets.shift() ?? null),
    })
    const exchange = await send(withFault('expired-token;times=1'))
    expect(story(exchange)).toBe('token 200 accept, request 401 refresh, token 401 stop')
    expect(exchange.attempts.at(-1)?.decision).toMatchObject({ rule: 'refresh-refused' })
    expect(exchange.attempts.at(-1)?.decision?.reason).toContain('likely been revoked')
    expect(exchange.outcome).toBe('http-failure')
  })

  test('one refresh serves all requests that wait for it', async () => {
    await send({ target: SITES })
    const tokens = () => sandbox.log().filter((entry) => entry.path === '/api/token/request').length
    expect(tokens()).toBe(1)
    const targets = ['sites', 'customers', 'staffs', 'timesheets'].map((name) => `/api/external/${name}`)
    const all = await inVirtualTime(
      clock,
      harness,
      Promise.all(targets.map((target) => harness.send({ ...withFault('expired-token;times=1'), target }))),
    )
    expect(all.map(({ outcome }) => outcome)).toEqual(targets.map(() => 'success'))
    expect(
      all.flatMap(({ attempts }) => attempts).filter(({ response }) => response?.status === 401),
    ).toHaveLength(4)
    expect(tokens()).toBe(2)
  })
})

describe('403: do not retry', () => {
  test('the request is sent once, and the reason names the scope', async () => {
    const exchange = await send({ target: `${SITES}?customerId=1099` })
    expect(story(exchange)).toBe('token 200 accept, request 403 stop')
    expect(exchange.attempts.at(-1)?.decision).toMatchObject({ rule: 'forbidden-never' })
    expect(exchange.attempts.at(-1)?.decision?.reason).toContain('would meet the same scope')
    expect(requests).toHaveLength(1)
  })
})

describe('429: back off, and honour the next minute boundary of the fixed window', () => {
  test('the 61st request of a minute is refused, waits for the next minute and then succeeds', async () => {
    const profile = observing()
    const all: Exchange[] = []
    for (let number = 1; number <= 61; number += 1) all.push(await send({ profile, target: SITES }))
    const last = all.at(-1)
    expect(all.slice(0, 60).every((exchange) => exchange.attempts.at(-1)?.response?.status === 200)).toBe(
      true,
    )
    expect(last && story(last)).toBe('request 429 wait, request 200 accept')
    const [refused, granted] = requests.slice(-2).map((entry) => entry.at)
    expect(refused).toBe(start)
    expectNextMinute(granted)
    expect(last?.attempts.at(-1)?.timing.waitedMs).toBeGreaterThanOrEqual(39_000)
  })

  test('the minute is that of the server, whose clock may differ from ours', async () => {
    const ahead = { ...clock, now: () => clock.now() + 25_000 }
    const other = createHarness(ahead, observing())
    const sendAhead = () => inVirtualTime(clock, other, other.send({ target: SITES }))
    for (let number = 1; number <= 60; number += 1) await sendAhead()
    expect(story(await sendAhead())).toBe('request 429 wait, request 200 accept')
    expectNextMinute(requests.at(-1)?.at)
    await other.sender.close()
  })

  test('a Retry-After beyond the boundary is honoured', async () => {
    await send({ target: SITES })
    const exchange = await send(withFault('gateway-429;retry-after=70;times=1'))
    expect(story(exchange)).toBe('request 429 wait, request 200 accept')
    expect(exchange.attempts[0]?.decision).toMatchObject({ rule: 'rate-limit-retry-after', delayMs: 70_000 })
  })

  test('it gives up after two windows', async () => {
    const exchange = await send(withFault('gateway-429;times=9'))
    expect(story(exchange)).toBe('token 200 accept, request 429 wait, request 429 wait, request 429 stop')
    expect(rules(exchange).at(-1)).toBe('rate-limit-cap')
  })

  test('in guard mode a full window holds requests back, so that there is no 429 at all', async () => {
    const all = await inVirtualTime(
      clock,
      harness,
      Promise.all(Array.from({ length: 130 }, () => harness.send({ target: SITES }))),
    )
    expect(new Set(all.map((exchange) => exchange.attempts.at(-1)?.response?.status))).toEqual(new Set([200]))
    const perMinute = new Map<number, number>()
    for (const { at } of requests) {
      const minute = Math.floor(at / 60_000)
      perMinute.set(minute, (perMinute.get(minute) ?? 0) + 1)
    }
    expect([...perMinute.values()]).toEqual([60, 60, 10])
  })
})

describe('5xx: retry with exponential backoff up to a small cap', () => {
  test('after 1, 2, 4 and 8 seconds on the wire, and then no more', async () => {
    const exchange = await send(withFault('status=503;times=99'))
    const times = requests.map((entry) => entry.at)
    expect(times.slice(1).map((time, index) => time - (times[index] ?? 0))).toEqual([1000, 2000, 4000, 8000])
    expect(exchange.attempts.slice(1).map((attempt) => attempt.decision?.action)).toEqual([
      'back-off',
      'back-off',
      'back-off',
      'back-off',
      'stop',
    ])
    expect(exchange.attempts.slice(1).map((attempt) => attempt.timing.waitedMs)).toEqual([
      0, 1000, 2000, 4000, 8000,
    ])
    expect(exchange.outcome).toBe('http-failure')
  })

  test('a retry that succeeds ends it', async () => {
    const exchange = await send(withFault('status=500;times=2'))
    expect(story(exchange)).toBe(
      'token 200 accept, request 500 back-off, request 500 back-off, request 200 accept',
    )
  })

  test('a request that is not idempotent is not sent again, since it may have run', async () => {
    const exchange = await send({ ...withFault('status=500;times=1'), method: 'POST', body: '{}' })
    expect(story(exchange)).toBe('token 200 accept, request 500 stop')
    expect(rules(exchange).at(-1)).toBe('server-error-not-idempotent')
  })

  test('unless the user vouches for it', async () => {
    const exchange = await send({
      ...withFault('status=500;times=1'),
      method: 'POST',
      body: '{}',
      markedIdempotent: true,
    })
    expect(exchange.attempts.map((attempt) => attempt.decision?.action).slice(0, 2)).toEqual([
      'accept',
      'back-off',
    ])
    expect(exchange.attempts.filter((attempt) => attempt.purpose === 'request')).toHaveLength(2)
  })

  test('a connection that was cut is treated alike', async () => {
    const exchange = await send(withFault('reset;times=1'))
    expect(story(exchange)).toBe('token 200 accept, request reset back-off, request 200 accept')
    const unsafe = await send({
      ...withFault('cut-body;times=1'),
      target: '/api/external/customers',
      method: 'POST',
      body: '{}',
    })
    expect(unsafe.attempts.at(-1)?.decision?.rule).toBe('lost-not-idempotent')
  })

  test('no retry starts after the deadline', async () => {
    const profile = profileAt(sandbox.url)
    const exchange = await send({
      ...withFault('status=500;times=99'),
      profile: { ...profile, retry: { ...profile.retry, deadlineMs: 6000 } },
    })
    expect(rules(exchange).at(-1)).toBe('deadline')
    expect(requests).toHaveLength(3)
  })
})
