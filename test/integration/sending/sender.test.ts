import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { builtInCatalog } from '../../../app/catalog/catalog.ts'
import { systemClock } from '../../../app/clock.ts'
import { PosternError } from '../../../app/contract/errors.ts'
import type { ApiResponse, Exchange } from '../../../app/contract/exchange.ts'
import type { ExchangeRecorder } from '../../../app/contract/recording.ts'
import type { Profile } from '../../../app/contract/profile.ts'
import { createAsyncRedactor } from '../../../app/recorder/asyncRedactor.ts'
import { createRecorder } from '../../../app/recorder/recorder.ts'
import { createSecretRegistry } from '../../../app/recorder/secretRegistry.ts'
import { startSandbox, type Sandbox } from '../../../app/sandbox/sandbox.ts'
import { answer, startHostileServer } from '../../fixtures/hostileServer.ts'
import {
  createFakeClock,
  createHarness,
  inVirtualTime,
  nextTurn,
  profileAt,
  story,
  until,
  type FakeClock,
  type Harness,
} from './harness.ts'

const SITES = '/api/external/sites'
const TOKEN_PATH = '/api/token/request'

let clock: FakeClock
let sandbox: Sandbox
let harness: Harness
let profile: Profile
const ends: Array<() => Promise<unknown>> = []

beforeEach(async () => {
  clock = createFakeClock(Date.parse('2026-03-02T09:00:20.000Z'))
  sandbox = await startSandbox({ clock })
  profile = profileAt(sandbox.url)
  harness = createHarness(clock, profile)
})

afterEach(async () => {
  await harness.sender.close()
  await sandbox.close()
  for (const end of ends.splice(0).reverse()) await end()
})

const send = (...options: Parameters<Harness['send']>) =>
  inVirtualTime(clock, harness, harness.send(...options))
const faulty = (fault: string) => ({
  target: SITES,
  headers: [['x-sandbox-fault', fault]] satisfies Array<[string, string]>,
})
const count = (path: string) => sandbox.log().filter((entry) => entry.path === path).length
const isWaiting = () => harness.progress.at(-1)?.state === 'waiting'
const small = (limit: number): Profile => ({ ...profile, rate: { ...profile.rate, limit } })

describe('every step is kept', () => {
  test('before a request leaves, and as soon as its answer is in', async () => {
    const keptWhenItLeft: Array<number | undefined> = []
    sandbox.onRequest(() => keptWhenItLeft.push(harness.records.at(-1)?.attempts.length))
    const exchange = await send(faulty('status=500;times=1'))
    expect(keptWhenItLeft).toEqual([1, 2, 3])
    const steps = harness.records.map(
      (record) => `${record.attempts.length}${record.attempts.at(-1)?.decision ? ' decided' : ''}`,
    )
    expect(steps).toEqual(['0', '1', '1 decided', '2', '2 decided', '3', '3 decided'])
    expect(harness.records.at(-1)).toEqual(exchange)
  })

  test('what was recorded never changes afterwards', async () => {
    const copies: string[] = []
    const other = createHarness(clock, profile, {
      keep: (exchange) => {
        copies.push(JSON.stringify(exchange))
        return Promise.resolve()
      },
    })
    await inVirtualTime(clock, other, other.send(faulty('status=500;times=2')))
    expect(other.records.map((record) => JSON.stringify(record))).toEqual(copies)
    await other.sender.close()
  })

  test('what may change something at the API does not leave before the record is on the disk', async () => {
    let keep: () => void = () => undefined
    const other = createHarness(clock, profile, {
      keep: () =>
        new Promise((resolve) => {
          keep = resolve
        }),
    })
    const { id, done } = other.begin({ key: null, method: 'POST', target: SITES })
    for (let turn = 0; turn < 20; turn += 1) await nextTurn()
    expect(sandbox.log()).toHaveLength(0)
    other.sender.cancel(id)
    keep()
    expect((await done).outcome).toBe('cancelled')
    expect(sandbox.log()).toHaveLength(0)
    await other.sender.close()
  })

  test('what changes nothing waits for no disk', async () => {
    const durable: boolean[] = []
    const other = createHarness(clock, profile, {
      keep: (_, options) => {
        durable.push(options.durable)
        return new Promise(() => undefined)
      },
    })
    expect((await other.send({ key: null, target: SITES })).outcome).toBe('http-failure')
    expect(durable).toEqual([false, false])
    await other.sender.close()
  })

  test('a history that fails does not lose the request', async () => {
    const other = createHarness(clock, profile, { keep: () => Promise.reject(new Error('disk full')) })
    expect((await other.send({ target: SITES })).outcome).toBe('success')
    await other.sender.close()
  })

  test('progress tells each state, and how many attempts there may be', async () => {
    await send(faulty('status=500;times=2'))
    expect(harness.progress.map(({ state, attempt, of }) => [state, attempt, of])).toEqual([
      ['token', 1, null],
      ['sending', 1, null],
      ['waiting', 2, 5],
      ['sending', 2, 5],
      ['waiting', 3, 5],
      ['sending', 3, 5],
      ['done', 3, null],
    ])
    const waiting = harness.progress[2]
    expect(waiting?.until).toBe(Date.parse('2026-03-02T09:00:21.000Z'))
    expect(waiting?.reason).toContain('500')
  })
})

