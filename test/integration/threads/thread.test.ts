import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { builtInCatalog } from '../../../app/catalog/catalog.ts'
import { directReader, type Reader } from '../../../app/sending/reader.ts'
import type { WireAnswer } from '../../../app/sending/wire.ts'
import type { Evidence } from '../../../app/diagnosis/evidence.ts'
import { createAsyncRedactor } from '../../../app/recorder/asyncRedactor.ts'
import { EXPORT_FORMATS } from '../../../app/contract/exportFormats.ts'
import { createRedactor } from '../../../app/recorder/redact.ts'
import { writeExport } from '../../../app/formats/writeExport.ts'
import { createThread, type Thread } from '../../../app/threads/thread.ts'
import { threadedReader } from '../../../app/recorder/threadedReader.ts'
import { exampleAttempt, exampleExchange } from '../../unit/history/exampleExchange.ts'
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

function answerWith(text: string, status = 200): WireAnswer {
  const bytes = Buffer.from(text)
  return {
    status,
    headers: [['content-type', 'application/json; charset=utf-8']],
    bytes,
    bodyBytes: bytes.length,
    truncated: false,
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

async function readBy(reader: Reader, answer: WireAnswer) {
  const read = await reader.read(answer, [SECRET])
  const { response } = read
  const { request } = exampleExchange()
  const evidence: Evidence = {
    request,
    response,
    failure: null,
    attempts: [exampleAttempt({ response })],
    key: 'site-7',
    profile: 'Sandbox',
    claims: null,
    now: 0,
    clockOffsetMs: null,
    window: null,
    traceHeaders: [],
    catalog: builtInCatalog,
  }
  return { response, envelope: read.envelope, reading: await reader.explain(evidence, read) }
}

describe('the thread for long answers', () => {
  it.each(bodies)('reads %s as it would be read at once', async (_, body) => {
    const there = await readBy(threadedReader(thread), answerWith(body, 403))
    expect(there).toEqual(await readBy(directReader, answerWith(body, 403)))
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
    const body = failure(`The key ${SECRET} may not do this.`) + filler
    const { response } = await readBy(directReader, answerWith(body, 403))
    const exchange = exampleExchange({
      request: { ...exampleExchange().request, headers: [['x-ours', 'of no shape']] },
      attempts: [exampleAttempt({ response: { ...response, body } })],
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
    const reader = threadedReader(thread)
    const codes = Array.from({ length: 20 }, (_, at) => at + 200)
    const reads = await Promise.all(
      codes.map(async (status) => reader.read(answerWith(failure(`Number ${status}`) + filler, status), [])),
    )
    expect(reads.map(({ response }) => response.status)).toEqual(codes)
    expect(reads.map(({ envelope }) => envelope.message)).toEqual(codes.map((status) => `Number ${status}`))
  })

  it('is done without when it cannot run', async () => {
    const gone = createThread(new URL('file:///no/such/worker.mjs'))
    const body = failure(`The key ${SECRET} may not do this.`) + filler
    expect(await readBy(threadedReader(gone), answerWith(body))).toEqual(
      await readBy(directReader, answerWith(body)),
    )
    expect(await gone.run('redact', { texts: [SECRET], secrets: [SECRET] })).toEqual(['[redacted]'])
    await gone.end()
  })
})
