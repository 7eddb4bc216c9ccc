import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { builtInCatalog } from '../../../app/catalog/catalog.ts'
import type { ReceivedAnswer } from '../../../app/contract/recording.ts'
import { createAsyncRedactor } from '../../../app/recorder/asyncRedactor.ts'
import { EXPORT_FORMATS } from '../../../app/contract/exportFormats.ts'
import { createRedactor } from '../../../app/recorder/redact.ts'
import { writeExport } from '../../../app/formats/writeExport.ts'
import { createThread, type Thread } from '../../../app/threads/thread.ts'
import { createRecorder } from '../../../app/recorder/recorder.ts'
import { createSecretRegistry } from '../../../app/recorder/secretRegistry.ts'
import { exampleAttempt, exampleExchange } from '../../unit/history/exampleExchange.ts'
import { courseOf } from '../../fixtures/testRecorder.ts'
import { bundle, type Bundle } from '../history/bundle.ts'

const SECRET = 'canary-of-the-thread'
const MEGABYTE = 1024 * 1024

let worker: Bundle
let thread: Thread
beforeAll(async () => {
  worker = await bundle('app/threads/worker.ts')
  thread = createThread(worker.url)
}, 60_000)
afterAll(async () => {
  await thread.end()
  await worker.remove()
})

function answerWith(text: string, status = 200): ReceivedAnswer {
  const bytes = Buffer.from(text)
  return {
    status,
    headers: [['content-type', 'application/json; charset=utf-8']],
    bytes,
    bodyBytes: bytes.length,
    truncated: false,
    flaws: [],
  }
}

function failure(message: string): string {
  const status = { code: 100, errorMessage: message }
  return JSON.stringify({ status, data: null, count: null, message, errors: [{ code: 100, message }] })
}

const filler = ' '.repeat(MEGABYTE)
const bodies: [name: string, body: string][] = [
  ['a refusal', failure('Customer 1099 is outside the scope of this API key.') + filler],
  ['one that repeats a secret', failure(`The key ${SECRET} may not do this.`) + filler],
  ['a list', `{"status":{"code":0},"data":[${'{"id":1},'.repeat(50_000)}{"id":2}],"errors":[]}`],
  ['one cut short', failure('x').slice(0, -5) + filler],
  ['one nested without end', '['.repeat(300_000)],
  ['no JSON', '<html><title>Bad gateway</title>'.padEnd(MEGABYTE, '-')],
  ['other letters', failure('Müller – 東京 💥') + filler],
]

/** Reads, explains and records an answer, in the thread or all at once. */
async function recordedBy(there: Thread | null, answer: ReceivedAnswer) {
  const registry = createSecretRegistry(() => [SECRET])
  const recorder = createRecorder({
    registry,
    redactor: createAsyncRedactor(
      registry.all,
      there && ((texts, secrets) => there.run('redact', { texts, secrets })),
    ),
    catalog: () => builtInCatalog,
    keep: () => Promise.resolve(),
    ...(there && {
      thread: {
        read: (work) => there.run('read', work),
        explain: (evidence) => there.run('explain', evidence),
      },
    }),
  })
  const { response, envelope } = await recorder.read(answer)
  const course = courseOf(
    exampleExchange({
      id: '01KJKPZ8000000000000000000',
      attempts: [exampleAttempt({ response })],
    }),
  )
  const ending = {
    at: 0,
    stoppedBy: null,
    error: null,
    profile: 'Sandbox',
    claims: null,
    clockOffsetMs: null,
    window: null,
    traceHeaders: [],
  }
  return { envelope, exchange: await recorder.put(course, ending, { durable: false }) }
}

describe('the thread for long answers', () => {
  it.each(bodies)('reads %s as it would be read at once', async (_, body) => {
    const there = await recordedBy(thread, answerWith(body, 403))
    expect(there).toEqual(await recordedBy(null, answerWith(body, 403)))
    expect(there.exchange.attempts[0]?.response?.body.length).toBeGreaterThan(100_000)
    expect(JSON.stringify(there)).not.toContain(SECRET)
  })

  it.each(bodies)('takes the secrets out of %s as it would be done at once', async (_, body) => {
    const patient = createAsyncRedactor(
      () => [SECRET],
      (texts, secrets) => thread.run('redact', { texts, secrets }),
    )
    expect(await patient.value([body, SECRET])).toEqual(createRedactor(() => [SECRET]).value([body, SECRET]))
  })

  it.each(EXPORT_FORMATS)('writes an export as %s as it would be written at once', async (format) => {
    const records = JSON.stringify({
      status: { code: 0, errorMessage: '' },
      data: [{ name: SECRET }],
      count: 1,
    })
    const body = format === 'csv' ? records : failure(`The key ${SECRET} may not do this.`) + filler
    const response = { status: 403, headers: [], body, bodyBytes: body.length, truncated: false, flaws: [] }
    const exchange = exampleExchange({
      request: { ...exampleExchange().request, headers: [['x-ours', 'of no shape']] },
      attempts: [exampleAttempt({ response })],
    })
    const around = { version: '1.2.3', runtime: 'Electron 33.0.0', platform: 'linux', now: 0 }
    const secrets = [SECRET]
    const headers = ['X-Ours']
    const text = await thread.run('write', { format, exchanges: [exchange], around, secrets, headers })
    const redactor = createRedactor(() => secrets, { headers: () => headers })
    expect(text).toBe(await writeExport(format, [exchange], redactor, around))
    expect(text).not.toMatch(/canary-of-the-thread|of no shape/)
  })

  it('answers each of many that ask at the same time', async () => {
    const codes = Array.from({ length: 20 }, (_, at) => at + 200)
    const reads = await Promise.all(
      codes.map((status) => recordedBy(thread, answerWith(failure(`Number ${status}`) + filler, status))),
    )
    expect(reads.map(({ exchange }) => exchange.attempts[0]?.response?.status)).toEqual(codes)
    for (const read of [
      ...reads.map(({ envelope }) => envelope),
      ...reads.map(({ exchange }) => exchange.envelope),
    ])
      expect(read?.message).toMatch(/^Number 2\d\d$/)
    expect(reads.map(({ exchange }) => exchange.envelope?.message)).toEqual(
      codes.map((status) => `Number ${status}`),
    )
  })

  it('is done without when it cannot run', async () => {
    const gone = createThread(new URL('file:///no/such/worker.mjs'))
    const body = failure(`The key ${SECRET} may not do this.`) + filler
    expect(await recordedBy(gone, answerWith(body))).toEqual(await recordedBy(null, answerWith(body)))
    expect(await gone.run('redact', { texts: [SECRET], secrets: [SECRET] })).toEqual(['[redacted]'])
    await gone.end()
  })
})
