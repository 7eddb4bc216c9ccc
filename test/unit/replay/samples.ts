import type { Exchange } from '../../../app/contract/exchange.ts'
import { profileFor } from '../../../app/contract/presets.ts'
import { SANDBOX_PROFILE } from '../../../app/contract/names.ts'
import { exampleAttempt, exampleExchange } from '../history/exampleExchange.ts'

export const sandbox = profileFor(SANDBOX_PROFILE, 'Sandbox', 'http://127.0.0.1:5999')
export const uk = profileFor('uk', 'UK', 'https://uk.example')

/** An exchange that ended with that status, `at` ms after a fixed start. */
export function answered(status: number, changes: Partial<Exchange> = {}, at = 0): Exchange {
  const code = status < 300 ? 0 : 100
  const example = exampleExchange()
  return exampleExchange(
    {
      attempts: [
        exampleAttempt({ response: { status, headers: [], body: '{}', bodyBytes: 2, truncated: false } }),
      ],
      outcome: status < 300 ? 'success' : 'http-failure',
      envelope: { kind: 'standard', code, message: `Status ${status}.`, errors: [], count: null, page: null },
      request: { ...example.request, headers: [...example.request.headers, ['Authorization', '[redacted]']] },
      ...changes,
    },
    at,
  )
}

/** The same with another request. */
export function asking(exchange: Exchange, changes: Partial<Exchange['request']>): Exchange {
  return { ...exchange, request: { ...exchange.request, ...changes } }
}
