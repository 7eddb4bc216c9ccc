import { expect, it } from 'vitest'
import type { Exchange } from '../../../app/contract/exchange.ts'
import { expectVerdict, made } from './support.ts'

/** A POST that was sent twice, with a Content-Type and without a body. */
function postedTwice(source: Exchange['source']): Exchange {
  const exchange = made('POST /api/webhook/subscribers', [{ at: 0, status: 500 }, { at: 3000 }], { source })
  const headers = [
    ...exchange.request.headers,
    ['Content-Type', 'application/json'] satisfies [string, string],
  ]
  return { ...exchange, request: { ...exchange.request, headers } }
}

it('a capture has compared the bodies, so that one without a body is the same request', () => {
  expectVerdict('repeated-unsafe', 'broken', [postedTwice('capture')])
})

it('a file may have left the body out, so that nothing is sure', () => {
  expectVerdict('repeated-unsafe', 'not-seen', [postedTwice('import')])
  expect(postedTwice('import').request.body).toBeNull()
})