describe('secrets', () => {
  test('neither key nor token is in anything that is recorded or told', async () => {
    await send({ target: SITES })
    const told = JSON.stringify([harness.records, harness.progress, harness.windows, harness.tokens])
    expect(told).not.toContain('sandbox-site-7')
    expect(told).not.toMatch(/eyJ[A-Za-z0-9_-]+\./)
    expect(harness.records.at(-1)?.request.headers).toContainEqual(['Authorization', '[redacted]'])
  })

  test('a server that echoes the token does not get it into the record', async () => {
    const echo = await startHostileServer({
      [TOKEN_PATH]: (socket) => socket.write(answer(200, {}, '{"token":"opaque-token-of-test"}')),
      '/echo': (socket, head) => {
        const sent = /authorization: (.*)/i.exec(head)?.[1] ?? ''
        socket.write(answer(500, { 'X-Echo': sent }, JSON.stringify({ sent })))
      },
    })
    ends.push(() => echo.close())
    const at = profileAt(echo.url)
    const exchange = await send({
      profile: { ...at, retry: { ...at.retry, backoffMs: [] } },
      target: '/echo',
    })
    expect(echo.requests.at(-1)).toContain('Bearer opaque-token-of-test')
    expect(JSON.stringify(harness.records)).not.toContain('opaque-token')
    expect(exchange.attempts.at(-1)?.response?.body).toBe('{"sent":"Bearer [redacted]"}')
  })

  test('the password of a proxy stands in no failure, whatever characters it has', async () => {
    for (const scheme of ['socks5', 'http']) {
      const other = createHarness(clock, profileAt('http://nowhere.invalid'), {
        environment: { HTTP_PROXY: `${scheme}://me:pass/w@rd%2Bof-Proxy@127.0.0.1:1` },
      })
      await other.send({ key: null, target: '/x' })
      expect(JSON.stringify(other.records)).not.toMatch(/pass\/w|of-Proxy/i)
      await other.sender.close()
    }
  })

  test('another host gets nothing of the key, and the decision says so', async () => {
    const other = await startHostileServer({})
    ends.push(() => other.close())
    const exchange = await send({
      target: `${other.url}/x`,
      headers: [['external-gh-apim-sub-key', 'mine-alone']],
    })
    expect(other.requests).toHaveLength(1)
    expect(other.requests[0]).not.toMatch(/authorization|apim|mine-alone/i)
    expect(exchange.key).toBeNull()
    expect(exchange.attempts.at(-1)?.decision?.reason).toContain('without the key and its token')
    expect(count(TOKEN_PATH)).toBe(0)
  })

  test('a key that was forgotten is exchanged anew', async () => {
    await send({ target: SITES })
    harness.sender.forget('test', 'site-7')
    expect(harness.tokens.at(-1)).toMatchObject({ claims: null, expiresAt: null })
    await send({ target: SITES })
    expect(count(TOKEN_PATH)).toBe(2)
  })
})

