import { describe, expect, test } from 'vitest'
import type { Decision, Diagnosis, Header } from '../../../app/contract/exchange.ts'
import type { Claims } from '../../../app/contract/token.ts'
import { diagnose } from '../../../app/diagnosis/diagnose.ts'
import { createRedactor } from '../../../app/recorder/redact.ts'
import type { Evidence } from '../../../app/diagnosis/evidence.ts'
import {
  failed,
  JSON_TYPE,
  makeAttempt,
  makeEvidence,
  makeRequest,
  makeResponse,
  NOW,
  SITE_7,
} from './support.ts'

const AU = 'GET https://gateway-api.guardhousehq.com/api/external/sites'
const AUTHORIZED: Header[] = [['Authorization', '[redacted]']]
const MINUTE = 60_000
const dateAt = (ms: number): Header => ['Date', new Date(NOW + ms).toUTCString()]
const claimsWith = (rest: Partial<Claims>): Claims => ({ ...SITE_7, ...rest })
const refresh: Decision = { action: 'refresh', rule: 'unauthorized', reason: 'r', delayMs: 0 }
const same: Decision = { action: 'stop', rule: 'unauthorized-same-token', reason: 'r', delayMs: 0 }

interface Case {
  body?: unknown
  headers?: Header[]
  claims?: Claims | null
  line?: string
  rest?: Partial<Evidence>
}

function responseOf({ body = failed(401, 'Unauthorized'), headers = [] }: Case) {
  return makeResponse(401, body, [JSON_TYPE, ...headers])
}

function pasted(each: Case): Diagnosis {
  const { claims = null, line = AU, rest } = each
  return diagnose(makeEvidence(line, responseOf(each), { claims, key: null, ...rest })).diagnosis
}

/** Sent by Postern: for the first time, or with a fresh token after a first 401. */
function sent(each: Case, isRefreshed = false): Diagnosis {
  const { claims = null, line = AU, rest } = each
  const response = responseOf(each)
  const attempts = isRefreshed
    ? [
        makeAttempt({ response, decision: refresh }),
        makeAttempt({ number: 2, purpose: 'token', response: makeResponse(200, { token: '[redacted]' }) }),
        makeAttempt({ number: 3, response }),
      ]
    : [makeAttempt({ response })]
  const request = makeRequest(line, { headers: AUTHORIZED })
  return diagnose(makeEvidence(line, response, { claims, attempts, request, ...rest })).diagnosis
}

const all = (each: Case) => [pasted(each), sent(each), sent(each, true)]
const challenge = (description: string): Header => [
  'WWW-Authenticate',
  `Bearer realm="api", error="invalid_token", error_description="${description}"`,
]

