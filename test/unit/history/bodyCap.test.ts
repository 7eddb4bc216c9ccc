import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cutBodies } from '../../../app/history/bodyCap.ts'
import { exampleAttempt, exampleExchange } from './exampleExchange.ts'

function withBody(body: string) {
  const response = { status: 200, headers: [], body, bodyBytes: Buffer.byteLength(body), truncated: false }
  return exampleExchange({ attempts: [exampleAttempt({ response })] })
}

test('a body within the cap stays as it is', () => {
  const exchange = withBody('éé')
  expect(cutBodies(exchange, 4)).toEqual(exchange)
  expect(cutBodies(exchange, null)).toBe(exchange)
})

test('a longer one is cut between characters, and says so', () => {
  const { attempts } = cutBodies(withBody('aé😀b'), 5)
  expect(attempts[0]?.response).toEqual({
    status: 200,
    headers: [],
    body: 'aé',
    bodyBytes: 8,
    truncated: true,
  })
})

test('never more bytes are left than the cap allows, and they are the first ones', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.nat(40), (body, cap) => {
      const response = cutBodies(withBody(body), cap).attempts[0]?.response
      expect(Buffer.byteLength(response?.body ?? '')).toBeLessThanOrEqual(cap)
      expect(body.startsWith(response?.body ?? 'x')).toBe(true)
      expect(response?.truncated).toBe(Buffer.byteLength(body) > cap)
    }),
  )
})
