import { expect, test } from 'vitest'
import { createFaultQueue as createQueue } from '../../../app/sandbox/faultQueue.ts'
import { parseFault, type Fault } from '../../../app/sandbox/faults.ts'

function fault(spec: string): Fault {
  const parsed = parseFault(spec)
  if (!parsed.ok) throw new Error(parsed.problem)
  return parsed.fault
}

/** The queue, asked for a path alone. */
function createFaultQueue() {
  const queue = createQueue()
  return {
    ...queue,
    take: (path: string, own: Fault | null, method = 'GET') => queue.take({ method, path }, own),
  }
}

test('added faults strike in the order in which they came, each as often as it says', () => {
  const queue = createFaultQueue()
  queue.add(fault('hang;times=2'))
  queue.add(fault('reset'))
  const struck = Array.from({ length: 4 }, () => queue.take('/a', null)?.name ?? null)
  expect(struck).toEqual(['hang', 'hang', 'reset', null])
})

test('a fault for another path waits while others strike', () => {
  const queue = createFaultQueue()
  queue.add(fault('hang;path=/b'))
  queue.add(fault('reset'))
  expect(queue.take('/a', null)?.name).toBe('reset')
  expect(queue.take('/a', null)).toBeNull()
  expect(queue.take('/b', null)?.name).toBe('hang')
})

test("a request's own fault leaves those that wait alone", () => {
  const queue = createFaultQueue()
  queue.add(fault('reset'))
  expect(queue.take('/a', fault('hang'))?.name).toBe('hang')
  expect(queue.take('/a', null)?.name).toBe('reset')
})

test('own faults are counted for each path and each value', () => {
  const queue = createFaultQueue()
  const strikes = (path: string, spec: string) => queue.take(path, fault(spec)) !== null
  expect([strikes('/a', 'hang;times=1'), strikes('/a', 'hang;times=1')]).toEqual([true, false])
  expect(strikes('/b', 'hang;times=1')).toBe(true)
  expect(strikes('/a', 'hang;times=2')).toBe(true)
  queue.clear()
  expect(strikes('/a', 'hang;times=1')).toBe(true)
})

test('no more than a thousand counters are kept, and the oldest goes first', () => {
  const queue = createFaultQueue()
  const strikes = (path: number) => queue.take(`/${path}`, fault('hang;times=1')) !== null
  for (let path = 0; path <= 1000; path += 1) expect(strikes(path)).toBe(true)
  expect(strikes(1000)).toBe(false)
  expect(strikes(0)).toBe(true)
})

test('says which faults wait and how many requests each will still strike', () => {
  const queue = createFaultQueue()
  queue.add(fault('hang;times=2'))
  queue.add(fault('reset'))
  queue.take('/a', null)
  expect(queue.waiting()).toEqual([
    { spec: 'hang;times=2', left: 1 },
    { spec: 'reset', left: 1 },
  ])
  queue.clear()
  expect(queue.waiting()).toEqual([])
})
