import { expect, test } from 'vitest'
import { environmentProxy, isDirect } from '../../../app/sending/proxy.ts'
import { failureOf, kindOf } from '../../../app/sending/failures.ts'
import { proxyAuthorization } from '../../../app/sending/tunnel.ts'

const PROXY = 'http://proxy.example:3128'

const whole = (text: string) => text

test.each<[string, string, Record<string, string>, string | null]>([
  ['none', 'https://api.example/', {}, null],
  ['for https', 'https://api.example/', { HTTPS_PROXY: PROXY }, PROXY],
  ['in small letters', 'https://api.example/', { https_proxy: PROXY }, PROXY],
  [
    'small letters go first',
    'https://api.example/',
    { https_proxy: PROXY, HTTPS_PROXY: 'http://other' },
    PROXY,
  ],
  ['for http only', 'https://api.example/', { HTTP_PROXY: PROXY }, null],
  ['for all', 'https://api.example/', { ALL_PROXY: PROXY }, PROXY],
  ['without a scheme', 'http://api.example/', { http_proxy: 'proxy:1' }, 'http://proxy:1'],
  ['the host is excluded', 'https://api.example/', { https_proxy: PROXY, NO_PROXY: 'api.example' }, null],
  ['its domain is excluded', 'https://a.b.example/', { https_proxy: PROXY, NO_PROXY: 'x, .b.example' }, null],
  ['a domain without a dot', 'https://a.b.example/', { https_proxy: PROXY, NO_PROXY: 'b.example' }, null],
  ['with a star', 'https://a.b.example/', { https_proxy: PROXY, NO_PROXY: '*.b.example' }, null],
  [
    'a name that only ends alike',
    'https://notb.example/',
    { https_proxy: PROXY, NO_PROXY: 'b.example' },
    PROXY,
  ],
  ['everything is excluded', 'https://api.example/', { https_proxy: PROXY, NO_PROXY: '*' }, null],
  [
    'its port is excluded',
    'https://api.example:8443/',
    { https_proxy: PROXY, NO_PROXY: 'api.example:8443' },
    null,
  ],
  [
    'another port is excluded',
    'https://api.example/',
    { https_proxy: PROXY, NO_PROXY: 'api.example:8443' },
    PROXY,
  ],
  ['a subnet is excluded', 'http://10.1.2.3/', { http_proxy: PROXY, NO_PROXY: '10.0.0.0/8' }, null],
  ['another subnet is excluded', 'http://11.1.2.3/', { http_proxy: PROXY, NO_PROXY: '10.0.0.0/8' }, PROXY],
  ['an IPv6 address is excluded', 'http://[fd00::1]/', { http_proxy: PROXY, NO_PROXY: '[fd00::1]' }, null],
  ['an IPv6 address without brackets', 'http://[fd00::1]/', { http_proxy: PROXY, NO_PROXY: 'fd00::1' }, null],
  [
    'an IPv6 address that ends like a port',
    'http://[fd00::1:8443]/',
    { http_proxy: PROXY, NO_PROXY: 'fd00::1:8443' },
    null,
  ],
  [
    'another IPv6 address that only ends so',
    'http://[fd00::1]:8443/',
    { http_proxy: PROXY, NO_PROXY: 'fd00::1:8443' },
    PROXY,
  ],
  [
    'an IPv6 address in long form',
    'http://[fd00::1]/',
    { http_proxy: PROXY, NO_PROXY: 'FD00:0:0:0:0:0:0:1' },
    null,
  ],
  [
    'an IPv6 address with its port',
    'http://[fd00::1]:8443/',
    { http_proxy: PROXY, NO_PROXY: '[fd00::1]:8443' },
    null,
  ],
  [
    'an IPv6 address with another port',
    'http://[fd00::1]:8444/',
    { http_proxy: PROXY, NO_PROXY: '[fd00::1]:8443' },
    PROXY,
  ],
  ['an IPv6 subnet', 'http://[fd00::1]/', { http_proxy: PROXY, NO_PROXY: 'fd00::/8' }, null],
  ['an IPv6 subnet in brackets', 'http://[fd00::1]/', { http_proxy: PROXY, NO_PROXY: '[fd00::]/8' }, null],
  ['another IPv6 subnet', 'http://[fe80::1]/', { http_proxy: PROXY, NO_PROXY: 'fd00::/8' }, PROXY],
  [
    'a dot at the end of the entry',
    'http://api.example/',
    { http_proxy: PROXY, NO_PROXY: 'api.example.' },
    null,
  ],
  [
    'a dot at the end of the host',
    'http://api.example./',
    { http_proxy: PROXY, NO_PROXY: 'api.example' },
    null,
  ],
  [
    'a domain with a dot at either end',
    'http://a.b.example./',
    { http_proxy: PROXY, NO_PROXY: '.b.example.' },
    null,
  ],
  [
    'an IPv4 address with a port',
    'http://10.0.0.1:81/',
    { http_proxy: PROXY, NO_PROXY: '10.0.0.1:81' },
    null,
  ],
  [
    'nonsense excludes nothing',
    'http://10.1.2.3/',
    { http_proxy: PROXY, NO_PROXY: '10.0.0.0/99,/,:' },
    PROXY,
  ],
])('the proxy of the environment: %s', (_, url, environment, expected) => {
  expect(environmentProxy(new URL(url), environment)).toBe(expected)
})

