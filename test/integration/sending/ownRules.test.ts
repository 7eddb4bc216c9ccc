import { afterEach, beforeEach, expect, test } from 'vitest'
import { checkCalls } from '../../../app/check/check.ts'
import type { Exchange } from '../../../app/contract/exchange.ts'
import { startSandbox, type Sandbox } from '../../../app/sandbox/sandbox.ts'
import {
  createFakeClock,
  createHarness,
  inVirtualTime,
  profileAt,
  type FakeClock,
  type Harness,
} from './harness.ts'

const SITES = '/api/external/sites'

let clock: FakeClock
let sandbox: Sandbox
let harness: Harness

beforeEach(async () => {
  clock = createFakeClock(Date.parse('2026-03-02T09:00:20.000Z'))
  sandbox = await startSandbox({ clock })
  harness = createHarness(clock, profileAt(sandbox.url))
})

afterEach(async () => {
  await harness.sender.close()
  await sandbox.close()
})

const FAULTS = [
  'status=500;times=2',
  'status=503;times=5',
  'expired-token;times=1',
  // Of a fresh token too.
  'expired-token',
  'status=403',
  'status=404',
  'status=429;times=1',
  'gateway-429;retry-after=7;times=1',
  'reset;times=1',
  'cut-body;times=1',
  'html-502;times=1',
  'unknown-code=734;status=200',
]

test('Postern itself keeps every rule that it holds programs to', async () => {
  const exchanges: Exchange[] = []
  for (const [at, fault] of FAULTS.entries()) {
    for (const method of ['GET', 'POST']) {
      const target = method === 'GET' ? `${SITES}?customerId=7&limit=${at + 1}` : '/api/webhook/subscribers'
      exchanges.push(
        await inVirtualTime(
          clock,
          harness,
          harness.send({
            method,
            target,
            headers: [['x-sandbox-fault', fault]],
            body: method === 'GET' ? null : '{}',
          }),
        ),
      )
      await clock.advance(1000)
    }
  }
  const { rules, calls } = checkCalls(exchanges)
  expect(calls).toBeGreaterThan(2 * FAULTS.length)
  expect(rules.filter(({ verdict }) => verdict === 'broken')).toEqual([])
  expect(rules.flatMap(({ rule, verdict }) => (verdict === 'kept' ? rule : []))).toEqual(
    expect.arrayContaining([
      'retried-forbidden',
      'retried-refusal',
      'called-in-full-window',
      'kept-dead-token',
      'no-backoff',
      'repeated-unsafe',
    ]),
  )
})
