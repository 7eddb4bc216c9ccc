import { describe, expect, test } from 'vitest'
import { builtInCatalog } from '../../../app/catalog/catalog.ts'
import { PosternError } from '../../../app/contract/errors.ts'
import type { Header } from '../../../app/contract/exchange.ts'
import { profileFor } from '../../../app/contract/presets.ts'
import { planRequest } from '../../../app/sending/plan.ts'
import type { Intent } from '../../../app/sending/sender.ts'
import { readTarget } from '../../../app/sending/target.ts'

const BASE = 'https://api.example.test'
const profile = profileFor('test', 'Test', BASE)

function plan(changes: Partial<Intent> = {}) {
  const intent: Intent = {
    profile,
    key: 'site-7',
    method: 'GET',
    target: '/api/external/sites',
    headers: [],
    body: null,
    markedIdempotent: false,
    ...changes,
  }
  return planRequest(intent, builtInCatalog, 'Postern/1')
}

const badInput = (attempt: () => unknown) => {
  expect(attempt).toThrow(PosternError)
  expect(attempt).toThrow(expect.objectContaining({ code: 'bad-input' }))
}

test('a ready-made token that no header can carry is refused, and not repeated', () => {
  badInput(() => plan({ key: null, token: 'secret\nsecret' }))
  expect(() => plan({ key: null, token: 'secret\nsecret' })).not.toThrow('secret')
})

describe('targets', () => {
  test.each([
    ['a path', '/api/external/sites?x=1', `${BASE}/api/external/sites?x=1`],
    [
      'legal characters as they are',
      "/a-._~!$&'()*+,;=:@/b?q=/?:@-._~!$&'()*+,;=",
      `${BASE}/a-._~!$&'()*+,;=:@/b?q=/?:@-._~!$&'()*+,;=`,
    ],
    ['what is encoded already', '/a%2Fb?c=%7e', `${BASE}/a%2Fb?c=%7e`],
    ['what is not legal', '/a b?c="<>\\^`{|}[]é', `${BASE}/a%20b?c=%22%3C%3E%5C%5E%60%7B%7C%7D%5B%5D%C3%A9`],
    ['a percent sign that begins nothing', '/a?b=100%&c=%zz', `${BASE}/a?b=100%25&c=%25zz`],
    ['dot segments', '/a/../b/./c', `${BASE}/a/../b/./c`],
    ['a path that looks like a host', '//evil.example/x', `${BASE}//evil.example/x`],
    ['a whole address', 'HTTP://Other.Example:80/x?y#z', 'http://other.example/x?y'],
    ['an address without a path', 'https://other.example', 'https://other.example/'],
    ['a query right after the host', 'https://other.example?x=1', 'https://other.example/?x=1'],
    ['an emoji and half of one', '/\u{1f600}\ud83d', `${BASE}/%F0%9F%98%80%EF%BF%BD`],
    ['space around it', '  /a  ', `${BASE}/a`],
  ])('%s', (_, target, url) => {
    expect(readTarget(target, BASE).url).toBe(url)
  })

  test('a base URL may have a path of its own', () => {
    expect(readTarget('/x', 'https://api.example.test/v1/').url).toBe('https://api.example.test/v1/x')
  })

  test('the path to compare has its dot segments resolved', () => {
    expect(readTarget('/a/%2e%2e/api/external/x', BASE).pathname).toBe('/api/external/x')
    expect(readTarget('/api/external/x?a=/../', BASE).pathname).toBe('/api/external/x')
  })

  test.each([
    ['another scheme', 'ftp://host/x'],
    ['a file', 'file:///etc/passwd'],
    ['a script', 'javascript:alert(1)'],
    ['no host', 'http://'],
    ['no host, but a path', 'http:///x'],
    ['a port that is none', 'http://host:99999/'],
    ['credentials', 'https://me:pass@host/'],
    ['a line break', '/a\r\nX: y'],
    ['a NUL', '/a\u0000'],
    ['a bare name', 'api/external/sites'],
    ['nothing', ''],
  ])('refused: %s', (_, target) => {
    badInput(() => readTarget(target, BASE))
  })
})

describe('headers and methods', () => {
  test.each<[string, Partial<Intent>]>([
    ['a line break in a value', { headers: [['X-A', 'a\r\nX-B: b']] }],
    ['a name with a space', { headers: [['X A', 'a']] }],
    ['an empty name', { headers: [['', 'a']] }],
    ['a character that no header can carry', { headers: [['X-A', 'a\u2713']] }],
    ['Host', { headers: [['host', 'other']] }],
    ['Content-Length', { headers: [['Content-Length', '5']] }],
    ['Transfer-Encoding', { headers: [['Transfer-Encoding', 'chunked']] }],
    ['Connection', { headers: [['Connection', 'close']] }],
    ['a method with a space', { method: 'GET /' }],
    ['an empty method', { method: '' }],
    ['CONNECT', { method: 'CONNECT' }],
  ])('refused: %s', (_, changes) => {
    badInput(() => plan(changes))
  })

  test('a body of JSON says so, unless the user says otherwise', () => {
    const typeOf = (changes: Partial<Intent>) =>
      plan({ method: 'POST', ...changes }).headers.find(
        ([name]) => name.toLowerCase() === 'content-type',
      )?.[1]
    expect(typeOf({ body: '{"a":1}' })).toBe('application/json')
    expect(typeOf({ body: 'a=1' })).toBeUndefined()
    expect(typeOf({ body: null })).toBeUndefined()
    expect(typeOf({ body: '{}', headers: [['content-type', 'text/json']] })).toBe('text/json')
  })

  test.each([
    ['GET', false, true],
    ['HEAD', false, true],
    ['OPTIONS', false, true],
    ['POST', false, false],
    ['PUT', false, false],
    ['DELETE', false, false],
    ['POST', true, true],
  ])('%s, vouched for: %s, is idempotent: %s', (method, markedIdempotent, idempotent) => {
    expect(plan({ method, markedIdempotent }).request.idempotent).toBe(idempotent)
  })
})

