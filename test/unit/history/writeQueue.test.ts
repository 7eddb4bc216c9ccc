import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Exchange } from '../../../app/contract/exchange.ts'
import type { Journal } from '../../../app/history/journal.ts'
import { createWriteQueue, type WriteQueue } from '../../../app/history/writeQueue.ts'
import type { WorkerClient } from '../../../app/history/workerClient.ts'
import { exampleExchange } from './exampleExchange.ts'

/** A batch on its way, as the worker got it, and what the worker can do with it. */
interface Order {
  states: string[]
  take(kept?: 'disk' | 'memory'): Promise<void>
  refuse(): Promise<void>
}

let orders: Order[]
let written: string[]
let isDiskFull: boolean
let writeQueue: WriteQueue
let flushes: Promise<void>[]

beforeEach(() => {
  orders = []
  written = []
  isDiskFull = false
  flushes = []
  const journal: Journal = {
    append(line) {
      if (isDiskFull) throw new Error('ENOSPC')
      written.push(line)
    },
    clear() {
      written = []
    },
    close: () => undefined,
  }
  const line: WorkerClient = {
    ask: (_, input) =>
      new Promise((resolve, reject) => {
        if (!Array.isArray(input)) throw new Error('Only puts are expected.')
        orders.push({
          states: input.map(nameOf),
          take(kept = 'disk') {
            // The answer to a put; that nothing else is asked, the compiler cannot see.
            resolve(kept as never)
            return settled()
          },
          refuse() {
            reject(new Error('The thread ended.'))
            return settled()
          },
        })
      }),
    end: () => Promise.resolve(),
  }
  writeQueue = createWriteQueue(journal, () => line)
})

afterEach(async () => {
  writeQueue.close()
  for (const order of orders) await order.take()
  await Promise.all(flushes)
})

const settled = () => new Promise<void>((resolve) => setImmediate(resolve))

/** A state of an exchange, told from others by its key: `a1`, `a2`. */
function nameOf(state: unknown): string {
  const exchange: Exchange = typeof state === 'string' ? JSON.parse(state) : state
  return exchange.key ?? ''
}

const ids = new Map<string, string>()
function stateOf(name: string, body = ''): Exchange {
  const letter = name.slice(0, 1)
  const id = ids.get(letter) ?? exampleExchange().id
  ids.set(letter, id)
  const plain = exampleExchange({ key: name })
  return { ...plain, id, request: { ...plain.request, body } }
}

/** Puts these and sends them as one batch. */
async function sendAs(...names: string[]): Promise<Order> {
  for (const name of names) await writeQueue.put(stateOf(name))
  flushes.push(writeQueue.flush())
  await settled()
  const order = orders.at(-1)
  if (!order) throw new Error('Nothing was sent.')
  return order
}

const journalled = () => written.map(nameOf)

describe('what is put', () => {
  test('is kept once the journal has it, and goes to the worker with what was put beside it', async () => {
    const order = await sendAs('a1', 'b1')
    expect(journalled()).toEqual(['a1', 'b1'])
    expect(order.states).toEqual(['a1', 'b1'])
    await order.take()
    expect(journalled()).toEqual([])
  })

  test('stays in the journal while anything of it is still on its way', async () => {
    const first = await sendAs('a1')
    const second = await sendAs('b1')
    await first.take()
    expect(journalled()).toEqual(['a1', 'b1'])
    await second.take()
    expect(journalled()).toEqual([])
  })

  test('waits for the worker where it is large, and hears when the worker has failed', async () => {
    const large = stateOf('a1', 'x'.repeat(300_000))
    const kept = writeQueue.put(large)
    await settled()
    expect(journalled()).toEqual([])
    await orders[0]?.take()
    await kept
    const lost = writeQueue.put(large)
    const told = expect(lost).rejects.toThrow('The thread ended.')
    await settled()
    await orders[1]?.refuse()
    await told
  })

  test('waits for the worker where the journal refuses it', async () => {
    isDiskFull = true
    const kept = writeQueue.put(stateOf('a1'))
    await settled()
    await orders[0]?.take()
    await kept
    expect(orders.map(({ states }) => states)).toEqual([['a1']])
  })

  test('keeps out of the journal as long as the worker can only keep it in memory', async () => {
    await (await sendAs('a1')).take('memory')
    expect(writeQueue.isOnDisk()).toBe(false)
    const waited = writeQueue.put(stateOf('b1'))
    await settled()
    expect(journalled()).toEqual(['a1'])
    await orders[1]?.take('disk')
    await waited
    expect(writeQueue.isOnDisk()).toBe(true)
    await sendAs('c1')
    expect(journalled()).toEqual(['c1'])
  })
})

describe('what the worker did not take', () => {
  test('goes out again in the order in which it was put', async () => {
    const first = await sendAs('a1')
    const second = await sendAs('a2', 'b1')
    await first.refuse()
    await second.refuse()
    expect((await sendAs('c1')).states).toEqual(['a1', 'a2', 'b1', 'c1'])
  })

  test('goes out no more when a later state has been taken meanwhile', async () => {
    const first = await sendAs('a1', 'b1')
    const second = await sendAs('a2')
    await first.refuse()
    await second.take()
    expect((await sendAs('c1')).states).toEqual(['b1', 'c1'])
  })

  test('does not overtake what came later and is still on its way', async () => {
    const first = await sendAs('a1')
    const second = await sendAs('a2')
    await first.refuse()
    const third = await sendAs('b1')
    expect(third.states).toEqual(['b1'])
    await second.refuse()
    await third.take()
    expect((await sendAs('c1')).states).toEqual(['a1', 'a2', 'c1'])
  })

  test('goes out again by itself, also when nobody asks for anything', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      await (await sendAs('a1')).refuse()
      vi.advanceTimersByTime(1000)
      await settled()
      expect(orders.at(-1)?.states).toEqual(['a1'])
      expect(orders).toHaveLength(2)
      writeQueue.close()
      await orders[1]?.refuse()
      vi.advanceTimersByTime(10_000)
      await settled()
      expect(orders).toHaveLength(2)
    } finally {
      vi.useRealTimers()
    }
  })

  test('stays in the journal until it is taken', async () => {
    const first = await sendAs('a1')
    const second = await sendAs('b1')
    await first.refuse()
    await second.take()
    expect(journalled()).toEqual(['a1', 'b1'])
    await (await sendAs('c1')).take()
    expect(journalled()).toEqual([])
  })
})
