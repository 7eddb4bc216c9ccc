import { expect, test } from 'vitest'
import type { SandboxLogEntry } from '../../../app/contract/sandbox.ts'
import { createRequestLog } from '../../../app/sandbox/requestLog.ts'

function entry(at: number): SandboxLogEntry {
  return { at, method: 'GET', path: '/', status: 200, key: null, fault: null, traceId: '' }
}

test('the last 500 requests are kept, oldest first', () => {
  const log = createRequestLog()
  for (let at = 1; at <= 503; at += 1) log.add(entry(at))
  expect(log.entries()).toHaveLength(500)
  expect([log.entries()[0]?.at, log.entries().at(-1)?.at]).toEqual([4, 503])
})

test('a listener hears every request until it unsubscribes', () => {
  const log = createRequestLog()
  const heard: number[] = []
  const unsubscribe = log.subscribe(({ at }) => heard.push(at))
  log.add(entry(1))
  unsubscribe()
  log.add(entry(2))
  expect(heard).toEqual([1])
})