describe('tokens', () => {
  test('one exchange serves all that wait for it, and only one of them shows it', async () => {
    const all = await inVirtualTime(
      clock,
      harness,
      Promise.all(Array.from({ length: 8 }, () => harness.send({ target: SITES }))),
    )
    expect(count(TOKEN_PATH)).toBe(1)
    expect(all.flatMap(({ attempts }) => attempts).filter(({ purpose }) => purpose === 'token')).toHaveLength(
      1,
    )
  })

  test('when it fails, each of them shows why', async () => {
    const all = await Promise.all(
      Array.from({ length: 3 }, () => harness.send({ key: 'revoked', target: SITES })),
    )
    expect(count(TOKEN_PATH)).toBe(1)
    expect(all.map(story)).toEqual(Array(3).fill('token 401 stop'))
    expect(all.map(({ outcome }) => outcome)).toEqual(Array(3).fill('http-failure'))
  })

  test('an end that was past when it came is nobody’s: it is used until it is refused', async () => {
    const date = { Date: new Date(clock.now()).toUTCString() }
    const server = await startHostileServer({
      [TOKEN_PATH]: (socket) =>
        socket.write(
          answer(200, date, '{"token":"opaque-token-of-test","expiresAt":"2020-01-01T00:00:00Z"}'),
        ),
      [SITES]: (socket) => socket.write(answer(200, date, '{"status":{"code":0},"data":[],"count":0}')),
    })
    ends.push(() => server.close())
    const at = profileAt(server.url)
    await send({ profile: at, target: SITES })
    expect(story(await send({ profile: at, target: SITES }))).toBe('request 200 accept')
  })

  test('it is exchanged again ahead of its end, so that no request meets an expired one', async () => {
    await send({ target: SITES })
    await clock.advance(14 * 60_000)
    await send({ target: SITES })
    expect(count(TOKEN_PATH)).toBe(1)
    await clock.advance(45_000)
    expect(story(await send({ target: SITES }))).toBe('token 200 accept, request 200 accept')
    expect(count(TOKEN_PATH)).toBe(2)
  })

  test('its claims and its end are told, in our own clock', async () => {
    await send({ target: SITES })
    expect(harness.tokens.at(-1)).toMatchObject({
      profile: 'test',
      key: 'site-7',
      claims: { keyType: 'public', siteIds: ['31', '32', '40'] },
    })
    const { expiresAt } = harness.sender.tokenState(profile, 'site-7')
    expect(Math.abs((expiresAt ?? 0) - (clock.now() + 900_000))).toBeLessThan(1000)
  })

  test('it is known for a secret as long as it is held or on the wire', async () => {
    expect(harness.sender.secrets()).toEqual([])
    await send({ target: SITES })
    const token = expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/)
    expect(harness.sender.secrets()).toEqual([token])
    const { id, done } = harness.begin({
      target: '/api/external/sites?customerId=1',
      headers: [['x-sandbox-fault', 'hang']],
    })
    await until(() => harness.progress.at(-1)?.state === 'sending')
    harness.sender.forget('test')
    expect(harness.sender.secrets()).toEqual([token])
    harness.sender.cancel(id)
    await done
    expect(harness.sender.secrets()).toEqual([])
  })

  test('testing a key exchanges it each time, and says why it does not work', async () => {
    expect(await harness.sender.exchangeKey(profile, 'site-7')).toMatchObject({ keyType: 'public' })
    expect(await harness.sender.exchangeKey(profile, 'site-7')).toMatchObject({ keyType: 'public' })
    expect(count(TOKEN_PATH)).toBe(2)
    await expect(harness.sender.exchangeKey(profile, 'revoked')).rejects.toThrow(/refused the key with 401/)
  })

  test('a key that is missing ends the exchange with its own words, and nothing is sent', async () => {
    const missing = new PosternError('key-unreadable', 'The key cannot be read.', 'Enter it again.')
    const other = createHarness(clock, profile, { secretOf: () => Promise.reject(missing) })
    const exchange = await other.send({ target: SITES })
    expect(exchange).toMatchObject({
      outcome: 'transport-failure',
      diagnosis: {
        headline: 'The key cannot be read.',
        remedy: ['Enter it again.'],
        remedyActions: ['enter-key'],
      },
    })
    expect(sandbox.log()).toHaveLength(0)
    await expect(other.sender.exchangeKey(profile, 'site-7')).rejects.toBe(missing)
    await other.sender.close()
  })

  test('nothing goes to a host that the user does not let it go to, with or without a key', async () => {
    const refused = new PosternError('bad-input', 'Not there.', 'Let it.')
    const asked: string[] = []
    const other = createHarness(clock, profile, {
      consent: (origin) => (asked.push(origin), Promise.reject(refused)),
    })
    for (const key of ['site-7', null])
      expect(await other.send({ target: SITES, key })).toMatchObject({
        outcome: 'transport-failure',
        diagnosis: { headline: 'Not there.', meaning: 'Postern sent nothing.', remedy: ['Let it.'] },
      })
    await expect(other.sender.exchangeKey(profile, 'site-7')).rejects.toBe(refused)
    await expect(other.sender.consent({ profile, target: 'https://there.example/x' })).rejects.toBe(refused)
    expect(asked).toEqual([...Array(3).fill(sandbox.url), 'https://there.example'])
    expect(sandbox.log()).toHaveLength(0)
    await other.sender.close()
  })

  test('the time in which the user is asked about a host is none of the request’s', async () => {
    let agree: () => void = () => undefined
    const asked = new Promise<void>((resolve) => (agree = resolve))
    const other = createHarness(clock, profile, { consent: () => asked })
    const { done } = other.begin({ target: SITES })
    await nextTurn()
    await clock.advance(profile.retry.deadlineMs + 1)
    agree()
    expect(await done).toMatchObject({ outcome: 'success' })
    await other.sender.close()
  })

  test('a request can be cancelled while the user is asked about its host', async () => {
    const other = createHarness(clock, profile, { consent: () => new Promise(() => undefined) })
    const { id, done } = other.begin({ target: SITES })
    await nextTurn()
    other.sender.cancel(id)
    expect((await done).outcome).toBe('cancelled')
    await other.sender.close()
  })

  test('what waits when Postern quits is interrupted, not cancelled', async () => {
    const { id, done } = harness.begin(faulty('status=500;times=2'))
    await until(isWaiting)
    expect(harness.progress.at(-1)).toMatchObject({ id, state: 'waiting' })
    await harness.sender.close()
    const exchange = await done
    expect(exchange.outcome).toBe('interrupted')
    expect(exchange.diagnosis?.headline).toMatch(/^Interrupted before the next attempt: /)
  })

  test('a ready-made token is used as it is, and a 401 is not answered with another', async () => {
    const exchange = await send({ key: null, token: 'not-a-good-one', target: SITES })
    expect(story(exchange)).toBe('request 401 stop')
    expect(exchange.attempts[0]?.decision).toMatchObject({ rule: 'unauthorized-no-key' })
    expect(JSON.stringify(harness.records)).not.toContain('not-a-good-one')
  })

  test('an exchange that leads nowhere backs off, and is given up when nobody waits for it any more', async () => {
    const server = await startHostileServer({ [TOKEN_PATH]: (socket) => socket.write(answer(503, {}, '')) })
    ends.push(() => server.close())
    const { id, done } = harness.begin({ profile: profileAt(server.url), target: SITES })
    await until(isWaiting)
    expect(harness.progress.at(-1)?.reason).toContain('503')
    expect(harness.sender.cancel(id)).toBe(true)
    const exchange = await done
    expect(exchange.outcome).toBe('cancelled')
    expect(story(exchange)).toBe('token 503 back-off')
    for (let turn = 0; turn < 10; turn += 1) await nextTurn()
    expect(clock.sleeping).toBe(0)
    expect(server.requests).toHaveLength(1)
  })
})

