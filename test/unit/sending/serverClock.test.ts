import { expect, test } from 'vitest'
import { createServerClock, type ServerClock } from '../../../app/sending/serverClock.ts'
import { createFakeClock } from '../../fixtures/fakeClock.ts'

const start = Date.parse('2026-03-02T09:00:00.000Z')
const utc = (ms: number) => new Date(start + ms).toUTCString()

function setUp(): { clock: ReturnType<typeof createFakeClock>; server: ServerClock } {
  const clock = createFakeClock(start)
  return { clock, server: createServerClock(clock) }
}

test('before the first date our own clock stands in', () => {
  const { server } = setUp()
  expect(server).toMatchObject({ isKnown: false })
  expect([server.now(), server.earliest(), server.latest(), server.offset()]).toEqual([
    start,
    start,
    start,
    null,
  ])
})

test('an answer bounds it: the date was written between sending and receiving, and has whole seconds', () => {
  const { server } = setUp()
  server.observe({ date: utc(5000), age: null, sentAt: 0, receivedAt: 0 })
  expect([server.earliest(), server.latest()]).toEqual([start + 5000, start + 5999])
  expect(server.offset()).toBe(5500)
})

test('a slow answer does not spoil what a quick one has told', async () => {
  const { clock, server } = setUp()
  server.observe({ date: utc(0), age: null, sentAt: 0, receivedAt: 0 })
  await clock.advance(30_000)
  server.observe({ date: utc(2000), age: null, sentAt: 0, receivedAt: 30_000 })
  expect([server.earliest(), server.latest()]).toEqual([start + 30_000, start + 30_999])
})

test('several answers narrow it', async () => {
  const { clock, server } = setUp()
  server.observe({ date: utc(0), age: null, sentAt: 0, receivedAt: 0 })
  await clock.advance(600)
  server.observe({ date: utc(1000), age: null, sentAt: 600, receivedAt: 600 })
  expect([server.earliest() - start - 600, server.latest() - start - 600]).toEqual([400, 999])
})

test('a clock that was set anew counts from its next answer', () => {
  const { server } = setUp()
  server.observe({ date: utc(0), age: null, sentAt: 0, receivedAt: 0 })
  server.observe({ date: utc(90_000), age: null, sentAt: 0, receivedAt: 0 })
  expect(server.earliest()).toBe(start + 90_000)
})

test.each([
  ['no date', null, null],
  ['nonsense', 'yesterday', null],
  ['the date of a cached answer', utc(-500_000), '500'],
])('%s says nothing', (_, date, age) => {
  const { server } = setUp()
  server.observe({ date, age, sentAt: 0, receivedAt: 0 })
  expect(server.isKnown).toBe(false)
})

test('a jump of our own clock does not move it, but shows in the offset', () => {
  const { clock, server } = setUp()
  server.observe({ date: utc(0), age: null, sentAt: 0, receivedAt: 0 })
  clock.jump(-3_600_000)
  expect(server.earliest()).toBe(start)
  expect(server.offset()).toBe(3_600_500)
})

test('after a sleep that monotonic time missed, the latest bound still holds', () => {
  const { clock, server } = setUp()
  server.observe({ date: utc(0), age: null, sentAt: 0, receivedAt: 0 })
  clock.jump(3_600_000)
  expect(server.latestAfterSleep()).toBe(start + 3_600_999)
  clock.jump(-7_200_000)
  expect(server.latestAfterSleep()).toBe(start + 999)
})
