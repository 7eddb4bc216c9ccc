import { describe, expect, test } from 'vitest'
import { builtInCatalog } from '../../../app/catalog/catalog.ts'
import { extendCatalog } from '../../../app/catalog/extend.ts'
import type { Attempt, Decision, Diagnosis, Header } from '../../../app/contract/exchange.ts'
import { diagnose } from '../../../app/diagnosis/diagnose.ts'
import type { Evidence } from '../../../app/diagnosis/evidence.ts'
import { windowOf } from '../../fixtures/windowState.ts'
import {
  failed,
  JSON_TYPE,
  listed,
  makeAttempt,
  makeEvidence,
  makeRequest,
  makeResponse,
  NOW,
  SITE_7,
} from './support.ts'

const SITES = 'GET /api/external/sites'

function explain(
  status: number,
  body: unknown,
  rest: Partial<Evidence> = {},
  line = SITES,
  headers: Header[] = [JSON_TYPE],
): Diagnosis {
  return diagnose(makeEvidence(line, makeResponse(status, body, headers), rest)).diagnosis
}

describe('HTTP status codes', () => {
  test.each<[number, unknown, Diagnosis['retry']['helps'], RegExp, string?]>([
    [200, listed([{}, {}, {}]), 'no', /^3 sites, all in order$/],
    [
      201,
      { ...listed([]), data: { id: 5 }, count: null },
      'no',
      /subscriber was created/,
      'POST /api/webhook/subscribers',
    ],
    [
      400,
      failed(100, 'Validation failed.', ['isActive must be true or false.']),
      'no',
      /^isActive=maybe was refused$/,
      `${SITES}?isActive=maybe`,
    ],
    [401, failed(401, 'Authentication required.'), 'now', /^The token was refused$/],
    [
      403,
      failed(100, 'Customer 1099 is outside the scope of this API key.'),
      'no',
      /^Customer 1099 is outside this key's scope$/,
    ],
    [
      404,
      failed(404, 'Not found.'),
      'no',
      /^Staff member 99 is not there, or has been archived$/,
      'GET /api/external/staffs/99/licenses',
    ],
    [429, failed(100, 'Too many requests.'), 'later', /^The rate limit is used up$/],
    [500, failed(100, 'An unexpected error occurred.'), 'later', /^The server failed$/],
  ])('%i', (status, body, helps, headline, line) => {
    const diagnosis = explain(status, body, {}, line)
    expect(diagnosis.headline).toMatch(headline)
    expect(diagnosis.retry.helps).toBe(helps)
  })
})

describe('the ladder', () => {
  const own = extendCatalog(builtInCatalog, {
    version: 1,
    endpoints: [],
    serviceCodes: [
      {
        code: 734,
        title: 'The pay period is closed',
        meaning: 'Timesheets of a closed pay period cannot be changed.',
        cause: 'Payroll has run.',
        remedy: [{ text: 'Ask payroll to open it.', action: null }],
        retry: { helps: 'later', advice: 'Once it is open.' },
        generic: false,
        mirrors: null,
      },
    ],
  })

  test.each<[string, number, unknown, Diagnosis['basis'], Partial<Evidence>?]>([
    ['code 0', 200, listed([]), 'service-code'],
    ['code 100, generic', 400, failed(100, 'x'), 'service-code'],
    ['code 401 in a 200', 200, failed(401, 'x'), 'service-code'],
    ['code 403', 403, failed(403, 'x'), 'service-code'],
    ['code 404', 404, failed(404, 'x'), 'service-code'],
    ['a code that the user added', 409, failed(734, 'x'), 'service-code', { catalog: own }],
    ['an unknown code', 409, failed(734, 'x'), 'http-status'],
    ['an unknown code in a 200', 200, failed(734, 'x'), 'http-status'],
    ['code 0 in a failure', 500, failed(0, ''), 'http-status'],
    ['an unknown code with an unregistered status', 499, failed(734, 'x'), 'status-class'],
    ['a gateway', 429, { statusCode: 429, message: 'x' }, 'body-shape'],
    ['problem details', 400, { type: 'x', title: 'y', status: 400 }, 'body-shape'],
    ['a web page', 502, '<html>', 'body-shape'],
    ['plain text', 503, 'busy', 'body-shape'],
    ['nothing where an envelope is due', 500, '', 'body-shape'],
    ['nothing where nothing is due', 204, '', 'http-status'],
    ['broken JSON', 200, '{"a":', 'body-shape'],
    ['other JSON', 200, { a: 1 }, 'body-shape'],
  ])('%s', (_, status, body, basis, rest) => {
    expect(explain(status, body, rest).basis).toBe(basis)
  })

  test('code 100 takes its text from the errors', () => {
    const { headline, said } = explain(200, failed(100, 'The report is still being built.'))
    expect(headline).toBe('Failed: “The report is still being built.”')
    expect(said).toMatchObject([{ message: 'The report is still being built.' }])
  })

  test('an unknown code in a 200 does not say that no retry is needed', () => {
    expect(explain(200, failed(734, 'The pay period is closed.')).retry).toMatchObject({
      helps: 'no',
      advice: 'The same request most likely gets the same response.',
    })
  })

  test('an unknown code falls back to status and messages, and says so', () => {
    const { headline, meaning, cause } = explain(409, failed(734, 'The pay period is closed.'))
    expect(headline).toBe('It conflicts with the present state')
    expect(meaning).toContain('Service code 734 is not in the catalog')
    expect(cause).toContain('“The pay period is closed.”')
  })

  test('a code that the user added is explained in the words of the user', () => {
    const diagnosis = explain(409, failed(734, 'Closed.'), { catalog: own })
    expect(diagnosis).toMatchObject({
      headline: 'The pay period is closed',
      meaning: 'Timesheets of a closed pay period cannot be changed.',
      remedy: ['Ask payroll to open it.'],
      retry: { helps: 'later', advice: 'Once it is open.' },
    })
    expect(diagnosis.cause).toContain('“Closed.”')
  })

  test('code 401 in a 200 is treated as a 401', () => {
    expect(explain(200, failed(401, 'Token expired.'))).toMatchObject({
      headline: 'The token has expired',
      retry: { helps: 'now' },
    })
  })
})

