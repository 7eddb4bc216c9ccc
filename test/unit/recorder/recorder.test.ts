import { describe, expect, it } from 'vitest'
import { PosternError } from '../../../app/contract/errors.ts'
import type { Attempt, Exchange } from '../../../app/contract/exchange.ts'
import type { Course, Ending, ReceivedAnswer } from '../../../app/contract/recording.ts'
import { courseOf, testRecorder, type TestRecorderOptions } from '../../fixtures/testRecorder.ts'
import { attemptUnderWay, exampleAttempt, exampleExchange } from '../history/exampleExchange.ts'
import { pieceIn } from './spellings.ts'

const KEY = 'Kf7+Qz/9bXw2&Lm8Tn4='

function received(body: string, changes: Partial<ReceivedAnswer> = {}): ReceivedAnswer {
  const bytes = Buffer.from(body)
  return { status: 400, headers: [], bytes, bodyBytes: bytes.length, truncated: false, flaws: [], ...changes }
}

const saying = (message: string) =>
  JSON.stringify({ status: { code: 100, errorMessage: message }, data: null, message, errors: [] })

function course(attempts: Attempt[], changes: Partial<Course> = {}): Course {
  return { ...courseOf(exampleExchange()), attempts, ...changes }
}

const ENDING: Ending = {
  at: Date.parse('2026-03-02T09:00:01Z'),
  stoppedBy: null,
  error: null,
  profile: 'Test',
  claims: null,
  clockOffsetMs: null,
  window: null,
  traceHeaders: [],
}

/** What is recorded of an exchange with one answer. */
async function recordedWith(answer: ReceivedAnswer, options: TestRecorderOptions = { secrets: [KEY] }) {
  const recorder = testRecorder(options)
  const { response } = await recorder.read(answer)
  return recorder.put(course([exampleAttempt({ response })]), ENDING, { durable: false })
}