describe('the words of the API come first, then its challenge', () => {
  test.each<[string, RegExp]>([
    [
      'The token is not valid before 2026-03-02T09:05:00Z.',
      /^The token (is not valid yet|was sent 4 min 40 s before)/,
    ],
    ['IDX10222: Lifetime validation failed. The token is not yet valid.', /^The token is not valid yet$/],
    ['The token was issued in the future.', /^The token is not valid yet$/],
    ['The bearer token has expired.', /^(The token has expired|A fresh token had expired already)$/],
    [
      "The token expired at '03/02/2026 08:50:20'",
      /^(The token h(ad|as) expired|A fresh token had expired already)/,
    ],
    [
      "The audience 'https://gateway-api.guardhousehq.co.uk' is invalid",
      /^The token is of the other region, Guardhouse UK$/,
    ],
    ['Token was issued for the UK region.', /^The token is of the other region, Guardhouse UK$/],
    ['Wrong region.', /^The token is not for this API$/],
    ["The issuer 'https://login.example.com' is invalid", /^The API does not trust who issued the token$/],
    ['The signature is invalid', /^The API does not accept the token's signature$/],
    [
      'IDX10503: Signature validation failed. Token does not have a kid.',
      /^The API could not find the key that signed the token$/,
    ],
    ['The API key has been suspended.', /^The API reports the key( site-7)? as suspended$/],
    ['Key is disabled', /^The API reports the key( site-7)? as disabled$/],
    ['Revoked API key.', /^The API reports the key( site-7)? as revoked$/],
    ['The API key has expired.', /^The API reports the key( site-7)? as expired$/],
    ['Your account is inactive.', /^The API reports the account as inactive$/],
    ['This token has been revoked.', /^The API reports the token as revoked$/],
    ['An API key was sent as a bearer token.', /^The request carries the API key, not a token$/],
    ['Exchange your API key for a token first.', /^The request carries the API key, not a token$/],
    ['Access denied due to missing subscription key.', /^The subscription key is missing or wrong$/],
    ['Unknown API key', /^The API reports the key( site-7)? as unknown$/],
    ['The integration has been switched off.', /^The API reports the integration as switched off$/],
    ['jwt not active', /^The token is not valid yet$/],
    ['The token is accepted only in the UK', /^The token is of the other region, Guardhouse UK$/],
    [
      'Authentication credentials were not provided.',
      /^(The request carries no token|The token did not arrive)$/,
    ],
    ['The bearer token is malformed.', /^The token could not be read$/],
    ['No Authorization header was found.', /^(The request carries no token|The token did not arrive)$/],
  ])('%s', (said, headline) => {
    const inBody = all({ body: failed(401, said) })
    const inChallenge = all({ body: failed(401, 'Unauthorized'), headers: [challenge(said)] })
    const alone = all({ body: '', headers: [challenge(said)] })
    for (const diagnosis of [...inBody, ...inChallenge, ...alone]) {
      expect(diagnosis.headline).toMatch(headline)
      expect(diagnosis.cause).toContain(said)
      expect(diagnosis.headline).not.toContain('likely')
    }
    // What a fresh token got as well is not asked for once more.
    for (const { retry, remedyActions } of [inBody[2], inChallenge[2]].filter((each) => each !== undefined)) {
      expect(retry.helps).toBe('no')
      expect(remedyActions).not.toContain('refresh-token')
    }
  })

  test.each([
    ['Missing, expired, or invalid bearer token.'],
    ['The token lifetime is invalid; NotBefore: 03/02/2026 08:00:00, Expires: 03/02/2026 10:00:00'],
    ['The client sent an invalid token.'],
  ])('words that name no one fault are quoted, also of a key that is likely revoked: %s', (said) => {
    for (const { cause } of all({ body: failed(401, said) })) expect(cause).toContain(said)
    expect(sent({ body: failed(401, said) }, true).headline).toBe('The key site-7 has likely been revoked')
  })

  test.each([
    "The token is missing the required claim 'KeyType'.",
    'Contact your integration team.',
    'Token type not accepted.',
    'Klucz został unieważniony.',
  ])('words that Postern does not know are quoted, and nothing is claimed of the key: %s', (said) => {
    for (const { cause } of all({ body: failed(401, said) })) expect(cause).toContain(said)
    const { headline, cause, remedyActions } = sent({ body: failed(401, said) }, true)
    expect(headline).toBe('The API refused a fresh token as well')
    expect(cause).not.toContain('no other reason')
    expect(remedyActions).not.toContain('enter-key')
  })

  test.each(['Unauthorized', '401 Unauthorized', 'Unauthorised.', ''])(
    '"%s" says nothing, and is not quoted',
    (said) => {
      for (const { cause } of all({ body: failed(401, said, []), headers: [['WWW-Authenticate', 'Bearer']] }))
        expect(cause).not.toMatch(/says|Bearer/)
    },
  )

  test('the words of the body go before the challenge, and both before the claims', () => {
    const each = {
      body: failed(401, 'The API key has been suspended.'),
      headers: [challenge('The token expired'), dateAt(0)],
      claims: claimsWith({ expiresAt: NOW - MINUTE }),
    }
    for (const { headline } of all(each)) expect(headline).toContain('suspended')
    const next = {
      ...each,
      body: failed(401, 'No.'),
      headers: [challenge('The signature is invalid'), dateAt(0)],
    }
    for (const { headline } of all(next)) expect(headline).toContain('signature')
  })
})

describe('what the header itself shows', () => {
  const withHeader = (value: string, rest: Case = {}) => {
    const request = createRedactor(() => []).request(makeRequest(AU, { headers: [['Authorization', value]] }))
    return [
      pasted({ ...rest, rest: { request } }),
      sent({ ...rest, rest: { request } }),
      sent({ ...rest, body: '', rest: { request } }),
    ]
  }
  const random = Buffer.from(crypto.getRandomValues(new Uint8Array(24))).toString('base64url')

  test.each<[string, string]>([
    ['Bearer undefined', 'The Authorization header has “undefined”, not a token'],
    ['Bearer null', 'The Authorization header has “null”, not a token'],
    ['bearer [object Object]', 'The Authorization header has “[object Object]”, not a token'],
    ['Bearer {{token}}', 'The Authorization header has “{{token}}”, not a token'],
    ['Bearer <your-api-key>', 'The Authorization header has “<your-api-key>”, not a token'],
    ['undefined', 'The Authorization header has “undefined”, not a token'],
    ['Bearer', 'The Authorization header has no token'],
    [`Bearer Bearer ${random}`, 'The Authorization header has Bearer twice'],
    [`Basic ${random}`, 'The Authorization header has the scheme Basic'],
    [`ApiKey ${random}`, 'The Authorization header has the scheme ApiKey'],
  ])('%s', (value, headline) => {
    for (const diagnosis of withHeader(value)) {
      expect(diagnosis.headline).toBe(headline)
      expect(diagnosis.retry.helps).toBe('now')
      expect(diagnosis.remedyActions).not.toContain('refresh-token')
      expect(JSON.stringify(diagnosis)).not.toContain(random)
    }
  })

  test('a token that may be one is not judged, and never shown', () => {
    for (const diagnosis of withHeader(`Bearer ${random}`)) {
      expect(diagnosis.headline).toBe('The token was refused')
      expect(JSON.stringify(diagnosis)).not.toContain(random)
    }
  })
})

test('words about another thing than the token lead, and the verdict stays', () => {
  for (const said of ['Your IP address is not on the allow list.', 'The API is under maintenance.']) {
    const [first, , again] = all({ body: failed(401, said) })
    expect(first).toMatchObject({ basis: 'words', retry: { helps: 'now' } })
    expect(again?.headline).toContain(said)
    expect(again?.retry.helps).toBe('no')
    expect(JSON.stringify(again)).not.toContain('revoked')
  }
})

test('a bare challenge of an empty response means that no token may have arrived', () => {
  const headers: Header[] = [['WWW-Authenticate', 'Bearer']]
  const { cause, remedy } = sent({ body: '', headers })
  expect(cause).toContain('The response asks for a Bearer token and names no error.')
  expect(remedy[1]).toContain('check whether a proxy removes the Authorization header')
})

test('a challenge for another sign-in is not one of the API', () => {
  for (const scheme of ['Basic realm="Proxy"', 'Negotiate', 'NTLM'])
    for (const { headline, cause, retry } of all({ body: '', headers: [['WWW-Authenticate', scheme]] })) {
      expect(headline).toBe('A gateway, not the API, refused the request')
      expect(cause).toContain(scheme)
      expect(retry.helps).toBe('no')
    }
  const both: Header[] = [
    ['WWW-Authenticate', 'Negotiate'],
    ['WWW-Authenticate', 'Bearer'],
  ]
  expect(pasted({ body: '', headers: both }).headline).toBe('The token was refused')
})

describe('then the claims and the clocks', () => {
  test('expired: how long ago at the time of the response', () => {
    const each = { claims: claimsWith({ expiresAt: NOW - 10 * MINUTE }), headers: [dateAt(0)] }
    expect(pasted(each).headline).toBe('The token had expired 10 min before this response')
    expect(sent(each).headline).toBe('The token had expired 10 min before the request')
    expect(sent(each).remedyActions[0]).toBe('refresh-token')
    expect(
      pasted({ ...each, claims: null, body: failed(401, "The token expired at '03/02/2026 08:50:20'") })
        .headline,
    ).toBe('The token had expired 10 min before this response')
    expect(
      pasted({ ...each, claims: null, body: failed(401, "Expired at '3/2/2026 8:50:20 AM'") }).headline,
    ).toBe('The token had expired 10 min before this response')
  })

  test.each([{ clockOffsetMs: 10 * MINUTE }, { clockOffsetMs: null }])(
    'a fresh token that had expired already: the clocks differ (%j)',
    (rest) => {
      const claims = claimsWith({ issuedAt: NOW - 5 * MINUTE, expiresAt: NOW + 5 * MINUTE })
      const { headline, cause, retry, remedy } = sent({ claims, headers: [dateAt(10 * MINUTE)], rest }, true)
      expect(headline).toBe('A fresh token had expired already')
      expect(cause).toContain("This computer's clock is 10 min behind the server's.")
      expect(cause).toContain('was issued 15 min before the request')
      expect(retry.helps).toBe('no')
      expect(remedy).toContain("Set this computer's clock by a time server.")
      expect(cause).not.toContain('revoked')
    },
  )

  test('the same token again is told beside what the API says', () => {
    const response = responseOf({ body: failed(401, 'The token has expired.') })
    const attempts = [
      makeAttempt({ response, decision: refresh }),
      makeAttempt({ number: 2, purpose: 'token', response: makeResponse(200, {}), decision: same }),
    ]
    const evidence = makeEvidence(AU, response, {
      attempts: [attempts[0] ?? makeAttempt(), makeAttempt({ response, decision: same })],
    })
    const { headline, retry, remedy } = diagnose(evidence).diagnosis
    expect(headline).toBe('The token has expired')
    expect(retry).toMatchObject({ helps: 'no', advice: 'The token request returns the same token.' })
    expect(remedy.join(' ')).toContain('cache')
  })

  test.each<[string, Partial<Claims>]>([
    ['nbf', { notBefore: NOW + 5 * MINUTE, expiresAt: NOW + 60 * MINUTE }],
    ['iat', { issuedAt: NOW + 5 * MINUTE, expiresAt: NOW + 60 * MINUTE }],
  ])('not yet valid, by %s', (_, claims) => {
    const each = { claims: claimsWith(claims), headers: [dateAt(0)] }
    const moment = new Date(NOW + 5 * MINUTE)
    for (const { headline, remedy } of all(each)) {
      expect(headline).toBe('The token was sent 5 min before it is valid')
      expect(remedy[0]).toContain(moment.toISOString().slice(11, 19))
    }
    for (const { retry } of [pasted(each), sent(each)])
      expect(retry).toMatchObject({
        helps: 'now',
        advice: expect.stringContaining('The same token may pass after'),
      })
    expect(sent(each, true).retry).toMatchObject({
      helps: 'no',
      advice: expect.stringContaining('The same token may pass after'),
    })
    const { retry, remedy } = pasted({ ...each, rest: { now: NOW + 6 * MINUTE } })
    expect(retry.advice).toBe('Once, with a fresh token. That time has passed.')
    expect(remedy[0]).toBe('Replay it: that time has passed.')
  })

  test.each<[string, Partial<Claims>, string, string, string]>([
    [
      'audience',
      { audience: ['https://gateway-api.guardhousehq.co.uk'] },
      AU,
      'UK',
      'https://gateway-api.guardhousehq.co.uk',
    ],
    [
      'issuer',
      { issuer: 'https://gateway-api.guardhousehq.co.uk/' },
      AU,
      'UK',
      'https://gateway-api.guardhousehq.co.uk',
    ],
    [
      'audience',
      { audience: ['https://gateway-api.guardhousehq.com'] },
      'GET https://gateway-api.guardhousehq.co.uk/api/external/sites',
      'AU',
      'https://gateway-api.guardhousehq.com',
    ],
  ])('of the other region, by its %s', (_, claims, line, region, url) => {
    for (const { headline, remedy, retry, remedyActions } of all({ claims: claimsWith(claims), line })) {
      expect(headline).toBe(`The token is of the other region, Guardhouse ${region}`)
      expect(remedy[0]).toBe(`Send the request to ${url}, the host of Guardhouse ${region}.`)
      expect(remedyActions[0]).toBe('other-region')
      expect(retry.helps).toBe('no')
    }
  })

  test('of its own region it is not told to be of another', () => {
    const claims = claimsWith({ audience: ['https://gateway-api.guardhousehq.com'], expiresAt: NOW + MINUTE })
    for (const { headline } of all({ claims, headers: [dateAt(0)] })) expect(headline).not.toContain('region')
  })

  test('that the key was revoked is the last rung', () => {
    const claims = claimsWith({ issuedAt: NOW - MINUTE, expiresAt: NOW + 5 * MINUTE })
    expect(sent({ claims, headers: [dateAt(0)] }, true).headline).toBe(
      'The key site-7 has likely been revoked',
    )
    expect(sent({ claims, headers: [dateAt(0)] }).headline).toBe(
      'The token was refused before its time was up',
    )
  })
})

test('a gateway that names a fault of the token is believed, and one that names none says nothing of the key', () => {
  for (const diagnosis of all({ body: { statusCode: 401, message: 'The token has expired.' } }))
    expect(diagnosis.headline).toMatch(/expired/)
  for (const diagnosis of all({ body: '<html><title>Sign in</title>' })) {
    expect(diagnosis.headline).toBe('A sign-in page came, not the API')
    expect(JSON.stringify(diagnosis)).not.toContain('revoked')
  }
})

test.each([
  "Key has not been revoked, but issuer 'https://login.old.example' is not trusted.",
  'The key was never revoked. The signature is invalid.',
  'Token is not expired, but its audience is wrong.',
  "The account isn't suspended; the token's signature does not match.",
])('%s: what is denied is not told', (said) => {
  for (const { headline } of all({ body: failed(401, said) }))
    expect(headline).not.toMatch(/revoked|expired|suspended/)
})