const refresh: Decision = { action: 'refresh', rule: 'r', reason: 'r', delayMs: 0 }
const AUTHORIZED = { headers: [['Authorization', '[redacted]'] satisfies Header] }
const unauthorized = makeResponse(401, failed(401, 'Authentication required.'))

describe('401 refreshes once; 403 is never retried', () => {
  test('refused after a fresh token: the key has likely been revoked', () => {
    const attempts: Attempt[] = [
      makeAttempt({ response: unauthorized, decision: refresh }),
      makeAttempt({ number: 2, purpose: 'token', response: makeResponse(200, { token: '[redacted]' }) }),
      makeAttempt({ number: 3, response: unauthorized }),
    ]
    expect(explain(401, failed(401, 'Unauthorized.'), { attempts })).toMatchObject({
      headline: 'The key site-7 has likely been revoked',
      retry: { helps: 'no' },
    })
  })

  test('the refresh itself is refused: likewise', () => {
    const attempts = [
      makeAttempt({ response: unauthorized, decision: refresh }),
      makeAttempt({ number: 2, purpose: 'token', response: unauthorized }),
    ]
    const diagnosis = explain(401, failed(401, 'Key is not active.'), { attempts })
    expect(diagnosis).toMatchObject({
      headline: 'The API reports the key as not active',
      retry: { helps: 'no' },
    })
    expect(explain(401, unauthorized.body, { attempts }).headline).toBe(
      'The key site-7 has likely been revoked',
    )
    expect(diagnosis.fingerprint).toMatch(/^KEY exchange 401/)
  })

  test('the first exchange is refused: the request was not sent', () => {
    const attempts = [makeAttempt({ purpose: 'token', response: unauthorized })]
    const diagnosis = explain(401, failed(401, 'x'), { attempts }, 'POST /api/webhook/subscribers')
    expect(diagnosis).toMatchObject({ headline: 'The key site-7 was refused', retry: { helps: 'no' } })
    expect(diagnosis.meaning).toContain('The request itself was not sent')
    expect(diagnosis.remedyActions).toContain('enter-key')
  })

  test.each([
    [200, { hello: 1 }, /^No token was found/, 'no'],
    [404, 'x', /^The token request is not at this URL$/, 'no'],
    [503, 'x', /^The token request failed: the API is not available/, 'later'],
  ])('the exchange answers %i', (status, body, headline, helps) => {
    const attempts = [makeAttempt({ purpose: 'token', response: makeResponse(status, body) })]
    const diagnosis = explain(status, body, { attempts }, 'POST /api/webhook/subscribers')
    expect(diagnosis.headline).toMatch(headline)
    expect(diagnosis.retry.helps).toBe(helps)
  })

  test.each<[string, Header[], RegExp]>([
    ['no header', [], /^The request carries no token$/],
    ['another scheme', [['Authorization', 'Basic eDp5']], /^The Authorization header has the scheme Basic$/],
    ['the API key itself', [['authorization', 'Bearer sandbox-site-7']], /^The token is not a JWT$/],
    ['a token cut short', [['Authorization', 'Bearer e30.e30']], /^The token is not a JWT$/],
    ['a token that cannot be seen', [['Authorization', '[redacted]']], /^The token was refused$/],
  ])('%s', (_, headers, headline) => {
    const request = makeRequest(SITES, { headers })
    expect(explain(401, failed(401, 'No.'), { request, attempts: [makeAttempt()] }).headline).toMatch(
      headline,
    )
  })

  test('of a pasted answer nothing is said about headers that nobody knows', () => {
    expect(explain(401, failed(401, 'No.')).headline).toBe('The token was refused')
  })

  test.each([
    ['The bearer token is missing.', /^The request carries no token$/],
    ['The bearer token is malformed.', /^The token could not be read$/],
    ['The token expired at 2026-03-02T08:59:00Z.', /^The token has expired$/],
    [
      'The bearer token is not valid: its signature does not match.',
      /^The API does not accept the token's signature$/,
    ],
  ])('the answer says: %s', (message, headline) => {
    expect(explain(401, failed(401, message), { claims: null }).headline).toMatch(headline)
  })

  test.each([
    'Missing, expired, or invalid bearer token.',
    'Invalid or expired token.',
    'Missing or invalid Authorization header.',
    'The token is missing, malformed or has expired.',
    "The token is missing the required claim 'KeyType'.",
  ])('what names several faults, or a part of the token, decides nothing and is quoted: %s', (message) => {
    const attempts = [makeAttempt()]
    const { headline, cause, retry } = explain(401, failed(401, message), {
      attempts,
      request: makeRequest(SITES, AUTHORIZED),
    })
    expect(headline).toBe('The token was refused')
    expect(cause).toContain(`“${message}”`)
    expect(retry.helps).toBe('now')
  })

  test('a token that was sent and did not arrive is not a request without one', () => {
    const request = makeRequest(SITES, AUTHORIZED)
    const { headline, cause, retry } = explain(401, failed(401, 'A bearer token is required.'), {
      attempts: [makeAttempt()],
      request,
    })
    expect(headline).toBe('The token did not arrive')
    expect(cause).not.toContain('was not sent')
    expect(retry.helps).toBe('now')
  })

  test('a 401 is judged by the time that it came, and by what it says before any clock', () => {
    const claims = { ...SITE_7, expiresAt: NOW - 3_600_000 }
    const signature = failed(401, 'The bearer token is not valid: its signature does not match.')
    const at = (date: string): Header[] => [JSON_TYPE, ['Date', date]]
    const before = at('Mon, 02 Mar 2026 07:00:00 GMT')
    expect(explain(401, signature, { claims }, SITES, before).headline).toContain('signature')
    expect(explain(401, failed(401, 'No.'), { claims }, SITES, before).headline).toBe(
      'The token was refused before its time was up',
    )
    const after = at('Mon, 02 Mar 2026 08:10:20 GMT')
    expect(explain(401, failed(401, 'No.'), { claims }, SITES, after).headline).toBe(
      'The token had expired 10 min before this response',
    )
    expect(explain(401, failed(401, 'No.'), { claims }).headline).not.toContain('had expired')
  })

  test('of a 401 without a date nobody knows whether a token had expired that has expired by now', () => {
    const past = { ...SITE_7, expiresAt: NOW - 3_600_000 }
    const { headline, meaning, remedy } = explain(401, failed(401, 'No.'), { claims: past })
    expect(headline).toBe('The token was refused, and has expired by now')
    expect(meaning).toContain('Postern cannot tell whether the token had expired before')
    expect(remedy[0]).toContain('fresh token')
    const future = { ...SITE_7, expiresAt: NOW + 3_600_000 }
    expect(explain(401, failed(401, 'No.'), { claims: future }).headline).toBe(
      'The token was refused before its time was up',
    )
    const attempts = [makeAttempt()]
    const request = makeRequest(SITES, AUTHORIZED)
    expect(explain(401, failed(401, 'No.'), { claims: past, attempts, request }).headline).toContain(
      'had expired',
    )
  })

  test('an empty 401 is explained by its challenge', () => {
    const challenge: Header = [
      'WWW-Authenticate',
      'Bearer error="invalid_token", error_description="The token expired"',
    ]
    expect(explain(401, '', {}, SITES, [challenge]).headline).toBe('The token has expired')
  })

  const claims = { ...SITE_7, expiresAt: NOW - 200_000 }
  test('an expired token is dated', () => {
    const request = makeRequest(SITES, AUTHORIZED)
    const diagnosis = explain(401, failed(401, 'x'), { claims, request, attempts: [makeAttempt()] })
    expect(diagnosis.headline).toBe('The token had expired 3 min 20 s before the request')
    expect(diagnosis.meaning).toContain('08:57:00 UTC')
    expect(diagnosis.cause).not.toContain('clock')
  })

  test('a clock that is behind is named as the cause', () => {
    const request = makeRequest(SITES, AUTHORIZED)
    const rest = {
      claims: { ...claims, expiresAt: NOW + 60_000 },
      clockOffsetMs: 90_000,
      request,
      attempts: [makeAttempt()],
    }
    expect(explain(401, failed(401, 'x'), rest).cause).toContain(
      "This computer's clock is 1 min 30 s behind the server's",
    )
  })

  test('a token whose time is not up was refused, not expired', () => {
    const diagnosis = explain(401, failed(401, 'x'), { claims: { ...claims, expiresAt: NOW + 60_000 } })
    expect(diagnosis.headline).toBe('The token was refused before its time was up')
  })
})

