import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Profile } from '../../../app/contract/profile.ts'
import type { SandboxLogEntry } from '../../../app/contract/sandbox.ts'
import { createQueue, type Batch, type BatchState, type Queue } from '../../../app/sending/queue.ts'
import type { SendOptions } from '../../../app/sending/sender.ts'
import { startSandbox, type Sandbox } from '../../../app/sandbox/sandbox.ts'
import {
  createFakeClock,
  createHarness,
  inVirtualTime,
  profileAt,
  until,
  type FakeClock,
  type Harness,
} from './harness.ts'

const start = Date.parse('2026-03-02T09:00:20.000Z')

let clock: FakeClock
let sandbox: Sandbox
let harness: Harness
let queue: Queue
let profile: Profile
let requests: SandboxLogEntry[]

beforeEach(async () => {
  clock = createFakeClock(start)
  sandbox = await startSandbox({ clock })
  profile = profileAt(sandbox.url)
  harness = createHarness(clock, profile)
  queue = createQueue({ clock, sender: harness.sender })
  requests = []
  sandbox.onRequest((entry) => {
    if (entry.path.startsWith('/api/external')) requests.push(entry)
  })
})

afterEach(async () => {
  queue.close()
  await harness.sender.close()
  await sandbox.close()
})

/** What became of a request that was cancelled before it began. */
const NEVER = { exchange: null, error: null }

function many(count: number, changes: Partial<SendOptions> = {}): SendOptions[] {
  return Array.from({ length: count }, () => ({
    profile,
    key: 'site-7',
    method: 'GET',
    target: '/api/external/sites',
    headers: [],
    body: null,
    markedIdempotent: false,
    source: 'replay',
    replayOf: null,
    ...changes,
  }))
}

const finish = (batch: Batch) => inVirtualTime(clock, harness, batch.finished)

test('it keeps to the window, fills it, and never meets a 429, also where the profile only observes', async () => {
  const observing: Profile = { ...profile, rate: { ...profile.rate, mode: 'observe' } }
  const results = await finish(queue.add(many(150, { profile: observing })))
  expect(results.every(({ exchange }) => exchange?.outcome === 'success')).toBe(true)
  expect(requests.some(({ status }) => status === 429)).toBe(false)
  const perMinute = new Map<number, number>()
  for (const { at } of requests)
    perMinute.set(Math.floor(at / 60_000), (perMinute.get(Math.floor(at / 60_000)) ?? 0) + 1)
  expect([...perMinute.values()]).toEqual([60, 60, 30])
})

test('no more than four of one key are under way at once', async () => {
  const states: BatchState[] = []
  await finish(queue.add(many(20), (state) => states.push(state)))
  expect(Math.max(...states.map(({ active }) => active))).toBe(4)
  expect(states.at(-1)).toMatchObject({
    total: 20,
    waiting: 0,
    active: 0,
    succeeded: 20,
    phase: 'ended',
    endsAt: null,
  })
})

test('two batches of a key take turns', async () => {
  const first = queue.add(many(30))
  const second = queue.add(many(30, { target: '/api/external/customers' }))
  await inVirtualTime(clock, harness, Promise.all([first.finished, second.finished]))
  const customersInFirstHalf = requests.slice(0, 30).filter(({ path }) => path.endsWith('customers')).length
  expect(customersInFirstHalf).toBeGreaterThanOrEqual(11)
})

test('a key whose window is full does not hold up another key', async () => {
  const slow = queue.add(many(61))
  const quick = queue.add(many(5, { key: 'company' }))
  await finish(quick)
  expect(clock.monotonic()).toBe(0)
  expect(slow.state().phase).toBe('running')
})

test('it estimates its end by the windows that are still needed', async () => {
  const batch = queue.add(many(150))
  const boundary = Date.parse('2026-03-02T09:02:00.000Z')
  await until(() => batch.state().waiting < 150)
  expect(batch.state().endsAt).toBeGreaterThan(boundary)
  expect(batch.state().endsAt).toBeLessThan(boundary + 10_000)
  await finish(batch)
  expect(clock.now()).toBeGreaterThanOrEqual(boundary)
  expect(clock.now()).toBeLessThan(boundary + 2000)
})

test('when it is paused nothing more begins, until it is resumed', async () => {
  const batch = queue.add(many(20))
  await until(() => requests.length > 0)
  batch.pause()
  await until(() => batch.state().active === 0)
  const sent = requests.length
  expect(batch.state()).toMatchObject({ phase: 'paused', endsAt: null })
  await clock.advance(120_000)
  expect(requests).toHaveLength(sent)
  batch.resume()
  await finish(batch)
  expect(requests).toHaveLength(20)
})

test('when it is cancelled, what has not begun never begins, and what is held back ends', async () => {
  const batch = queue.add(many(100))
  await until(() => requests.length === 60)
  batch.cancel()
  const results = await finish(batch)
  const { succeeded, cancelled, phase } = batch.state()
  expect(phase).toBe('ended')
  expect(succeeded + cancelled).toBe(100)
  expect(cancelled).toBeGreaterThanOrEqual(36)
  expect(results).toHaveLength(100)
  expect(requests.length).toBeLessThanOrEqual(60)
})

test('a request that cannot be sent fails alone, with its reason', async () => {
  const [good] = many(1)
  const [bad] = many(1, { target: 'ftp://nowhere' })
  const results = await finish(queue.add([good, bad, good].filter((options) => options !== undefined)))
  expect(results.map(({ exchange, error }) => exchange?.outcome ?? error?.code)).toEqual([
    'success',
    'bad-input',
    'success',
  ])
})

test('an empty batch has ended before it began', async () => {
  const batch = queue.add([])
  expect(await batch.finished).toEqual([])
  expect(batch.state()).toMatchObject({ total: 0, phase: 'ended' })
})

test('once it is closed, what waits is cancelled, and nothing more is taken', async () => {
  const narrow: Profile = { ...profile, rate: { ...profile.rate, limit: 1 } }
  const batch = queue.add(many(6, { profile: narrow }))
  await until(() => batch.state().succeeded === 1)
  expect(batch.state()).toMatchObject({ active: 3, waiting: 2 })
  queue.close()
  const later = queue.add(many(2))
  const held = { exchange: { outcome: 'cancelled' } }
  const one = { exchange: { outcome: 'success' } }
  expect(await batch.finished).toMatchObject([one, held, held, held, NEVER, NEVER])
  expect(await later.finished).toEqual([NEVER, NEVER])
  await clock.advance(300_000)
  expect(requests).toHaveLength(1)
})