describe('waits', () => {
  test('a back-off can be cut short', async () => {
    const { id, done } = harness.begin(faulty('status=500;times=1'))
    await until(isWaiting)
    expect(harness.sender.sendNow(id)).toBe(true)
    expect(story(await done)).toBe('token 200 accept, request 500 back-off, request 200 accept')
    expect(clock.monotonic()).toBe(0)
    expect(harness.sender.sendNow(id)).toBe(false)
  })

  test('a request that is held back really leaves when it is told to, window or not', async () => {
    await send({ profile: small(1), target: SITES })
    const { id, done } = harness.begin({ profile: small(1), target: SITES })
    await until(isWaiting)
    expect(harness.sender.windowState(small(1), 'site-7')).toMatchObject({ used: 1, queued: 1 })
    expect(harness.sender.sendNow(id)).toBe(true)
    expect((await done).outcome).toBe('success')
    expect(clock.monotonic()).toBe(0)
    expect(harness.sender.windowState(small(1), 'site-7')).toMatchObject({ used: 2, queued: 0 })
  })

  test('a request that is cancelled while held back never counts', async () => {
    await send({ profile: small(1), target: SITES })
    const { id, done } = harness.begin({ profile: small(1), target: SITES })
    await until(isWaiting)
    harness.sender.cancel(id)
    expect(await done).toMatchObject({ outcome: 'cancelled', attempts: [] })
    expect(harness.sender.windowState(small(1), 'site-7')).toMatchObject({ used: 1, queued: 0 })
    expect(count(SITES)).toBe(1)
    expect(clock.sleeping).toBe(0)
  })

  test('what was held back shows how long, and the oldest goes first', async () => {
    const order: string[] = []
    const one = (name: string) =>
      harness.send({ profile: small(1), target: `${SITES}?searchText=${name}` }).then((exchange) => {
        order.push(name)
        return exchange
      })
    const all = await inVirtualTime(clock, harness, Promise.all(['a', 'b', 'c'].map(one)))
    expect(order).toEqual(['a', 'b', 'c'])
    const waits = all.map(({ attempts }) => attempts.at(-1)?.timing.waitedMs ?? 0)
    expect(waits[0]).toBe(0)
    expect(waits[1]).toBeGreaterThanOrEqual(39_000)
    expect(waits[2]).toBeGreaterThanOrEqual(99_000)
  })

  test('nothing is held back beyond the deadline', async () => {
    const hasty: Profile = { ...small(1), retry: { ...profile.retry, deadlineMs: 5000 } }
    await send({ profile: hasty, target: SITES })
    const exchange = await send({ profile: hasty, target: SITES })
    expect(exchange).toMatchObject({ outcome: 'transport-failure' })
    expect(exchange.attempts.at(-1)).toMatchObject({
      failure: { kind: 'timeout', code: 'WINDOW_FULL', mayHaveBeenSent: false },
      decision: { rule: 'deadline' },
    })
    expect(exchange.diagnosis).toMatchObject({
      headline: 'The rate window stayed full',
      retry: { helps: 'later' },
    })
    expect(clock.monotonic()).toBe(5000)
  })

  test('a token exchange that is still open at the deadline ends there, and the request is not sent', async () => {
    const server = await startHostileServer({ [TOKEN_PATH]: () => undefined })
    ends.push(() => server.close())
    const hasty = profileAt(server.url, { retry: { ...profile.retry, deadlineMs: 5000 } })
    const { done } = harness.begin({ profile: hasty, target: SITES })
    await until(() => server.requests.length === 1)
    await clock.advance(5000)
    const exchange = await done
    expect(story(exchange)).toBe('token timeout stop, request timeout stop')
    expect(exchange.attempts).toMatchObject([
      { timing: { totalMs: 5000 }, failure: { mayHaveBeenSent: true }, decision: { rule: 'deadline' } },
      { timing: { totalMs: 0 }, failure: { mayHaveBeenSent: false }, decision: { rule: 'deadline' } },
    ])
    expect(exchange.diagnosis?.headline).toBe('No token came in time')
    expect(harness.records.at(-1)).toEqual(exchange)
  })

  test('where none is under way cannot be cut short, and the window still holds the request back', async () => {
    const answers: Array<() => void> = []
    const server = await startHostileServer({
      [TOKEN_PATH](socket) {
        answers.push(() => socket.write(answer(200, {}, '{"token":"not-a-secret-at-all"}')))
      },
    })
    ends.push(() => server.close())
    const narrow: Profile = { ...profileAt(server.url), rate: { ...profile.rate, limit: 1 } }
    const both = [1, 2].map(() => harness.begin({ profile: narrow, target: SITES }))
    await until(() => answers.length === 1)
    expect(both.map(({ id }) => harness.sender.sendNow(id))).toEqual([false, false])
    answers[0]?.()
    await until(() => harness.progress.some(({ reason }) => reason?.includes('window is full') ?? false))
    await inVirtualTime(clock, harness, Promise.all(both.map(({ done }) => done)))
    expect(clock.monotonic()).toBeGreaterThan(0)
  })

  test('in observe mode nothing is held back, and the window only shows', async () => {
    const observing: Profile = { ...small(1), rate: { ...small(1).rate, mode: 'observe' } }
    await send({ profile: observing, target: SITES })
    await send({ profile: observing, target: SITES })
    expect(clock.monotonic()).toBe(0)
    expect(harness.sender.windowState(observing, 'site-7')).toMatchObject({ used: 2, mode: 'observe' })
  })

  test('a limit that is changed holds at once, and what was counted before still counts', async () => {
    await send({ profile: small(1), target: SITES })
    await send({ profile: small(2), target: SITES })
    expect(clock.monotonic()).toBe(0)
    expect(harness.windows.at(-1)).toMatchObject({ used: 2, limit: 2 })
    const { id, done } = harness.begin({ profile: small(2), target: SITES })
    await until(isWaiting)
    await send({ profile: small(5), target: SITES })
    expect((await done).id).toBe(id)
    expect(clock.monotonic()).toBe(0)
  })

  test('only paths under the rate limit count, however they are written', async () => {
    await send({ target: '/api/webhook/subscribers' })
    expect(harness.sender.windowState(profile, 'site-7').used).toBe(0)
    await send({ target: '/x/../api/external/sites' })
    await send({ target: '/API/External/Sites' })
    expect(harness.sender.windowState(profile, 'site-7').used).toBe(2)
  })
})