test.each([
  ['http://proxy.example', null],
  ['http://me:plain@proxy.example', 'me:plain'],
  ['http://m%40e:p%C3%BC%3A@proxy.example', 'm@e:pü:'],
  ['http://me:50%off@proxy.example', 'me:50%off'],
  ['http://me:%zz%4@proxy.example', 'me:%zz%4'],
])('the credentials in %s are %s', (proxy, pair) => {
  const expected = pair === null ? null : `Basic ${Buffer.from(pair).toString('base64')}`
  expect(proxyAuthorization(new URL(proxy))).toBe(expected)
})

test.each<[string, Record<string, string>, boolean]>([
  ['http://127.0.0.1:5000/', {}, true],
  ['http://127.9.9.9/', {}, true],
  ['http://[::1]/', {}, true],
  ['http://localhost/', {}, true],
  ['http://api.localhost/', {}, true],
  ['http://127.0.0.1.example/', {}, false],
  ['http://localhost.example/', {}, false],
  ['http://127.0.0.1/', { NO_PROXY: '<-loopback>' }, false],
])('%s with %o is reached directly: %s', (url, environment, expected) => {
  expect(isDirect(new URL(url), environment)).toBe(expected)
})

test.each([
  ['ENOTFOUND', 'dns'],
  ['EAI_AGAIN', 'dns'],
  ['ECONNREFUSED', 'refused'],
  ['EHOSTUNREACH', 'refused'],
  ['ECONNRESET', 'reset'],
  ['EPIPE', 'reset'],
  ['ETIMEDOUT', 'timeout'],
  ['CERT_HAS_EXPIRED', 'tls'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'tls'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'tls'],
  ['EPROTO', 'tls'],
  ['HPE_HEADER_OVERFLOW', 'too-large'],
  ['HPE_INVALID_CONSTANT', 'bad-response'],
  ['Z_DATA_ERROR', 'bad-response'],
  ['SOMETHING_NEW', 'bad-response'],
])('%s is a failure of kind %s', (code, kind) => {
  expect(kindOf(code)).toBe(kind)
  const low = Object.assign(new Error('low'), { code })
  expect(failureOf(new Error('high', { cause: low }), true, whole)).toEqual({
    kind,
    code,
    message: 'low',
    mayHaveBeenSent: true,
  })
})

test('of several addresses that were tried, the first one speaks', () => {
  const refused = Object.assign(new Error('connect ECONNREFUSED ::1:1'), { code: 'ECONNREFUSED' })
  expect(failureOf(new AggregateError([refused, new Error('other')]), false, whole)).toMatchObject({
    kind: 'refused',
    code: 'ECONNREFUSED',
  })
  expect(failureOf('a text', false, whole)).toMatchObject({ kind: 'bad-response', code: null })
})