describe('429 honours the next minute boundary', () => {
  const answered = makeAttempt({ timing: { ...makeAttempt().timing, totalMs: 0 } })
  const window = windowOf({
    used: 60,
    startsAt: NOW - 20_000,
    resetsAt: NOW + 40_000,
    full: true,
    clockOffsetMs: 0,
  })
  const at = (ms: number) => new Date(NOW + ms).toISOString()
  const body = failed(100, 'Rate limit exceeded.')

  test.each<[string, Partial<Evidence>, Header[], string]>([
    ['of our clock when nothing else is known', {}, [], at(40_000)],
    ["of the server's clock", { clockOffsetMs: 30_000 }, [], at(10_000)],
    ['of the window', { window }, [], at(40_000)],
    [
      'of the date in a pasted answer',
      { now: NOW + 9e6 },
      [['Date', 'Mon, 02 Mar 2026 09:00:50 GMT']],
      at(40_000),
    ],
    ['unless Retry-After is later', {}, [['Retry-After', '90']], at(90_000)],
    ['and not Retry-After when it is earlier', {}, [['Retry-After', '7']], at(40_000)],
    [
      'or the date that Retry-After gives',
      {},
      [['Retry-After', 'Mon, 02 Mar 2026 09:05:00 GMT']],
      at(280_000),
    ],
    ['whatever nonsense Retry-After holds', {}, [['Retry-After', '-5']], at(40_000)],
    ['or what Azure asks for in ms', {}, [['x-ms-retry-after-ms', '90000']], at(90_000)],
    ['or the reset of a limit in s', {}, [['RateLimit-Reset', '3600']], at(3_600_000)],
    ['or its moment', {}, [['X-RateLimit-Reset', String((NOW + 90_000) / 1000)]], at(90_000)],
    [
      'but not of a limit that is not used up',
      {},
      [
        ['X-RateLimit-Remaining', '9'],
        ['X-RateLimit-Reset', '3600'],
      ],
      at(40_000),
    ],
    ['nor of one in a thousand years', {}, [['X-RateLimit-Reset', '32503680000']], at(40_000)],
  ])('%s', (_, rest, headers, notBefore) => {
    const attempts = headers.some(([name]) => name === 'Date') ? [] : [answered]
    const { retry } = explain(429, body, { attempts, ...rest }, SITES, [JSON_TYPE, ...headers])
    expect(retry).toMatchObject({ helps: 'later', notBefore })
  })

  test('of a pasted answer without a date nobody knows when it came', () => {
    const { headline, retry } = explain(429, body)
    expect(headline).toBe('The rate limit is used up')
    expect(retry).toEqual({
      helps: 'later',
      advice: 'From the next minute boundary on.',
      notBefore: null,
    })
    expect(explain(429, body, { answeredAt: NOW - 60_000 }).retry.notBefore).toBe(at(-20_000))
    const asked = explain(429, body, {}, SITES, [JSON_TYPE, ['Retry-After', '90']]).retry
    expect(asked).toEqual({
      helps: 'later',
      advice: 'The response asks for a pause of 1 min 30 s.',
      notBefore: null,
    })
  })

  test('a time that is not today carries its date, and one that has passed is told as such', () => {
    const headers: Header[] = [JSON_TYPE, ['Date', 'Mon, 23 Feb 2026 09:00:50 GMT']]
    const { headline, retry, remedyActions } = explain(429, body, {}, SITES, headers)
    expect(headline).toBe('The rate limit was used up until 2026-02-23 09:01:00 UTC')
    expect(retry.advice).toContain('That time has passed.')
    expect(remedyActions).not.toContain('wait-and-replay')
    const late = explain(429, body, { attempts: [answered] }, SITES, [JSON_TYPE, ['Retry-After', '90000']])
    expect(late.headline).toBe('The rate limit is used up until 2026-03-03 10:00:20 UTC')
  })

  test('its meaning is the window that is known, and no limit is made up where the guide names none', () => {
    const own = { ...window, limit: 120, own: 120 }
    expect(explain(429, body, { window: own }).meaning).toContain(
      'This key has used up the rate window: 120 requests in 1 min',
    )
    expect(explain(429, body, { window: { ...own, others: 'counted' } }).meaning).toContain(
      'All programs with this key together',
    )
    const webhook = explain(429, body, {}, 'POST /api/webhook/subscribers')
    expect(webhook.meaning).toContain('The API documentation gives no limit for this path')
    expect(explain(429, '<html><title>Slow down</title>').meaning).toContain('in front of the API')
  })

  test('a clock that makes no sense gives no time to wait for', () => {
    for (const now of [8.64e15, Number.MAX_VALUE]) {
      const { retry, headline } = explain(429, body, { now, clockOffsetMs: 1e23 })
      expect(retry).toMatchObject({ helps: 'later', notBefore: null })
      expect(headline).not.toMatch(/NaN|Invalid|Infinity/)
    }
  })

  test('a low count of our own means that others share the limit', () => {
    for (const own of [12, 50]) {
      const { cause } = explain(429, body, { window: { ...window, own, others: 'counted' } })
      expect(cause).toContain(`${own} of the 60 requests`)
      expect(cause).toContain('another program uses the same key')
    }
    expect(explain(429, body, { window }).cause).toContain('60 of the 60 requests')
  })
})

