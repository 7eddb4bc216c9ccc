import { describe, expect, test } from 'vitest'
import { KNOWN_FAILURE_CODES } from '../../../app/catalog/failures/failureText.ts'
import { FAILURE_KINDS, type Diagnosis, type Failure } from '../../../app/contract/exchange.ts'
import { diagnose } from '../../../app/diagnosis/diagnose.ts'
import type { Evidence } from '../../../app/diagnosis/evidence.ts'
import { makeAttempt, makeEvidence, makeFailure, makeRequest, makeResponse } from './support.ts'

const URL = 'https://api.example.com:8443/api/external/sites'

function explain(failure: Failure, method = 'GET', rest: Partial<Evidence> = {}): Diagnosis {
  return diagnose(makeEvidence(`${method} ${URL}`, null, { failure, ...rest })).diagnosis
}

describe('each code has its own words', () => {
  test.each<[Failure['kind'], string, RegExp, Diagnosis['retry']['helps']]>([
    ['dns', 'ENOTFOUND', /host api\.example\.com:8443 was not found/, 'later'],
    ['dns', 'EAI_AGAIN', /name server did not respond/, 'later'],
    ['refused', 'ECONNREFUSED', /refused the connection/, 'later'],
    ['refused', 'EHOSTUNREACH', /cannot be reached/, 'later'],
    ['refused', 'ENETUNREACH', /cannot be reached/, 'later'],
    ['refused', 'EACCES', /blocked the connection/, 'later'],
    ['reset', 'ECONNRESET', /connection was closed too early/, 'later'],
    ['reset', 'EPIPE', /connection was closed too early/, 'later'],
    ['tls', 'CERT_HAS_EXPIRED', /has expired/, 'no'],
    ['tls', 'DEPTH_ZERO_SELF_SIGNED_CERT', /has a self-signed certificate/, 'no'],
    ['tls', 'SELF_SIGNED_CERT_IN_CHAIN', /private authority signed/i, 'no'],
    ['tls', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', /does not trust api\.example\.com/, 'no'],
    ['tls', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY', /does not trust api\.example\.com/, 'no'],
    ['tls', 'ERR_TLS_CERT_ALTNAME_INVALID', /certificate is not for api\.example\.com/, 'no'],
    ['tls', 'CERT_REVOKED', /was revoked/, 'no'],
    ['tls', 'EPROTO', /does not speak TLS as expected/, 'no'],
    ['tls', 'ERR_SSL_WRONG_VERSION_NUMBER', /speaks plain HTTP/, 'no'],
    ['tls', 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', /does not speak TLS as expected/, 'no'],
    ['tls', 'CA_FILE_UNREADABLE', /cannot use the profile's certificate file/, 'no'],
    ['tls', 'NOBODY_KNOWS', /No secure connection/, 'no'],
    ['bad-response', 'HPE_INVALID_CONSTANT', /not valid HTTP/, 'no'],
    ['too-large', 'HPE_HEADER_OVERFLOW', /headers of the response are too large/, 'no'],
    ['too-large', 'BODY_TOO_LARGE', /larger than allowed/, 'no'],
    ['bad-response', 'PROXY_407', /proxy wants a user name/, 'no'],
    ['refused', 'PROXY_502', /proxy did not connect to api/, 'later'],
    ['redirect', 'OTHER_ORIGIN', /redirects to another host/, 'no'],
    ['redirect', 'REDIRECT_LOOP', /redirects to itself/, 'no'],
    ['cancelled', 'CANCELLED', /was cancelled/, 'now'],
  ])('%s %s', (kind, code, headline, helps) => {
    const diagnosis = explain(makeFailure(kind, code))
    expect(diagnosis.headline).toMatch(headline)
    expect(diagnosis.retry.helps).toBe(helps)
    expect(diagnosis.basis).toBe('transport')
    expect(diagnosis.fingerprint).toBe(`GET /api/external/sites ${kind} ${code}`)
  })

  test.each([
    ...FAILURE_KINDS.map((kind) => [kind, null] as const),
    ...KNOWN_FAILURE_CODES.map((code) => ['bad-response', code] as const),
  ])('%s %s has meaning, cause and steps, and names the host where it says so', (kind, code) => {
    const { headline, meaning, cause, remedy } = explain(makeFailure(kind, code))
    for (const text of [headline, meaning, cause, ...remedy]) expect(text).not.toMatch(/[{}]|undefined|null/)
    expect(Math.min(headline.length, meaning.length, cause.length, remedy.length * 20)).toBeGreaterThan(15)
  })

  test('plain HTTP on an https port is told from OpenSSL’s own words', () => {
    const failure = {
      ...makeFailure('tls', 'EPROTO'),
      message: 'write EPROTO 00A1:error:0A00010B:SSL routines:ssl3_get_record:wrong version number',
    }
    expect(explain(failure).headline).toMatch(/speaks plain HTTP/)
  })
})

describe('how far it had come when the time ran out', () => {
  const timing = { waitedMs: 0, dnsMs: 1, connectMs: 1, tlsMs: 1, firstByteMs: null, totalMs: 9 }
  test.each([
    [
      'connecting',
      makeFailure('timeout', 'ETIMEDOUT', false),
      [],
      /^No connection to api\.example\.com:8443 in time$/,
    ],
    [
      'waiting',
      makeFailure('timeout', 'ETIMEDOUT', true),
      [makeAttempt({ timing })],
      /^No response came in time$/,
    ],
    [
      'reading',
      makeFailure('timeout', 'ETIMEDOUT', true),
      [makeAttempt({ timing: { ...timing, firstByteMs: 5 } })],
      /^The response stopped in the middle$/,
    ],
    ['unknown', makeFailure('timeout', 'ETIMEDOUT', true), [], /^No response came in time$/],
  ] as const)('%s', (_, failure, attempts, headline) => {
    expect(explain(failure, 'GET', { attempts }).headline).toMatch(headline)
  })
})

describe('whether anything may have taken effect', () => {
  test('nothing was sent: any method may be sent again', () => {
    const { retry } = explain(makeFailure('refused', 'ECONNREFUSED', false), 'POST')
    expect(retry.helps).toBe('later')
    expect(retry.advice).toContain('Nothing reached the server')
  })

  test.each(['ECONNRESET', 'EPIPE', 'ETIMEDOUT'])(
    '%s: why what may have left is safe to send again',
    (code) => {
      const failure = makeFailure(code === 'ETIMEDOUT' ? 'timeout' : 'reset', code, true)
      const marked = { request: makeRequest(`POST ${URL}`, { idempotent: true }) }
      expect(explain(failure).retry.advice).toContain('A GET changes nothing, so a replay is safe.')
      expect(explain(failure, 'POST', marked).retry.advice).toContain(
        'You marked the POST as safe to send twice.',
      )
      expect(explain(failure, 'POST', marked).retry.helps).toBe('later')
    },
  )

  test.each<[string, Failure['kind']]>([
    ['POST', 'reset'],
    ['DELETE', 'timeout'],
    ['POST', 'cancelled'],
  ])('%s after a %s is unsafe', (method, kind) => {
    expect(explain(makeFailure(kind, null, true), method).retry.helps).toBe('unsafe')
  })

  test('a POST whose key exchange broke was not sent', () => {
    const attempts = [makeAttempt({ purpose: 'token' })]
    const diagnosis = explain(makeFailure('reset', 'ECONNRESET', true), 'POST', { attempts })
    expect(diagnosis.retry).toMatchObject({ helps: 'later', advice: expect.stringContaining('no harm') })
    expect(diagnosis.meaning).toContain('The request itself was not sent')
    expect(diagnosis.fingerprint).toBe('KEY exchange reset ECONNRESET')
  })
})

test('an answer that was cut off keeps what came of it', () => {
  const response = {
    ...makeResponse(500, '{"status":', [['X-Trace-Id', 'abc']]),
    truncated: true,
    bodyBytes: 10,
  }
  const reading = diagnose(
    makeEvidence(`GET ${URL}`, response, { failure: makeFailure('reset', 'ECONNRESET', true) }),
  )
  expect(reading.envelope?.kind).toBe('broken-json')
  expect(reading.diagnosis).toMatchObject({ basis: 'transport', traceId: 'abc' })
  expect(reading.findings.map((each) => each.rule)).toEqual(['body-truncated'])
})

test('neither answer nor failure: nothing is claimed', () => {
  const { diagnosis, envelope } = diagnose(makeEvidence('POST /api/x', null))
  expect(envelope).toBeNull()
  expect(diagnosis).toMatchObject({ basis: 'transport', retry: { helps: 'unsafe' } })
})

describe('where a response points to', () => {
  const at = (status: number, location?: string, kind?: Failure['kind']) => {
    const response = makeResponse(status, '', location === undefined ? [] : [['Location', location]])
    const failure = kind ? makeFailure(kind, 'OTHER_ORIGIN') : null
    const { meaning, remedy } = diagnose(makeEvidence(`GET ${URL}`, response, { failure })).diagnosis
    return [meaning, ...remedy].join(' ')
  }
  test.each<[number, string, string, Failure['kind']?]>([
    [302, 'https://new.example.com/api/sites?ticket=abc', 'https://new.example.com/api/sites'],
    [307, '/v2/sites', '/v2/sites'],
    [399, 'https://new.example.com/', 'https://new.example.com/'],
    [303, '/results/7', '/results/7'],
    [301, 'https://u:p@new.example.com/x', 'https://new.example.com/x', 'redirect'],
  ])('%i to %s is told', (status, location, place, kind) => {
    const said = at(status, location, kind)
    expect(said).toContain(place)
    expect(said).not.toMatch(/Location|ticket|u:p/)
  })

  test.each([302, 303, 307, 399])('%i to no place: no step is about it', (status) => {
    expect(at(status)).not.toMatch(/Location|moved to|Fetch/)
  })
})
