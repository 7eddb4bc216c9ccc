import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { diagnosisSchema, envelopeSchema, findingSchema } from '../../../app/contract/exchange.ts'
import { claimsSchema } from '../../../app/contract/token.ts'
import { readClaims } from '../../../app/diagnosis/claims.ts'
import { decode, decodeText } from '../../../app/diagnosis/decode.ts'
import { diagnose } from '../../../app/diagnosis/diagnose.ts'
import { blankMessage } from '../../../app/diagnosis/fingerprint.ts'
import { body, evidence, response } from './arbitraries.ts'

/** 5,000 by default; a nightly run asks for more. */
const CASES = Number(process.env['POSTERN_FUZZ_CASES'] ?? 5000)
const FEW = Math.max(500, Math.floor(CASES / 10))
const PATIENCE = 60_000 + CASES * 20

test(
  'whatever comes back, there is a headline, a basis and retry advice, and the document is valid',
  () => {
    fc.assert(
      fc.property(evidence, (each) => {
        const reading = diagnose(each)
        const { headline, meaning, cause, retry, remedy, remedyActions, fingerprint } = diagnosisSchema.parse(
          reading.diagnosis,
        )
        for (const words of [headline, meaning, cause, retry.advice, fingerprint])
          expect(words.trim()).not.toBe('')
        expect(remedyActions).toHaveLength(remedy.length)
        for (const finding of reading.findings) expect(findingSchema.parse(finding).message).not.toBe('')
        if (reading.envelope) envelopeSchema.parse(reading.envelope)
        expect(reading.envelope === null).toBe(each.response === null)
      }),
      { numRuns: CASES },
    )
  },
  PATIENCE,
)

test(
  'what may have taken effect is never advised to be sent again without care',
  () => {
    fc.assert(
      fc.property(evidence, (each) => {
        const isKeyExchange = each.attempts.at(-1)?.purpose === 'token'
        fc.pre(!each.request.idempotent && !/^(get|head)$/i.test(each.request.method) && !isKeyExchange)
        fc.pre(each.failure ? each.failure.mayHaveBeenSent : (each.response?.status ?? 0) >= 500)
        expect(diagnose(each).diagnosis.retry.helps).toMatch(/^(no|unsafe)$/)
      }),
      { numRuns: FEW, maxSkipsPerRun: 200 },
    )
  },
  PATIENCE,
)

test(
  'where the same request gets the same answer, no step sends it again',
  () => {
    fc.assert(
      fc.property(evidence, (each) => {
        const { retry, remedyActions } = diagnose(each).diagnosis
        fc.pre(retry.helps === 'no')
        for (const action of ['replay', 'wait-and-replay', 'refresh-token'])
          expect(remedyActions).not.toContain(action)
      }),
      { numRuns: FEW, maxSkipsPerRun: 200 },
    )
  },
  PATIENCE,
)

test(
  'decoding is the same every time and keeps to the schema',
  () => {
    fc.assert(
      fc.property(response, (each) => {
        const first = decode(each)
        envelopeSchema.parse(first.envelope)
        expect(decode(each)).toEqual(first)
      }),
      { numRuns: FEW },
    )
  },
  PATIENCE,
)

test(
  'any bytes become text, and UTF-8 comes back as it was',
  () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 200 }),
        fc.option(fc.string({ maxLength: 60 })),
        (bytes, contentType) => {
          expect(typeof decodeText(bytes, contentType).text).toBe('string')
        },
      ),
      { numRuns: FEW },
    )
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (text) => {
        const bytes = new TextEncoder().encode(`a${text}`)
        expect(decodeText(bytes, 'application/json; charset=utf-8')).toEqual({
          text: `a${text}`,
          charset: 'utf-8',
          damaged: false,
        })
      }),
      { numRuns: FEW },
    )
  },
  PATIENCE,
)

test(
  'any text is a token that can be read, or none',
  () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          body.map((each) => `e30.${Buffer.from(each).toString('base64url')}.x`),
        ),
        (jwt) => {
          const claims = readClaims(jwt)
          if (claims) claimsSchema.parse(claims)
        },
      ),
      { numRuns: FEW },
    )
  },
  PATIENCE,
)

test(
  'ids, numbers and quoted values never tell two problems apart',
  () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.nat(),
        fc.uuid(),
        fc.uuid(),
        fc.emailAddress().filter((mail) => mail.length < 50),
        (one, other, guid, another, mail) => {
          const say = (n: number, id: string, who: string) =>
            `Site ${n} (${id}) of "${who}" failed for ${who} after ${n} ms.`
          expect(blankMessage(say(one, guid, mail))).toBe(blankMessage(say(other, another, 'x@example.com')))
        },
      ),
      { numRuns: FEW },
    )
  },
  PATIENCE,
)