describe('a quota does not end with the minute', () => {
  const said = 'Out of call volume quota. Quota will be replenished in 02:14:10.'
  const DATE: Header = ['Date', 'Mon, 02 Mar 2026 09:00:20 GMT']
  const until = new Date(NOW + 8_050_000).toISOString()
  const quota = (status: number, body: unknown, headers: Header[] = [], rest: Partial<Evidence> = {}) =>
    explain(status, body, rest, SITES, [JSON_TYPE, ...headers])

  test.each<[string, number, unknown]>([
    ['429 of the gateway', 429, { statusCode: 429, message: said }],
    ['403 of the gateway', 403, { statusCode: 403, message: said }],
    ['429 in the envelope', 429, failed(429, said)],
    ['in days', 429, failed(429, 'The quota resets in 0.02:14:10')],
    ['in words', 429, failed(429, 'Quota exceeded, try again in 2 hours, 14 minutes and 10 seconds.')],
    ['by a moment', 429, failed(429, `The quota is renewed at ${until}.`)],
  ])('%s: not before the time in its words', (_, status, body) => {
    for (const headers of [[DATE], [DATE, ['Retry-After', '60'] satisfies Header]]) {
      const { headline, retry, remedy } = quota(status, body, headers)
      expect(retry).toMatchObject(
        status === 403 ? { helps: 'no', notBefore: null } : { helps: 'later', notBefore: until },
      )
      expect(headline).toMatch(/quota/)
      expect([retry.advice, ...remedy].join(' ')).not.toMatch(/minute|VPN|has passed/)
    }
    expect(JSON.stringify(quota(status, body, [DATE], { now: NOW + 8e7 }).retry)).toContain('has passed')
  })

  test('without a date the pause is told, and without a time no minute is named', () => {
    const { remedy, retry } = quota(429, { statusCode: 429, message: said })
    expect(retry).toMatchObject({ advice: 'The response asks for a pause of 2 h 14 min.', notBefore: null })
    expect(remedy[0]).toBe('Wait until the quota is renewed, then replay the request.')
    const untold = quota(429, failed(429, 'Monthly quota exceeded.'), [DATE])
    expect(untold.retry).toEqual({
      helps: 'later',
      advice: 'After the quota is renewed. Postern does not know when.',
      notBefore: null,
    })
  })

  test('a moment needs no date of the response', () => {
    expect(
      quota(429, failed(429, 'x'), [['X-RateLimit-Reset', String(Date.parse(until) / 1000)]]).retry.notBefore,
    ).toBe(until)
    expect(quota(503, failed(100, 'x'), [['X-RateLimit-Reset', '60']]).retry.notBefore).toBeNull()
  })
})