describe('secrets', () => {
  test('what is recorded shows that there was a secret, and not which', () => {
    const { request, headers } = plan({
      headers: [
        ['external-gh-apim-sub-key', 'subscription-of-mine'],
        ['Cookie', 'session=1'],
      ],
    })
    expect(request.headers).toEqual(
      expect.arrayContaining([
        ['external-gh-apim-sub-key', '[redacted]'],
        ['Cookie', '[redacted]'],
        ['Authorization', '[redacted]'],
      ]),
    )
    expect(headers).toContainEqual(['external-gh-apim-sub-key', 'subscription-of-mine'])
    expect(JSON.stringify(request)).not.toContain('of-mine')
  })

  test('the mark of a secret in a replayed request is not sent as if it were one', () => {
    const { headers, bearer } = plan({ headers: [['Authorization', '[redacted]']] })
    expect(headers.map(([name]) => name)).not.toContain('Authorization')
    expect(bearer).toBe('key')
  })

  test("the user's own Authorization goes before the key", () => {
    expect(plan({ headers: [['authorization', 'Bearer mine']] }).bearer).toBe('none')
  })

  test.each([
    ['another host', 'https://other.example.test/api/external/sites'],
    ['another port', 'https://api.example.test:8443/api/external/sites'],
    ['another scheme', 'http://api.example.test/api/external/sites'],
    ['a host that begins alike', 'https://api.example.test.evil.example/x'],
  ])('%s gets neither key nor token nor subscription header, and the note says so', (_, target) => {
    const { bearer, headers, note, request } = plan({
      target,
      headers: [['External-GH-APIM-Sub-Key', 'mine']],
    })
    expect(bearer).toBe('none')
    expect(headers.map(([name]) => name.toLowerCase())).not.toContain('external-gh-apim-sub-key')
    expect(request.headers.map(([name]) => name)).not.toContain('Authorization')
    expect(note).toContain('without the key and its token and the header external-gh-apim-sub-key')
  })

  test.each([
    ['its own host', 'https://other.example/x', 'ready-made'],
    ['its own host by another name of the port', 'https://other.example:443/x', 'ready-made'],
    ['the profile', '/api/external/sites', 'none'],
    ['another port', 'https://other.example:8443/x', 'none'],
    ['plain HTTP', 'http://other.example/x', 'none'],
    ['a host whose name begins so', 'https://other.example.evil.example/x', 'none'],
    ['a host below it', 'https://a.other.example/x', 'none'],
  ] as const)('a token of another host goes there alone: %s', (_, target, bearer) => {
    const session = { key: null, token: 'Bearer ready', tokenOrigin: 'https://other.example' }
    expect(plan({ ...session, target }).bearer).toBe(bearer)
    // With a token that does not go, no key takes its place.
    expect(plan({ ...session, key: 'site-7', target }).bearer).toBe(bearer)
  })

  test('a ready-made token is bound to the profile as well', () => {
    expect(plan({ key: null, token: 'ready' }).bearer).toBe('ready-made')
    expect(plan({ key: null, token: 'ready', target: 'https://other.example/' }).bearer).toBe('none')
  })

  test('a whole address of the profile itself keeps its key', () => {
    expect(plan({ target: `${BASE}:443/api/external/sites` })).toMatchObject({ bearer: 'key', note: '' })
  })
})

describe('what was written for one origin', () => {
  const typed = {
    key: null,
    method: 'POST',
    target: '/walk?token=typed',
    headers: [['X-Api-Key', 'typed']] satisfies Header[],
    body: '{"password":"typed"}',
  }
  const at = (baseUrl: string) => ({ ...typed, profile: { ...profile, baseUrl } })

  test.each<[string, Partial<Intent>]>([
    ['another host', at('https://other.example.test')],
    ['a host below it', at('https://api.example.test.evil.test')],
    ['another port', at('https://api.example.test:8443')],
    ['another scheme', at('http://api.example.test')],
    ['another host with a path', at('https://other.example.test/v1')],
    ['the whole URL of another host', { ...typed, target: 'https://other.example.test/walk' }],
    ['one with space before it', { ...typed, target: '  HTTPS://OTHER.example.test/walk' }],
    ['one with a backslash', { ...typed, target: 'https://other.example.test\\@api.example.test/walk' }],
  ])('is not sent to %s, and the refusal repeats none of it', (_, intent) => {
    const attempt = () => plan({ ...intent, writtenFor: BASE })
    badInput(attempt)
    expect(attempt).toThrow(/^You wrote the request for https:\/\/api\.example\.test, but it would go to /)
    expect(attempt).not.toThrow('typed')
  })

  test.each<[string, Partial<Intent>]>([
    ['the same base URL', typed],
    ['one with its port', at('https://API.example.test:443')],
    ['another path of its host', at('https://api.example.test/v2')],
    ['the whole URL of it', { ...typed, target: `${BASE}/walk` }],
    ['a path that looks like a host', { ...typed, target: '//evil.example/x' }],
  ])('is sent to %s', (_, intent) => {
    expect(plan({ ...intent, writtenFor: BASE }).target.origin).toBe(BASE)
  })
})