describe('what is derived', () => {
  it('holds no key that the answer repeats', async () => {
    const exchange = await recordedWith(received(saying(`The key ${KEY} may not do this.`)))
    expect(exchange.envelope?.message).toBe('The key [redacted] may not do this.')
    expect(exchange.diagnosis?.headline).toContain('The key [redacted] may not do this.')
    expect(exchange.diagnosis?.fingerprint).toMatch(/ the key # may not do this\.$/)
    expect(pieceIn(JSON.stringify(exchange), KEY)).toBeNull()
  })

  it('holds no part of a key that stands where a quote is cut', async () => {
    for (let length = 260; length < 320; length += 3) {
      const exchange = await recordedWith(
        received(saying(`${'x '.repeat(length / 2)}${KEY} may not do this.`)),
      )
      expect(pieceIn(JSON.stringify(exchange), KEY)).toBeNull()
    }
  })

  it('holds no key that a claim repeats', async () => {
    const claims = {
      keyType: KEY,
      companyIds: [KEY],
      customerIds: ['7'],
      siteIds: null,
      issuedAt: null,
      expiresAt: null,
    }
    const recorder = testRecorder({ secrets: [KEY] })
    const { response } = await recorder.read(
      received(saying('Customer 1099 is outside the scope of this API key.'), { status: 403 }),
    )
    const exchange = await recorder.put(
      course([exampleAttempt({ response })]),
      { ...ENDING, claims },
      { durable: false },
    )
    expect(exchange.diagnosis?.scope?.rows).not.toHaveLength(0)
    expect(pieceIn(JSON.stringify(exchange), KEY)).toBeNull()
  })

  it('rests on the redacted answer, also when a secret comes up after that was read', async () => {
    const recorder = testRecorder()
    const { response } = await recorder.read(received(saying(`The key ${KEY} may not do this.`)))
    expect(response.body).toContain(KEY)
    recorder.learn([KEY])
    const attempts = [exampleAttempt({ response })]
    const exchange = await recorder.put(course(attempts), ENDING, { durable: false })
    expect(exchange.diagnosis?.fingerprint).toMatch(/ the key # may not do this\.$/)
    expect(pieceIn(JSON.stringify(exchange), KEY)).toBeNull()
  })

  it('holds no old token, and none that headers brought', async () => {
    const recorder = testRecorder({ headers: () => ['X-Region-Pass'] })
    recorder.learn(['the-Old-token-9'])
    recorder.learn(['the-New-token-9'])
    recorder.learnHeaders([
      ['Authorization', 'Bearer by-hand-Token-9'],
      ['x-region-pass', 'of-the-Region-9'],
    ])
    const said = 'the-old-token-9, the-New-token-9, by-hand-token-9, of-the-region-9'
    const { response } = await recorder.read(received(saying(said)))
    expect(response.body).not.toMatch(/-9/)
  })

  it('tells how it ended, from the last answer alone', async () => {
    const answers: [string, number, string][] = [
      [saying('No.'), 400, 'http-failure'],
      [saying('No.'), 200, 'service-failure'],
      ['{"status":{"code":0,"errorMessage":""},"data":[],"count":0,"errors":[]}', 200, 'success'],
      ['<html></html>', 200, 'transport-failure'],
    ]
    for (const [body, status, outcome] of answers)
      expect((await recordedWith(received(body, { status }))).outcome).toBe(outcome)
  })

  it('of a token exchange that ends an exchange is never a success', async () => {
    const recorder = testRecorder()
    const { response } = await recorder.read(received('{"nothing":1}', { status: 200 }))
    const last = exampleAttempt({ response, purpose: 'token' })
    const exchange = await recorder.put(course([last]), ENDING, { durable: false })
    expect(exchange.outcome).toBe('service-failure')
  })

  it('says what the user ended, and what could not be sent', async () => {
    const recorder = testRecorder({ secrets: [KEY] })
    const put = (attempts: Attempt[], changes: Partial<Ending>) =>
      recorder.put(course(attempts), { ...ENDING, ...changes }, { durable: false })
    expect((await put([], { stoppedBy: 'cancel' })).outcome).toBe('cancelled')
    const { response } = await recorder.read(received(saying('No.')))
    const inWait = await put([exampleAttempt({ response })], { stoppedBy: 'cancel' })
    expect(inWait).toMatchObject({ outcome: 'cancelled', envelope: { message: 'No.' } })
    expect(inWait.diagnosis?.headline).toMatch(/^Cancelled before the next attempt: /)
    const quitInWait = await put([exampleAttempt({ response })], { stoppedBy: 'quit' })
    expect(quitInWait.outcome).toBe('interrupted')
    expect(quitInWait.diagnosis?.headline).toMatch(/^Interrupted before the next attempt: /)
    const quit = await put([], { stoppedBy: 'quit' })
    expect(quit).toMatchObject({
      outcome: 'interrupted',
      diagnosis: { headline: 'Postern quit before the response came' },
    })

    const failure = {
      kind: 'cancelled',
      code: 'KEY-MISSING',
      message: `Of ${KEY}.`,
      mayHaveBeenSent: false,
    } as const
    const error = new PosternError('key-missing', `There is no key for ${KEY}.`, `Enter ${KEY}.`)
    const unsent = await put([{ ...attemptUnderWay(), failure }], { error })
    expect(unsent.outcome).toBe('transport-failure')
    expect(unsent.diagnosis).toMatchObject({
      headline: 'There is no key for [redacted].',
      remedyActions: ['enter-key'],
    })
    expect(pieceIn(JSON.stringify(unsent), KEY)).toBeNull()
  })
})

describe('what is kept', () => {
  it('is what is told, redacted; a listener that fails ends nothing', async () => {
    const kept: Exchange[] = []
    const told: Exchange[] = []
    const recorder = testRecorder({
      secrets: [KEY],
      keep: (exchange) => {
        kept.push(exchange)
        return Promise.resolve()
      },
      onRecorded: (exchange) => {
        told.push(exchange)
        throw new Error('The window is gone.')
      },
    })
    const { request } = exampleExchange()
    const begun = course([attemptUnderWay()], { request: { ...request, body: KEY } })
    const recorded = await recorder.put(begun, null, { durable: false })
    expect(recorded).toMatchObject({ endedAt: null, outcome: null, request: { body: '[redacted]' } })
    expect(kept).toEqual([recorded])
    expect(told).toEqual([recorded])
  })

  it('is waited for only where it must be on the disk', async () => {
    let finish: () => void = () => undefined
    const recorder = testRecorder({
      keep: (_, { durable }) =>
        durable ? new Promise((resolve) => (finish = resolve)) : new Promise(() => undefined),
    })
    await recorder.put(course([]), null, { durable: false })
    let isDone = false
    const done = recorder.put(course([]), null, { durable: true }).then(() => (isDone = true))
    await new Promise((resolve) => setImmediate(resolve))
    expect(isDone).toBe(false)
    finish()
    await done
  })

  it('need not be possible: the exchange goes on', async () => {
    const recorder = testRecorder({ keep: () => Promise.reject(new Error('The disk is full.')) })
    expect((await recorder.put(course([]), null, { durable: true })).outcome).toBeNull()
  })
})