describe('cancelling', () => {
  test('while the answer is awaited', async () => {
    const server = await startHostileServer({ '/silent': () => undefined })
    ends.push(() => server.close())
    const { id, done } = harness.begin({ profile: profileAt(server.url), key: null, target: '/silent' })
    await until(() => server.requests.length === 1)
    harness.sender.cancel(id)
    const exchange = await done
    expect(exchange.outcome).toBe('cancelled')
    expect(exchange.attempts.at(-1)).toMatchObject({
      failure: { kind: 'cancelled' },
      decision: { action: 'stop', rule: 'cancelled' },
    })
    expect(harness.sender.cancel(id)).toBe(false)
  })

  test('while the body is read', async () => {
    const server = await startHostileServer({
      '/slow': (socket) => socket.write(answer(200, { 'Content-Length': '100' }, '{"begun')),
    })
    ends.push(() => server.close())
    const { id, done } = harness.begin({ profile: profileAt(server.url), key: null, target: '/slow' })
    await until(() => server.requests.length === 1)
    for (let turn = 0; turn < 20; turn += 1) await nextTurn()
    harness.sender.cancel(id)
    const exchange = await done
    expect(exchange).toMatchObject({ outcome: 'cancelled' })
    expect(exchange.attempts[0]).toMatchObject({
      response: { body: '{"[redacted]', truncated: true },
      failure: { kind: 'cancelled' },
    })
  })

  test('while the token is fetched', async () => {
    const server = await startHostileServer({ [TOKEN_PATH]: () => undefined })
    ends.push(() => server.close())
    const { id, done } = harness.begin({ profile: profileAt(server.url), target: SITES })
    await until(() => server.requests.length === 1)
    harness.sender.cancel(id)
    const exchange = await done
    expect(exchange).toMatchObject({ outcome: 'cancelled' })
    expect(exchange.attempts).toMatchObject([
      { purpose: 'token', decision: { action: 'stop', rule: 'cancelled' } },
    ])
  })

  test('one of many that wait for the same token does not cancel it for the others', async () => {
    const first = harness.begin({ target: SITES })
    const second = harness.begin({ target: SITES })
    harness.sender.cancel(first.id)
    expect((await first.done).outcome).toBe('cancelled')
    expect((await second.done).outcome).toBe('success')
  })

  test('closing ends everything, and waits until it is recorded', async () => {
    const all = Array.from({ length: 3 }, () => harness.begin(faulty('hang')))
    await until(() => harness.progress.filter(({ state }) => state === 'sending').length === 3)
    await harness.sender.close()
    for (const { id, done } of all) {
      expect((await done).outcome).toBe('cancelled')
      expect(harness.records.findLast((record) => record.id === id)?.outcome).toBe('cancelled')
    }
  })
})

