import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Exchange } from '../../../app/contract/exchange.ts'
import { createWriteBuffer, type WriteBuffer } from '../../../app/history/writeBuffer.ts'
import { ThreadEnded } from '../../../app/threads/remote.ts'
import { exampleExchange } from './exampleExchange.ts'

/** A batch on its way, as the thread got it, and what the thread can do with it. */
interface Batch {
  states: string[]
  isDurable: boolean
  take(): Promise<void>
  fail(error: Error): Promise<void>
}

let batches: Batch[]
let lost: unknown[]
let buffer: WriteBuffer

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  batches = []
  lost = []
  buffer = createWriteBuffer(
    (exchanges, isDurable) =>
      new Promise((resolve, reject) => {
        batches.push({
          states: exchanges.map(({ key }) => key ?? ''),
          isDurable,
          take() {
            resolve(null)
            return settled()
          },
          fail(error) {
            reject(error)
            return settled()
          },
        })
      }),
    (error) => lost.push(error),
  )
})
afterEach(() => {
  buffer.close()
  vi.useRealTimers()
})

const settled = () => new Promise<void>((resolve) => setImmediate(resolve))
const death = () => new ThreadEnded('It ended.')

const ids = new Map<string, string>()
/** A state of an exchange, told from others by its key: `a1`, `a2`. */
function state(name: string): Exchange {
  const letter = name.slice(0, 1)
  const id = ids.get(letter) ?? exampleExchange().id
  ids.set(letter, id)
  return exampleExchange({ id, key: name })
}
const put = (...names: string[]) => {
  for (const name of names) void buffer.put(state(name), false)
}
/** Puts these and sends them as one batch. */
function send(...names: string[]): Batch | undefined {
  put(...names)
  void buffer.flush()
  return batches.at(-1)
}

describe('what is put', () => {
  test('and nobody waits for goes out within 50 ms, in one batch, of each exchange the last state', async () => {
    put('a1', 'b1')
    await buffer.put(state('a2'), false)
    expect(batches).toEqual([])
    vi.advanceTimersByTime(25)
    expect(batches).toMatchObject([{ states: ['a2', 'b1'], isDurable: false }])
    vi.advanceTimersByTime(1000)
    expect(batches).toHaveLength(1)
  })

  test('and is to be durable goes out at once, with what waits, and resolves when it is taken', async () => {
    put('a1')
    let isKept = false
    const kept = buffer.put(state('b1'), true).then(() => (isKept = true))
    const also = buffer.put(state('c1'), true)
    await settled()
    expect(batches).toMatchObject([{ states: ['a1', 'b1', 'c1'], isDurable: true }])
    expect(isKept).toBe(false)
    await batches[0]?.take()
    await Promise.all([kept, also])
  })

  test('later does not wait for what is on its way', () => {
    send('a1')
    expect(send('a2')?.states).toEqual(['a2'])
    expect(batches).toHaveLength(2)
  })
})

describe('what a thread has died with', () => {
  test('goes out again in the order in which it was put, of each exchange the last state', async () => {
    const [first, second] = [send('a1', 'b1'), send('a2', 'c1')]
    put('d1')
    await first?.fail(death())
    await second?.fail(death())
    expect(send('e1')?.states.toSorted()).toEqual(['a2', 'b1', 'c1', 'd1', 'e1'])
  })

  test('is not sent again when a later state is on its way', async () => {
    const first = send('a1', 'b1')
    send('a2')
    await first?.fail(death())
    expect(send('c1')?.states).toEqual(['b1', 'c1'])
  })

  test('goes out again by itself, until it is closed', async () => {
    await send('a1')?.fail(death())
    expect(batches).toHaveLength(1)
    vi.advanceTimersByTime(1000)
    expect(batches).toHaveLength(2)
    buffer.close()
    await batches[1]?.fail(death())
    vi.advanceTimersByTime(10_000)
    expect(batches).toHaveLength(2)
  })

  test('is tried a second time at once for whoever waits, and refused then; it is kept all the same', async () => {
    const refused = expect(buffer.put(state('a1'), true)).rejects.toThrow('It ended.')
    await settled()
    await batches[0]?.fail(death())
    vi.advanceTimersByTime(0)
    expect(batches).toMatchObject([{ states: ['a1'] }, { states: ['a1'], isDurable: true }])
    await batches[1]?.fail(death())
    await refused
    vi.advanceTimersByTime(1000)
    expect(batches[2]).toMatchObject({ states: ['a1'], isDurable: false })
    expect(lost).toEqual([])
  })
})

test('what cannot be written for another reason is told, to whoever waits and in general', async () => {
  const refused = expect(buffer.put(state('a1'), true)).rejects.toThrow('too many attempts')
  await settled()
  await batches[0]?.fail(new RangeError('too many attempts'))
  await refused
  expect(lost).toHaveLength(1)
  vi.advanceTimersByTime(10_000)
  expect(batches).toHaveLength(1)
})
