import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ENDPOINTS } from '../../../app/catalog/endpoints.ts'
import {
  blankMessage,
  cleanFingerprint,
  failurePrint,
  fingerprintOf,
} from '../../../app/diagnosis/fingerprint.ts'

const opaque = [
  'AbCd3fGh+1jKl/MnOpQr=',
  'kQzWvTnBxRmP',
  'sk_live_51HxKq2eZvKYlo2C',
  'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmVk',
  '4bf92f35-77b34da6',
  'dXNlcjpwYXNzd29yZDEyMw==',
  'QWxhZGRpbjpPcGVuU2VzYW1l',
  'zxcvbnmlkjhgfdsq',
]

describe('a fingerprint', () => {
  it.each(opaque)('holds nothing of %s, known as a secret or not', (key) => {
    const told = (text: string) => fingerprintOf('POST /api/external/sites', 400, 100, text)
    const print = told(`The key ${key} may not do this.`)
    expect(print).toBe('POST /api/external/sites 400/100 the key # may not do this.')
    expect(told('The key [redacted] may not do this.')).toBe(print)
    expect(told(`The key ${key}.`)).toBe(told('The key abcdEFGH12ij.'))
  })

  it.each(opaque)('that an earlier version kept is freed of %s', (key) => {
    const kept = `GET /api/external/sites 400/100 the key ${key.toLowerCase().replaceAll(/\d+/g, '#')} is wrong`
    expect(cleanFingerprint(kept)).toBe('GET /api/external/sites 400/100 the key # is wrong')
  })

  it.each([
    'The customer is outside the scope of this API key, see insufficientPermissions or customerId.',
    'subscriberReports/lengthOfStrength must not be empty',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'the header external-gh-apim-sub-key is missing',
    'startDate must precede endDate; X-Request-Id',
    'customer# is not there',
  ])('keeps its words: %s', (message) => {
    expect(blankMessage(message)).toBe(message.toLowerCase())
  })

  it('keeps every route of the catalog', () => {
    for (const { method, path } of ENDPOINTS) {
      expect(fingerprintOf(`${method} ${path}`, 403, 100, null)).toBe(`${method} ${path} 403/100`)
      expect(failurePrint(`${method} ${path}`, failure)).toBe(`${method} ${path} reset ECONNRESET`)
    }
  })

  it('of a long message ends with a whole word', () => {
    const before = 'word '.repeat(46)
    expect(blankMessage(`${before}abcdefghij${'AbCd3fGh1jKl'.repeat(9)}`)).toBe(before.slice(0, 200).trim())
  })

  it('is the same when it is cleaned once more', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        ...opaque,
        'customer',
        'Site7',
        '[redacted]',
        '#',
        '/',
        ' ',
        '-',
        ', ',
        '2026-03-02',
        '"a"',
      ),
      fc.string({ maxLength: 12 }),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const print = fingerprintOf('GET /api/external/sites', 400, null, pieces.join(''))
        expect(cleanFingerprint(print)).toBe(print)
      }),
      { numRuns: 2000 },
    )
  })
})

const failure = { kind: 'reset', code: 'ECONNRESET', message: 'cut', mayHaveBeenSent: true } as const