describe('5xx backs off, and is not idempotent unless that is sure', () => {
  const body = failed(100, 'An unexpected error occurred.')

  test.each([
    ['GET', false, 'later'],
    ['HEAD', false, 'later'],
    ['POST', false, 'unsafe'],
    ['POST', true, 'later'],
    ['DELETE', false, 'unsafe'],
  ])('%s, vouched for: %j', (method, idempotent, helps) => {
    const request = makeRequest(`${method} /api/webhook/subscribers`, { idempotent })
    for (const status of [500, 502, 503, 504, 599])
      expect(explain(status, body, { request }).retry.helps).toBe(helps)
  })

  test('the guide makes no exception: all of them are retried, and where that is unlikely to help it is said', () => {
    for (const status of [501, 505, 506, 508, 510]) {
      const { retry } = explain(status, body)
      expect(retry.helps).toBe('later')
      expect(retry.advice).toContain('hardly help')
    }
  })

  test('once the back-off is used up, support comes first', () => {
    const response = makeResponse(500, body)
    const attempts = [1, 2, 3, 4, 5].map((number) => {
      const rule = number < 5 ? 'server-error-back-off' : 'server-error-cap'
      const action = number < 5 ? 'back-off' : 'stop'
      const startedAt = new Date(NOW + (2 ** (number - 1) - 1) * 1000).toISOString()
      return makeAttempt({ number, startedAt, response, decision: { action, rule, reason: 'r', delayMs: 0 } })
    })
    const { headline, remedy, remedyActions, retry } = explain(500, body, { attempts }, SITES, [
      JSON_TYPE,
      ['X-Trace-Id', 'abc-123'],
    ])
    expect(headline).toBe('The server failed 5 times in a row')
    expect(remedy[0]).toContain('Send Guardhouse support the trace ID abc-123')
    expect(remedyActions[0]).toBe('copy-for-support')
    expect(retry).toMatchObject({ helps: 'later', advice: expect.stringContaining('5 times over 15 s') })
  })

  test('the trace ID is shown, and the support bundle offered', () => {
    const diagnosis = explain(500, body, {}, SITES, [JSON_TYPE, ['X-Request-Id', 'abc-123']])
    expect(diagnosis.traceId).toBe('abc-123')
    expect(diagnosis.remedy.at(-1)).toContain('trace ID abc-123')
    expect(diagnosis.remedyActions.at(-1)).toBe('copy-for-support')
  })

  test('how often it failed is counted', () => {
    const response = makeResponse(500, body)
    const attempts = [1, 2, 3].map((number) => makeAttempt({ number, response }))
    expect(explain(500, body, { attempts }).cause).toContain('It failed 3 times in a row.')
  })

  test('a 503 that asks for a pause gets it', () => {
    const attempts = [makeAttempt({ timing: { ...makeAttempt().timing, totalMs: 0 } })]
    const asks = (value: string) =>
      explain(503, body, { attempts }, SITES, [JSON_TYPE, ['Retry-After', value]]).retry
    expect(asks('30').notBefore).toBe(new Date(NOW + 30_000).toISOString())
    expect(asks('90.5').notBefore).toBe(new Date(NOW + 90_500).toISOString())
    expect(asks('Mon Mar  2 09:02:00 2026').notBefore).toBe('2026-03-02T09:02:00.000Z')
    expect(asks('Sun, 01 Mar 2026 09:00:00 GMT').notBefore).toBeNull()
    expect(asks('Thu, 05 Mar 2026 09:00:00 GMT').advice).toContain('2026-03-05 09:00:00 UTC')
  })

  test('a user code does not talk a POST into a blind retry', () => {
    const [extension] = [
      {
        code: 9,
        title: 'Busy',
        meaning: 'Busy.',
        cause: '',
        remedy: [],
        retry: { helps: 'now' as const, advice: 'At once.' },
        generic: false,
        mirrors: null,
      },
    ]
    const catalog = extendCatalog(builtInCatalog, { version: 1, endpoints: [], serviceCodes: [extension] })
    expect(explain(500, failed(9, 'x'), { catalog }, 'POST /api/x').retry.helps).toBe('unsafe')
  })
})