test('a sender that is closed sends nothing more', async () => {
  await harness.sender.close()
  expect(() => harness.begin({ target: SITES })).toThrow('Postern is closing')
  await expect(harness.sender.exchangeKey(profile, 'site-7')).rejects.toThrow('Postern is closing')
  expect(sandbox.log()).toEqual([])
})

test('a key that is being tested is not tried again once the sender is closed', async () => {
  const server = await startHostileServer({ [TOKEN_PATH]: (socket) => socket.write(answer(503, {}, '')) })
  ends.push(() => server.close())
  const tested = harness.sender.exchangeKey(profileAt(server.url), 'site-7')
  const given = expect(tested).rejects.toThrow('Postern is closing')
  await until(() => clock.sleeping === 1)
  await harness.sender.close()
  await given
  expect(clock.sleeping).toBe(0)
  expect(server.requests).toHaveLength(1)
})

describe('a bad request', () => {
  test('is refused at once, before there is an exchange', () => {
    expect(() => harness.begin({ target: 'nonsense' })).toThrow(PosternError)
    expect(() => harness.begin({ target: SITES, headers: [['X', 'a\nb']] })).toThrow(PosternError)
    expect(harness.records).toEqual([])
  })
})

describe('proxies', () => {
  test('a request to plain HTTP goes through the proxy, with its credentials for the proxy alone', async () => {
    const proxy = await startHostileServer({})
    ends.push(() => proxy.close())
    const via = createHarness(systemClock, profileAt('http://api.example.test'), {
      environment: { HTTP_PROXY: proxy.url.replace('//', '//me:pass@') },
    })
    ends.push(() => via.sender.close())
    const exchange: Exchange = await via.send({ key: null, target: '/x?y=1' })
    expect(exchange.outcome).toBe('success')
    expect(proxy.requests[0]).toMatch(/^GET http:\/\/api\.example\.test\/x\?y=1 HTTP/)
    expect(proxy.requests[0]).toMatch(/host: api\.example\.test\r\n/i)
    expect(proxy.requests[0]).toMatch(/proxy-authorization: Basic bWU6cGFzcw==/i)
    expect(JSON.stringify(exchange)).not.toContain('bWU6cGFzcw')
  })

  test.each([
    [407, 'bad-response'],
    [502, 'refused'],
  ])('a proxy that answers CONNECT with %s', async (status, kind) => {
    const proxy = await startHostileServer({
      'api.example.test:443': (socket) => socket.write(answer(status, {}, '')),
    })
    ends.push(() => proxy.close())
    const at = profileAt('https://api.example.test')
    const via = createHarness(
      systemClock,
      { ...at, retry: { ...at.retry, backoffMs: [] } },
      { proxyFor: () => Promise.resolve(proxy.url) },
    )
    ends.push(() => via.sender.close())
    const exchange = await via.send({ key: null, target: '/secret-path' })
    expect(exchange.attempts[0]?.failure).toMatchObject({
      kind,
      code: `PROXY_${status}`,
      mayHaveBeenSent: false,
    })
    expect(proxy.requests[0]).toMatch(/^CONNECT api\.example\.test:443 HTTP\/1\.1\r\n/)
    expect(proxy.requests[0]).not.toContain('secret-path')
  })

  test('this machine is never reached through one', async () => {
    const asked: string[] = []
    const via = createHarness(clock, profile, {
      proxyFor: (url) => {
        asked.push(url)
        return Promise.resolve('http://127.0.0.1:1')
      },
    })
    expect((await via.send({ target: SITES })).outcome).toBe('success')
    expect(asked).toEqual([])
    await via.sender.close()
  })
})

