import { describe, expect, it } from 'vitest'
import {
  didAfter,
  didNothing,
  leastPause,
  recommendedAfter,
  type Tried,
} from '../../../app/capture/recommended.ts'
import { builtInCatalog } from '../../../app/catalog/catalog.ts'
import type { Attempt, Decision, Failure, Header } from '../../../app/contract/exchange.ts'
import type { ReadAnswer } from '../../../app/contract/recording.ts'
import { decode } from '../../../app/diagnosis/decode.ts'

const URL = 'https://api.example/api/external/sites'
const RETRY = { backoffMs: [1000, 2000, 4000, 8000], maxWindows: 2, deadlineMs: 300_000 }
const TOKEN = 'token-mark'

function read(status: number, body: unknown, headers: Header[] = []): ReadAnswer {
  const text = JSON.stringify(body)
  const response = {
    status,
    headers: [['Content-Type', 'application/json'] as Header, ...headers],
    body: text,
    bodyBytes: text.length,
    truncated: false,
  }
  return { response, envelope: decode(response).envelope }
}

function tried(changes: Partial<Tried>, method = 'GET'): Tried {
  return {
    request: {
      method,
      url: URL,
      route: '/api/external/sites',
      headers: [['Authorization', 'Bearer x']],
      body: null,
      idempotent: method === 'GET',
    },
    isTokenRequest: false,
    before: [],
    tokens: [TOKEN],
    read: null,
    failure: null,
    elapsedMs: 100,
    boundaryMs: 12_000,
    serverNow: Date.parse('2026-03-02T09:00:00Z'),
    retry: RETRY,
    catalog: builtInCatalog,
    ...changes,
  }
}

function attempt(decision: Decision): Attempt {
  return {
    number: 1,
    purpose: 'request',
    startedAt: '2026-03-02T09:00:00.000Z',
    timing: { waitedMs: 0, dnsMs: null, connectMs: null, tlsMs: null, firstByteMs: 1, totalMs: 1 },
    response: null,
    failure: null,
    decision,
  }
}

const standard = (code: number) => ({
  status: { code, errorMessage: '' },
  data: code === 0 ? [] : null,
  count: 0,
  message: '',
  errors: [],
})
const FAILED = standard(100)
const RESET: Failure = { kind: 'reset', code: 'ECONNRESET', message: 'reset', mayHaveBeenSent: true }
const REFRESH: Decision = { action: 'refresh', rule: 'unauthorized-refresh-once', reason: 'x', delayMs: 0 }
const BACK_OFF: Decision = { action: 'back-off', rule: 'server-error-back-off', reason: 'x', delayMs: 1000 }

describe('what the API documentation asks for after a response', () => {
  it.each<[string, Partial<Tried>, string, Partial<Decision>]>([
    ['a 403', { read: read(403, FAILED) }, 'GET', { action: 'stop', rule: 'forbidden-never' }],
    ['a 401', { read: read(401, FAILED) }, 'GET', { action: 'refresh' }],
    ['a 429', { read: read(429, FAILED) }, 'GET', { action: 'wait', delayMs: 12_000 }],
    [
      'a 429 that asks for longer',
      { read: read(429, FAILED, [['Retry-After', '30']]) },
      'GET',
      { action: 'wait', delayMs: 30_000 },
    ],
    ['a 503', { read: read(503, FAILED) }, 'GET', { action: 'back-off', delayMs: 1000 }],
    [
      'a 503 to a POST',
      { read: read(503, FAILED) },
      'POST',
      { action: 'stop', rule: 'server-error-not-idempotent' },
    ],
    ['a lost connection', { failure: RESET }, 'GET', { action: 'back-off' }],
    [
      'a lost connection of a POST',
      { failure: RESET },
      'POST',
      { action: 'stop', rule: 'lost-not-idempotent' },
    ],
    [
      'a 401 to a call without a token',
      { read: read(401, FAILED), tokens: [null] },
      'GET',
      { action: 'stop' },
    ],
    ['a success', { read: read(200, standard(0)) }, 'GET', { action: 'accept' }],
  ])('after %s', (_, changes, method, expected) => {
    expect(recommendedAfter(tried(changes, method))).toMatchObject(expected)
  })

  it('is a longer pause after each 5xx, and an end after the last', () => {
    const after = (count: number) =>
      recommendedAfter(
        tried({ read: read(503, FAILED), before: Array.from({ length: count }, () => attempt(BACK_OFF)) }),
      )
    expect([0, 1, 2, 3].map((count) => after(count).delayMs)).toEqual(RETRY.backoffMs)
    expect(after(4)).toMatchObject({ action: 'stop', rule: 'server-error-cap' })
  })

  it('is to stop when a new token is refused, and still to refresh when the old one was sent again', () => {
    const again = (tokens: string[]) =>
      recommendedAfter(tried({ read: read(401, FAILED), before: [attempt(REFRESH)], tokens }))
    expect(again([TOKEN, 'other'])).toMatchObject({ action: 'stop', rule: 'unauthorized-after-refresh' })
    expect(again([TOKEN, TOKEN])).toMatchObject({ action: 'refresh' })
  })
})

const WAIT: Decision = { action: 'wait', rule: 'rate-limit-window', reason: 'x', delayMs: 12_000 }
const stop = (rule: string): Decision => ({ action: 'stop', rule, reason: 'x', delayMs: 0 })

describe('what the program did', () => {
  it.each<[string, Decision, { afterMs: number; askedMs?: number; hasNewToken?: boolean }, string | null]>([
    ['waits for the window', WAIT, { afterMs: 12_000 }, 'as-recommended'],
    ['waits as long as the API asks', WAIT, { afterMs: 11_990, askedMs: 12_000 }, 'as-recommended'],
    [
      'waits as long as the API asks, which is less',
      WAIT,
      { afterMs: 9000, askedMs: 9000 },
      'as-recommended',
    ],
    ['does not wait', WAIT, { afterMs: 3 }, 'too-early'],
    ['waits half of what the API asks', WAIT, { afterMs: 6000, askedMs: 12_000 }, 'too-early'],
    ['backs off', BACK_OFF, { afterMs: 1000 }, 'as-recommended'],
    ['backs off for as long, with some chance in it', BACK_OFF, { afterMs: 905 }, 'as-recommended'],
    ['retries at once', BACK_OFF, { afterMs: 3 }, 'too-early'],
    ['comes with a new token', REFRESH, { afterMs: 50, hasNewToken: true }, 'as-recommended'],
    ['comes with the same token', REFRESH, { afterMs: 50 }, 'should-not'],
    ['repeats a 403', stop('forbidden-never'), { afterMs: 50 }, 'should-not'],
    ['repeats a POST that may have run', stop('server-error-not-idempotent'), { afterMs: 50 }, 'should-not'],
    ['repeats what is left to it', stop('client-error-may-pass'), { afterMs: 50 }, null],
  ])('%s', (_, decision, { afterMs, askedMs = null, hasNewToken = false }, verdict) => {
    const leastMs = leastPause(decision, askedMs)
    expect(didAfter(decision, { afterMs, leastMs, hasNewToken })?.verdict ?? null).toBe(verdict)
  })

  it('is nothing where it should have retried, and not known where it should not', () => {
    expect(didNothing(BACK_OFF, 61_000)).toEqual({ afterMs: 61_000, verdict: 'nothing' })
    expect(didNothing(stop('forbidden-never'), 61_000)).toBeNull()
  })
})