describe('404: not there, or archived', () => {
  const region = (host: string) =>
    explain(404, failed(404, 'x'), {}, `GET ${host}/api/external/staffs/99/licenses`).remedy.at(-1)

  test.each([
    ['https://gateway-api.guardhousehq.com', 'Guardhouse UK'],
    ['https://gateway-api.guardhousehq.co.uk', 'Guardhouse AU'],
    ['http://127.0.0.1:8080', 'AU and UK'],
  ])('from %s it mentions %s', (host, other) => {
    expect(region(host)).toContain(other)
  })

  test.each([
    [
      'GET /api/external/incidentreports/reportdata?incidentReportId=77',
      'x',
      /^Incident report 77 is not there/,
    ],
    [
      'GET /api/external/sites?customerId=12',
      'Customer 12 does not exist or has been archived.',
      /^Customer 12 is not there/,
    ],
    ['GET /api/external/sites', 'x', /^The API returned 404 for a list$/],
  ])('%s', (line, message, headline) => {
    expect(explain(404, failed(404, message), {}, line).headline).toMatch(headline)
  })

  test('of two ids in one sentence the inner one is missing', () => {
    const { headline } = explain(404, failed(404, 'Company 12 has no customer 1099.'))
    expect(headline).toBe('Customer 1099 is not there, or has been archived')
  })

  test('of a request that nobody knows no path is blamed', () => {
    const request = makeRequest('GET /', { url: '', route: '' })
    const { headline, cause } = explain(404, failed(404, 'x'), { request })
    expect(headline).toBe('Not there, or archived')
    expect(cause).not.toContain('path')
  })

  test('a path that nobody knows is no missing record; a near one is offered', () => {
    const diagnosis = explain(
      404,
      { statusCode: 404, message: 'Resource not found' },
      {},
      'GET /api/external/staff',
    )
    expect(diagnosis.headline).toBe('Azure API Management knows no such path')
    expect(diagnosis.remedy[0]).toBe('Did you mean /api/external/staffs?')
  })
})

describe('a 401 that the API never gave says nothing of the key', () => {
  test.each<[string, unknown]>([
    ['a web page', '<html><title>401 Authorization Required</title></html>'],
    ['a gateway', { statusCode: 401, message: 'Access token is missing or invalid.' }],
  ])('%s', (_, body) => {
    const response = makeResponse(401, body)
    const attempts = [
      makeAttempt({ response, decision: refresh }),
      makeAttempt({ number: 2, purpose: 'token', response: makeResponse(200, { token: '[redacted]' }) }),
      makeAttempt({ number: 3, response }),
    ]
    const first = explain(401, body)
    expect(first.headline).toBe('A gateway, not the API, refused the request')
    expect(first.retry.helps).toBe('now')
    const again = explain(401, body, { attempts })
    expect(again.retry.helps).toBe('no')
    expect(JSON.stringify([first, again])).not.toContain('revoked')
  })

  test('a gateway of live operations that speaks of the token does not ask for its own key', () => {
    const body = { statusCode: 401, message: 'Unauthorized. Access token is missing or invalid.' }
    expect(explain(401, body, {}, 'GET /api/external/liveops').headline).not.toContain('subscription key')
  })
})