test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
  'a profile and a key named %s have a token and a rate window of their own',
  async (name) => {
    const odd: Profile = { ...profile, id: 'constructor' }
    const other = createHarness(clock, odd, { secretOf: () => Promise.resolve('sandbox-site-7') })
    const exchange = await inVirtualTime(clock, other, other.send({ key: name, target: SITES }))
    expect(exchange).toMatchObject({ outcome: 'success', profile: 'constructor', key: name })
    expect(other.windows.at(-1)).toMatchObject({ used: 1 })
    expect(other.tokens.at(-1)).toMatchObject({ key: name })
    await other.sender.close()
  },
)

describe('a mistake of our own while an answer is read', () => {
  const registry = createSecretRegistry(() => [])
  const redactor = createAsyncRedactor(registry.all, null)
  /** Fails over what holds this, and quotes it. */
  function recorderFailingOver(part: string): ExchangeRecorder {
    const broken = (response: ApiResponse): ApiResponse => {
      if (response.body.includes(part)) throw new RangeError(`Too long: ${response.body}`)
      return redactor.now.response(response)
    }
    return createRecorder({
      registry,
      redactor: { ...redactor, now: { ...redactor.now, response: broken } },
      catalog: () => builtInCatalog,
      keep: (exchange) => {
        kept.push(exchange)
        return Promise.resolve()
      },
    })
  }
  const kept: Exchange[] = []

  test.each([
    ['the request’s own', 'customerId', 'request'],
    ['the token’s', 'eyJ', 'token'],
  ])('is told as one, and nothing of the answer is kept: %s', async (_, part, purpose) => {
    kept.length = 0
    const other = createHarness(clock, profile, { recorder: recorderFailingOver(part) })
    const exchange = await inVirtualTime(clock, other, other.send({ target: SITES }))
    expect(exchange.outcome).toBe('transport-failure')
    expect(exchange.attempts.at(-1)).toMatchObject({
      purpose,
      response: null,
      failure: { kind: 'bad-response', code: 'INTERNAL', mayHaveBeenSent: true },
      decision: { action: 'stop', rule: 'internal' },
    })
    expect(exchange.diagnosis?.headline).toBe('Postern failed while it handled the request')
    const written = JSON.stringify(kept)
    expect(written).not.toContain('Somebody cancelled it')
    expect(written).not.toContain('Too long')
    await other.sender.close()
  })
})

test('listeners that fail do not end an exchange', async () => {
  const fail = () => {
    throw new Error('The window is gone.')
  }
  const other = createHarness(clock, profile, { onProgress: fail, onWindow: fail, onToken: fail })
  expect((await other.send({ target: SITES })).outcome).toBe('success')
  await other.sender.close()
})

test('a proxy look-up that never ends does not outlast the time-out, and can be cancelled', async () => {
  const at = profileAt('http://api.example.test')
  const hasty: Profile = {
    ...at,
    retry: { ...at.retry, backoffMs: [] },
    timeouts: { ...at.timeouts, connectMs: 50 },
  }
  const via = createHarness(systemClock, hasty, { proxyFor: () => new Promise(() => undefined) })
  const exchange = await via.send({ key: null, target: '/' })
  expect(exchange.attempts[0]?.failure).toMatchObject({ kind: 'timeout', mayHaveBeenSent: false })
  const { id, done } = via.begin({ profile: at, key: null, target: '/' })
  await until(() => via.progress.at(-1)?.state === 'sending')
  via.sender.cancel(id)
  expect((await done).outcome).toBe('cancelled')
  await via.sender.close()
})
