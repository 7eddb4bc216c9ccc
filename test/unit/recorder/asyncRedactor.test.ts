import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createAsyncRedactor, type RedactLong } from '../../../app/recorder/asyncRedactor.ts'
import { createRedactor, LONG_TEXT } from '../../../app/recorder/redact.ts'
import { exampleAttempt, exampleExchange } from '../history/exampleExchange.ts'

const SECRET = 'canary/Key+7 "ä\\x'

/** As the thread does it, and remembers what was handed over. */
function elsewhere(): { redactLong: RedactLong; handed: string[] } {
  const handed: string[] = []
  return {
    handed,
    redactLong: (texts, secrets) => {
      handed.push(...texts)
      const redactor = createRedactor(() => secrets)
      return Promise.resolve(texts.map((text) => (redactor.text(text) === text ? null : redactor.text(text))))
    },
  }
}

function answeredWith(body: string) {
  const response = { status: 200, headers: [], body, bodyBytes: body.length, truncated: false }
  return exampleExchange({ attempts: [exampleAttempt({ response })] })
}

describe('redaction that takes its time', () => {
  it('hands out long texts whole, and nothing else', async () => {
    const { redactLong, handed } = elsewhere()
    const patient = createAsyncRedactor(() => [SECRET], redactLong)
    const long = `${'x'.repeat(LONG_TEXT)}${SECRET}`
    expect(await patient.value({ short: SECRET, deep: [{ long }] })).toEqual({
      short: '[redacted]',
      deep: [{ long: `${'x'.repeat(LONG_TEXT)}[redacted]` }],
    })
    expect(handed).toEqual([long])
  })

  it('gives back what holds no secret as it was', async () => {
    const patient = createAsyncRedactor(() => [SECRET], elsewhere().redactLong)
    const exchange = answeredWith('x'.repeat(LONG_TEXT))
    expect(await patient.exchange(exchange)).toBe(exchange)
  })

  it('looks again when a secret comes up meanwhile', async () => {
    let secrets: string[] = []
    let rounds = 0
    const patient = createAsyncRedactor(
      () => secrets,
      async (texts, known) => {
        rounds += 1
        const clear = await elsewhere().redactLong(texts, known)
        secrets = [SECRET]
        return clear
      },
    )
    expect(await patient.value(`${'x'.repeat(LONG_TEXT)}${SECRET}`)).not.toContain(SECRET)
    expect(rounds).toBe(2)
  })

  it('does not fail open: what cannot be redacted elsewhere is not given out', async () => {
    const patient = createAsyncRedactor(
      () => [SECRET],
      () => Promise.reject(new Error('The thread is gone.')),
    )
    await expect(patient.exchange(answeredWith('x'.repeat(LONG_TEXT) + SECRET))).rejects.toThrow('gone')
  })

  it('does the same as at once, wherever a secret stands and however it is written', async () => {
    const forms = fc.constantFrom<(text: string) => string>(
      (text) => text,
      encodeURIComponent,
      (text) => JSON.stringify(text).slice(1, -1),
      (text) => Buffer.from(text).toString('base64'),
      (text) => Buffer.from(`<${text}`).toString('base64'),
      (text) => Buffer.from(text).toString('hex'),
      (text) => `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.${text.length}abc`,
      (text) => `"password":"${JSON.stringify(text).slice(1, -1)}"`,
    )
    await fc.assert(
      fc.asyncProperty(
        // Around where a text begins to be long, and around every other size that something may be cut at.
        fc.integer({ min: -40, max: 40 }),
        fc.constantFrom(1024, 16_384, LONG_TEXT, 2 * LONG_TEXT),
        forms,
        fc.constantFrom('x', 'ä', '\\', '"', 'q/'),
        async (by, near, form, filler) => {
          const body = `${filler.repeat(near).slice(0, near + by)}${form(SECRET)}${filler.repeat(LONG_TEXT)}`
          const exchange = answeredWith(body)
          const patient = createAsyncRedactor(() => [SECRET], elsewhere().redactLong)
          const clear = await patient.exchange(exchange)
          expect(clear).toEqual(createRedactor(() => [SECRET]).exchange(exchange))
          expect(clear.attempts[0]?.response?.body).not.toContain(form(SECRET).slice(1, -1))
        },
      ),
      { numRuns: 25 },
    )
  }, 60_000)
})