describe('the exchange of the key fails', () => {
  const exchange = (status: number, body: unknown, isRefresh = false) => {
    const token = makeAttempt({ purpose: 'token', response: makeResponse(status, body) })
    const used = makeAttempt({ response: unauthorized, decision: refresh })
    return explain(status, body, { attempts: isRefresh ? [used, token] : [token] })
  }

  test('inside a 200, as the API does: the key is what was refused', () => {
    const { headline, cause, remedyActions } = exchange(200, failed(401, 'The API key has been revoked.'))
    expect(headline).toBe('The API reports the key as revoked')
    expect(cause).toContain('“The API key has been revoked.”')
    expect(remedyActions).toContain('switch-key')
  })

  test('inside a 200 with another code: the answer is quoted', () => {
    const { headline, cause } = exchange(200, failed(100, 'Keys are being moved.'))
    expect(headline).toBe('The token request failed with service code 100')
    expect(cause).toContain('“Keys are being moved.”')
  })

  test.each<[number, unknown, string]>([
    [400, failed(100, 'The API key has been revoked.'), 'The API reports the key as revoked'],
    [400, { error: 'invalid_grant' }, 'The key site-7 has likely been revoked'],
    [404, failed(404, 'API key not found.'), 'The API reports the key as not found'],
    [404, failed(404, 'Nothing here.'), 'The key site-7 has likely been revoked'],
    [401, failed(401, 'The user of this key no longer exists.'), 'The API reports the user as gone'],
    [200, failed(100, 'The API key has been revoked.'), 'The API reports the key as revoked'],
  ])(
    'after it gave a token, with %i %j: its words, else that it was likely revoked',
    (status, body, told) => {
      const { headline, retry, remedy } = exchange(status, body, true)
      expect(headline).toBe(told)
      expect(retry.helps).toBe('no')
      expect(remedy[0]).toMatch(/^Ask your key administrator/)
    },
  )

  test.each<[number, string, RegExp, RegExp]>([
    [
      403,
      'Calls from 203.0.113.9 are not accepted',
      /203\.0\.113\.9/,
      /key administrator to allow the network address/,
    ],
    [
      403,
      'Your IP is not on the allow list.',
      /allow list/,
      /key administrator to allow the network address/,
    ],
    [401, 'The service is under maintenance.', /maintenance/, /^Wait for the end/],
    [403, 'The API is not enabled for this plan', /plan/, /enable it for the account/],
  ])('%i %s: the words lead', (status, said, headline, first) => {
    for (const isRefresh of [false, true]) {
      const diagnosis = exchange(status, failed(status, said), isRefresh)
      expect(diagnosis.headline).toMatch(headline)
      expect(diagnosis.cause).toContain('The words suggest')
      expect(diagnosis.remedy[0]).toMatch(first)
      expect(diagnosis.retry.helps).toBe('no')
      expect(JSON.stringify(diagnosis)).not.toContain('revoked')
    }
  })

  test('a field that its errors name is checked first', () => {
    const body = { type: 'x', title: 'Invalid.', status: 400, errors: { clientName: ['[redacted]'] } }
    const { cause, remedy } = exchange(400, body)
    expect(cause).toContain('The errors name the field clientName.')
    expect(cause).not.toContain('redacted')
    expect(remedy[0]).toContain('clientName')
  })

  test('with a wait that is known: it is told, and so is the trace ID', () => {
    const wait = (status: number, headers: Header[]) => {
      const response = makeResponse(status, failed(100, 'Later.'), [JSON_TYPE, ...headers])
      const attempts = [
        makeAttempt({ purpose: 'token', response, timing: { ...makeAttempt().timing, totalMs: 0 } }),
      ]
      return explain(status, failed(100, 'Later.'), { attempts }, 'POST /api/webhook/subscribers', [
        JSON_TYPE,
        ...headers,
      ])
    }
    const limited = wait(429, [['Retry-After', '90']])
    expect(limited.retry).toMatchObject({ helps: 'later', notBefore: new Date(NOW + 90_000).toISOString() })
    const down = wait(503, [
      ['Retry-After', '20'],
      ['X-Trace-Id', 'abc-123'],
    ])
    expect(down.retry).toMatchObject({ helps: 'later', notBefore: new Date(NOW + 20_000).toISOString() })
    expect(down.remedy.join(' ')).toContain('abc-123')
  })

  test('by something in front of the API: nothing is said of the key', () => {
    for (const isRefresh of [false, true]) {
      const { headline, cause, meaning } = exchange(403, '<html><title>No</title>', isRefresh)
      expect(headline).toBe('A gateway stopped the token request')
      expect([headline, cause, meaning].join(' ')).not.toMatch(/revoked|KeyType/)
    }
  })

  test.each<[number, unknown, string, string]>([
    [
      404,
      { statusCode: 404, message: 'Resource not found' },
      'Azure API Management knows no such path',
      'no',
    ],
    [401, { message: 'No API key found in request' }, 'Kong wants a key of its own', 'no'],
    [403, { statusCode: 403, message: 'Out of call volume quota.' }, 'is used up', 'no'],
    [429, { message: 'API rate limit exceeded' }, 'Kong limits the rate of requests', 'later'],
    [503, 'no healthy upstream', 'Envoy has no server to ask', 'later'],
    [200, '<html><title>Sign in to your account</title>', 'a sign-in page came', 'no'],
  ])('by a gateway with %i: as it says of any request', (status, body, headline, helps) => {
    const diagnosis = exchange(status, body, false)
    expect(diagnosis.headline).toMatch(/^The token request failed: /)
    expect(diagnosis.headline.toLowerCase()).toContain(headline.toLowerCase())
    expect(diagnosis.meaning).toContain('not the API')
    expect(diagnosis.meaning).toContain('The request itself was not sent')
    expect(diagnosis.retry.helps).toBe(helps)
    expect(diagnosis.headline + diagnosis.cause).not.toMatch(/revoked|key was refused/i)
  })

  test('a busy moment does not revoke a key', () => {
    for (const status of [408, 429, 503])
      expect(exchange(status, failed(100, 'Later.'), true).headline).not.toContain('revoked')
  })
})

