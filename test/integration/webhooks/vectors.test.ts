import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { headerSchema } from '../../../app/contract/exchange.ts'
import { schemeSchema, SIGNATURE_ENCODINGS, HEADER_FORMS } from '../../../app/contract/webhooks.ts'
import { nodeHashing } from '../../../app/files/hashing.ts'
import { judge } from '../../../app/webhooks/judge.ts'
import { ENCODINGS, FORMS, isSameScheme, NAMED_SCHEMES } from '../../../app/webhooks/scheme.ts'
import { findScheme, isSigned } from '../../../app/webhooks/verify.ts'

const vector = z.object({
  scheme: schemeSchema,
  body: z.base64().transform((text) => Buffer.from(text, 'base64')),
  bodyName: z.string(),
  headers: z.array(headerSchema),
  secret: z.string(),
})
const { every, named } = z
  .object({
    every: z.array(vector),
    named: z.array(vector.extend({ name: z.enum(['stripe', 'github', 'x', 'standard-webhooks']) })),
  })
  .parse(
    JSON.parse(
      execFileSync('python3', [join(import.meta.dirname, '../../fixtures/webhooks/vectors.py')], {
        encoding: 'utf8',
        maxBuffer: 2 ** 26,
      }),
    ),
  )

describe('deliveries that Python signed', () => {
  it.each(named)('are found and verified: $name, $bodyName', ({ name, scheme, secret, ...delivery }) => {
    expect(scheme).toEqual(NAMED_SCHEMES[name])
    expect(findScheme(delivery, secret, nodeHashing)).toEqual(scheme)
    expect(isSigned(delivery, secret, scheme, nodeHashing)).toBe(true)
  })

  it('are found in every scheme that there is', () => {
    expect(every.length).toBe(2016)
    const missed = every.filter(({ scheme, secret, ...delivery }) => {
      const found = findScheme(delivery, secret, nodeHashing)
      return !found || !isSameScheme(found, scheme)
    })
    expect(missed.map(({ scheme }) => scheme)).toEqual([])
  })

  it('verify with their own scheme and secret alone', () => {
    for (const [at, { scheme, secret, ...delivery }] of every.entries()) {
      expect(isSigned(delivery, secret, scheme, nodeHashing)).toBe(true)
      expect(isSigned(delivery, `${secret}0`, scheme, nodeHashing)).toBe(false)
      const other = every[(at + 1) % every.length]?.scheme ?? scheme
      expect(isSigned(delivery, secret, other, nodeHashing)).toBe(false)
    }
  })

  it('are not believed after one bit of the body changed', () => {
    for (const { scheme, secret, headers, body } of named) {
      if (body.length === 0) continue
      const changed = Buffer.from(body)
      changed.writeUInt8(changed.readUInt8(0) ^ 1, 0)
      expect(isSigned({ headers, body: changed }, secret, scheme, nodeHashing)).toBe(false)
      expect(findScheme({ headers, body: changed }, secret, nodeHashing)).toBeNull()
    }
  })
})

describe('10,000 random deliveries', () => {
  it('match no scheme', () => {
    const matched = Array.from({ length: 10_000 }, (_, at) => {
      const encoding = SIGNATURE_ENCODINGS[at % 3] ?? 'hex'
      const form = HEADER_FORMS[at % HEADER_FORMS.length] ?? 'bare'
      const signature = ENCODINGS[encoding].write(randomBytes([20, 32, 64][at % 3] ?? 32))
      const secret =
        at % 2 === 0 ? `whsec_${randomBytes(24).toString('base64')}` : randomBytes(32).toString('hex')
      const body = randomBytes(at % 97)
      const headers = [
        ['webhook-id', `msg_${at}`],
        ['webhook-timestamp', '1767225600'],
        ['Webhooks-Signature', FORMS[form].write(signature, '1767225600')],
      ] satisfies [string, string][]
      return judge({ headers, body }, [{ name: 'secret', value: secret }], null, nodeHashing)
    }).filter((judgement) => judgement.signature !== 'unknown-scheme')
    expect(matched).toEqual([])
  })
})
