import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Profile } from '../../../app/contract/profile.ts'
import type { SandboxLogEntry } from '../../../app/contract/sandbox.ts'
import type { Replay } from '../../../app/replay/replay.ts'
import type { ReplayState } from '../../../app/replay/run.ts'
import { startSandbox, type Sandbox } from '../../../app/sandbox/sandbox.ts'
import {
  createFakeClock,
  createHarness,
  inVirtualTime,
  profileAt,
  until,
  type FakeClock,
  type Harness,
} from '../sending/harness.ts'
import { replayMany, type ManyOptions } from './replayMany.ts'

const start = Date.parse('2026-03-02T09:00:20.000Z')

let clock: FakeClock
let sandbox: Sandbox
let harness: Harness
let profile: Profile
let requests: SandboxLogEntry[]

beforeEach(async () => {
  clock = createFakeClock(start)
  sandbox = await startSandbox({ clock })
  profile = profileAt(sandbox.url)
  harness = createHarness(clock, profile)
  requests = []
  sandbox.onRequest((entry) => {
    if (entry.path.startsWith('/api/external')) requests.push(entry)
  })
})

afterEach(async () => {
  await harness.sender.close()
  await sandbox.close()
})

const replay = (count: number, more: Partial<ManyOptions> = {}) =>
  replayMany(count, { clock, sender: harness.sender, profile, ...more })
const finish = ({ finished }: Replay) => inVirtualTime(clock, harness, finished)

test('it keeps to the window, fills it, and never meets a 429, also where the profile only observes', async () => {
  const observing: Profile = { ...profile, rate: { ...profile.rate, mode: 'observe' } }
  const items = await finish(await replay(150, { profile: observing }))
  expect(items.every(({ verdict }) => verdict === 'fixed')).toBe(true)
  expect(requests.some(({ status }) => status === 429)).toBe(false)
  const perMinute = new Map<number, number>()
  for (const { at } of requests)
    perMinute.set(Math.floor(at / 60_000), (perMinute.get(Math.floor(at / 60_000)) ?? 0) + 1)
  expect([...perMinute.values()]).toEqual([60, 60, 30])
})

test('no more than four of one key are under way at once', async () => {
  const states: ReplayState[] = []
  await finish(await replay(20, { onChange: (state) => states.push(state) }))
  expect(Math.max(...states.map(({ active }) => active))).toBe(4)
  expect(states.at(-1)).toMatchObject({ total: 20, waiting: 0, active: 0, sent: 20 })
})

test('a request of somebody else waits for a few of a replay, and not for all', async () => {
  const narrow: Profile = { ...profile, rate: { ...profile.rate, limit: 5 } }
  const running = await replay(30, { profile: narrow })
  await until(() => running.state().sent === 5)
  const mine = harness.send({ profile: narrow, target: '/api/external/customers' })
  await inVirtualTime(clock, harness, mine)
  expect(requests.length).toBeLessThanOrEqual(10)
  await finish(running)
})

test('of two replays of a key none waits for the end of the other', async () => {
  const narrow: Profile = { ...profile, rate: { ...profile.rate, limit: 10 } }
  const long = await replay(80, { profile: narrow })
  await until(() => long.state().sent === 10)
  await finish(await replay(12, { profile: narrow }))
  expect(long.state().waiting).toBeGreaterThan(0)
  await finish(long)
})

test('a key whose window is full does not hold up another key', async () => {
  const slow = await replay(61)
  await finish(await replay(5, { key: 'company' }))
  expect(clock.monotonic()).toBe(0)
  expect(slow.state().phase).toBe('running')
})

test('when it is paused nothing more begins, until it is resumed', async () => {
  const running = await replay(100)
  await until(() => requests.length === 60 && running.state().active === 0)
  running.pause()
  await clock.advance(120_000)
  expect(requests).toHaveLength(60)
  expect(running.state()).toMatchObject({ phase: 'paused', waiting: 40 })
  running.resume()
  await finish(running)
  expect(requests).toHaveLength(100)
})

test('when it is cancelled, what has not begun never begins, and is nowhere kept', async () => {
  const running = await replay(100)
  await until(() => requests.length === 60 && running.state().active === 0)
  running.cancel()
  const items = await finish(running)
  expect(items.filter(({ state }) => state === 'sent')).toHaveLength(60)
  expect(new Set(harness.records.map(({ id }) => id)).size).toBe(60)
  await clock.advance(300_000)
  expect(requests).toHaveLength(60)
})

test('when it is suspended, nothing more begins though the window opens', async () => {
  const running = await replay(100)
  await until(() => requests.length === 60 && running.state().active === 0)
  await running.suspend()
  await clock.advance(300_000)
  expect(requests).toHaveLength(60)
  expect(clock.sleeping).toBe(0)
})