describe('a token request that somebody sent or pasted is explained as one', () => {
  const LINE = 'POST https://gateway-api.guardhousehq.com/api/token/request'
  const both = (status: number, body: unknown) => {
    const response = makeResponse(status, body)
    const pasted = explain(status, body, { key: null, claims: null }, LINE)
    const sent = explain(status, body, { attempts: [makeAttempt({ response })] }, LINE)
    return [pasted, sent]
  }

  test.each<[number, unknown, RegExp, Diagnosis['retry']['helps']]>([
    [401, failed(401, 'Unknown key.'), /^The API reports the key( site-7)? as unknown$/, 'no'],
    [401, failed(401, 'No.'), /^The key( site-7)? was refused$/, 'no'],
    [403, failed(403, 'The key is suspended.'), /^The API reports the key( site-7)? as suspended$/, 'no'],
    [200, failed(401, 'Unknown key.'), /^The API reports the key( site-7)? as unknown$/, 'no'],
    [200, failed(100, 'Keys are being moved.'), /^The token request failed with service code 100$/, 'no'],
    [400, failed(100, 'apiKey is required.'), /^The token request was refused: “apiKey is required.”$/, 'no'],
    [400, { error: 'invalid_client' }, /^The token request was refused: invalid_client$/, 'no'],
    [404, failed(404, 'Not found.'), /^The token request is not at this URL$/, 'no'],
    [405, 'x', /^The token request is not at this URL$/, 'no'],
    [429, failed(100, 'Slow down.'), /^The token request failed: the rate limit/, 'later'],
    [500, failed(100, 'It broke.'), /^The token request failed: the server/, 'later'],
    [503, '<html><title>Down</title>', /^The token request failed: the API is not available/, 'later'],
    [401, '<html><title>Sign in</title>', /^The token request failed: a sign-in page came/, 'no'],
  ])('%i %j', (status, body, headline, helps) => {
    const own = explain(status, body, {
      attempts: [makeAttempt({ purpose: 'token', response: makeResponse(status, body) })],
    })
    for (const diagnosis of [...both(status, body), own]) {
      expect(diagnosis.headline).toMatch(headline)
      expect(diagnosis.retry.helps).toBe(helps)
      expect(JSON.stringify(diagnosis)).not.toMatch(/fresh token|take effect|twice|may have run|undefined/)
      expect(diagnosis.fingerprint).toMatch(/^KEY exchange/)
    }
    for (const diagnosis of both(status, body)) {
      expect(diagnosis.cause).toMatch(new RegExp(`^POST /api/token/request returned ${status}\\b`))
      expect(diagnosis.meaning).not.toContain('The request itself was not sent')
    }
  })

  test('one that succeeds is a success', () => {
    for (const { headline, retry } of both(200, { token: '[redacted]' })) {
      expect(headline).not.toMatch(/failed|refused|No token/)
      expect(retry.helps).toBe('no')
    }
  })

  test('one that was lost may be sent again', () => {
    const failure = { kind: 'timeout', code: 'ETIMEDOUT', message: 'x', mayHaveBeenSent: true } as const
    const { headline, retry } = diagnose(makeEvidence(LINE, null, { failure })).diagnosis
    expect(headline).toBe('The token request failed: no response came in time')
    expect(retry.helps).toBe('later')
  })
})

test('live operations without the subscription key', () => {
  const diagnosis = explain(
    401,
    { statusCode: 401, message: 'Access denied.' },
    {},
    'GET /api/external/liveops',
  )
  expect(diagnosis.headline).toBe('The gateway wants the subscription key')
  expect(diagnosis.cause).toContain('external-gh-apim-sub-key')
  expect(diagnosis.retry.helps).toBe('no')
})

describe('successes have a headline too', () => {
  test.each<[string, unknown, string, string]>([
    ['one', listed([{}]), SITES, '1 site, all in order'],
    ['none', listed([]), SITES, 'No sites came: the list is empty'],
    [
      'a page of more',
      listed([{}, {}], { nextPageParameter: 'abcd' }),
      'GET /api/external/staffs',
      '2 staff members and a next page, all in order',
    ],
    [
      'a detail',
      { ...failed(0, '', []), data: { id: 1 } },
      'GET /api/external/incidentreports/reportdata?incidentReportId=1',
      'One incident report, all in order',
    ],
    [
      'an endpoint that nobody knows',
      listed([{}, {}]),
      'GET /api/external/patrols',
      '2 records, all in order',
    ],
    ['findings', listed([{}], { count: 9 }), SITES, '1 site, with 1 finding'],
    [
      'no payload',
      listed([], { data: null, count: null }),
      SITES,
      'The API reports success, but no sites came',
    ],
    [
      'one record where many are due',
      listed([], { data: {}, count: null }),
      SITES,
      'The API reports success, but no sites came',
    ],
  ])('%s', (_, body, line, headline) => {
    expect(explain(200, body, {}, line).headline).toBe(headline)
  })
})
