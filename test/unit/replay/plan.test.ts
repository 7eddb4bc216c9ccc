import { describe, expect, it } from 'vitest'
import type { Exchange } from '../../../app/contract/exchange.ts'
import { itemsOf, planReplay, type PlanPorts } from '../../../app/replay/plan.ts'
import { safetyOf } from '../../../app/diagnosis/safety.ts'
import { exampleAttempt, exchangeUnderWay } from '../history/exampleExchange.ts'
import { answered, asking, sandbox, uk } from './samples.ts'

function post(exchange: Exchange): Exchange {
  return asking(exchange, { method: 'POST', idempotent: false })
}

function failing(mayHaveBeenSent: boolean): Exchange {
  const failure = { kind: 'reset' as const, code: 'ECONNRESET', message: 'Gone.', mayHaveBeenSent }
  return answered(200, {
    outcome: 'transport-failure',
    attempts: [exampleAttempt({ response: null, failure })],
  })
}

const ports: PlanPorts = {
  targetOf: ({ key }) =>
    key === 'gone' ? { problem: 'The key “gone” is not there.' } : { profile: sandbox, key },
  takesMs: (_profile, _key, count) => count * 1000,
}

describe('whether repeating is safe', () => {
  it.each([
    ['a GET', answered(200), true, 'GET changes nothing'],
    [
      'a POST that was marked',
      asking(answered(200), { method: 'POST', idempotent: true }),
      true,
      'marked the POST as safe to send twice',
    ],
    ['a POST that was refused', post(answered(403)), true, 'refused it, or it was never sent'],
    ['a POST that met no server', post(failing(false)), true, 'never sent'],
    ['a POST that succeeded', post(answered(201)), false, 'response has HTTP 201'],
    ['a POST on which the server failed', post(answered(500)), false, 'failed with HTTP 500'],
    ['a POST whose connection broke', post(failing(true)), false, 'connection broke'],
    ['a POST without an answer yet', post(exchangeUnderWay()), false, 'no response came'],
    ['a POST that was pasted and never sent', post(answered(200, { attempts: [] })), true, 'never sent'],
    [
      'a token request that was lost',
      asking(failing(true), { method: 'POST', url: 'https://api.example.com/api/token/request' }),
      true,
      'no harm',
    ],
  ])('%s', (_what, exchange, isSafe, reason) => {
    expect(safetyOf(exchange)).toMatchObject({ isSafe, reason: expect.stringContaining(reason) })
  })

  it('does not forget an early attempt that may have run', () => {
    const exchange = post(answered(403))
    const attempts = [...answered(500).attempts, ...exchange.attempts]
    expect(safetyOf({ ...exchange, attempts }).isSafe).toBe(false)
  })
})

describe('the plan', () => {
  it('says where requests go that went elsewhere before', async () => {
    const targetOf = ({ key }: Exchange) => ({ profile: uk, key, toProfile: true })
    const there = [1, 2].map((at) => asking(answered(404, {}, at), { url: 'https://au.example/api/x' }))
    const { warnings } = await planReplay(there, { ...ports, targetOf })
    expect(warnings).toEqual([
      '2 of them: It goes to https://uk.example now. Before, it went to https://au.example.',
    ])
  })

  it('says how many, how long, which are unsafe, which cannot go, and with which keys', async () => {
    const other = answered(401, { key: 'company' }, 3)
    const plan = await planReplay(
      [
        answered(403, {}, 1),
        answered(500, {}, 2),
        other,
        post(answered(500, {}, 4)),
        answered(200, { key: 'gone' }, 5),
        asking(answered(200, {}, 6), { url: 'http://127.0.0.1/x?token=[redacted]' }),
        exchangeUnderWay({}, 7),
      ],
      ports,
    )
    expect(plan.counts).toEqual({ ready: 3, unsafe: 1, blocked: 3 })
    expect(plan.requests.map(({ state }) => state)).toEqual([
      'ready',
      'ready',
      'ready',
      'unsafe',
      'blocked',
      'blocked',
      'blocked',
    ])
    expect(plan.requests.map(({ reason }) => reason).slice(3)).toEqual([
      expect.stringContaining('may have run'),
      'The key “gone” is not there.',
      expect.stringMatching(/^Redacted, and Postern cannot restore it: URL\. Open it in the composer/),
      'It is still in progress.',
    ])
    expect(plan.keys).toEqual([
      { profile: 'sandbox', key: 'site-7', count: 3 },
      { profile: 'sandbox', key: 'company', count: 1 },
    ])
    expect(plan).toMatchObject({ takesMs: 2000, takesMsWithUnsafe: 3000, isCut: false })
    expect(plan.warnings).toEqual([
      expect.stringContaining('401'),
      expect.stringContaining('403'),
      expect.stringContaining('stops automatically'),
    ])
  })

  it('leaves the unsafe ones out until they are confirmed', async () => {
    const { requests } = await planReplay([post(answered(500)), answered(200)], ports)
    expect(itemsOf(requests, false).map(({ state }) => state)).toEqual(['skipped', 'waiting'])
    expect(itemsOf(requests, true)).toMatchObject([
      { state: 'waiting', isSafe: false },
      { state: 'waiting', isSafe: true },
    ])
  })

  it('is a plan for nothing when nothing matches', async () => {
    expect(await planReplay([], ports)).toMatchObject({ requests: [], takesMs: 0, warnings: [] })
  })
})
