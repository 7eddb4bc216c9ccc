import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isUrlOf } from '../../../app/contract/origin.ts'
import {
  fragmentNote,
  isLoopback,
  joinUrl,
  originOf,
  pathBelow,
  percentDecoded,
  queryDecoded,
  requestPath,
  splitTarget,
  splitUrl,
} from '../../../app/contract/url.ts'

describe('a URL taken apart', () => {
  test.each([
    ['https://a.example/x?y=1#z', 'https', 'a.example', '/x', 'y=1'],
    ['HTTP://User:pw@A.example:81', 'http', 'User:pw@A.example:81', '', null],
    ['/x?', null, '', '/x', ''],
    ['/x#?y=1', null, '', '/x', null],
    ['/x?u=http://b/?c', null, '', '/x', 'u=http://b/?c'],
    ['x/y', null, '', 'x/y', null],
    ['https://a.example?y', 'https', 'a.example', '', 'y'],
    ['https://a.example\\@b.example/x', 'https', 'a.example', '\\@b.example/x', null],
    ['/a://b', null, '', '/a://b', null],
    ['', null, '', '', null],
  ])('%s', (url, scheme, authority, path, query) => {
    expect(splitUrl(url)).toEqual({ scheme, authority, path, query })
  })

  test('keeps every character but the fragment, whatever the text is', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.webUrl({ withQueryParameters: true, withFragments: true })),
        (url) => {
          const { scheme, authority, path, query } = splitUrl(url)
          const start = scheme === null ? '' : `${scheme}://${authority}`
          const whole = start + path + (query === null ? '' : `?${query}`)
          const written = url.split('#', 1)[0] ?? ''
          expect(whole.slice(start.length)).toBe(written.slice(start.length))
          expect(whole.toLowerCase()).toBe(written.toLowerCase())
        },
      ),
    )
  })

  test.each([
    ['https://a.example/x?y=1#z', '/x?y=1'],
    ['https://a.example', '/'],
    ['https://a.example?y', '/?y'],
    ['x', '/x'],
  ])('the request path of %s is %s', (url, path) => {
    expect(requestPath(url)).toBe(path)
  })
})

test.each([
  ['https://A.example:443/x', 'https://a.example'],
  ['http://a.example:80?x', 'http://a.example'],
  ['http://a.example:8080', 'http://a.example:8080'],
  ['https://user:pw@a.example/', 'https://a.example'],
  ['https://a.example\\@b.example/', 'https://a.example'],
  ['https://müller.example', 'https://xn--mller-kva.example'],
  ['http://2130706433:4000', 'http://127.0.0.1:4000'],
  ['ftp://a.example', null],
  ['https://', null],
  ['https://a b/', null],
  ['/x', null],
  ['javascript:alert(1)', null],
])('the origin of %s is %s', (url, origin) => {
  expect(originOf(url)).toBe(origin)
})

test.each([
  ['https://a.example/v1/x?y', 'https://a.example/v1', '/x?y'],
  ['https://a.example/v1/x', 'https://b.example/v1/', '/x'],
  ['https://a.example/v1', 'https://a.example/v1', '/'],
  ['https://a.example/v1?y', 'https://a.example/v1', '/?y'],
  ['https://a.example/v10/x', 'https://a.example/v1', null],
  ['https://a.example/x', 'https://a.example/v1', null],
  ['https://a.example/x', 'https://a.example', '/x'],
  ['https://a.example', 'https://a.example', '/'],
])('%s below %s is %s', (url, baseUrl, path) => {
  expect(pathBelow(url, baseUrl)).toBe(path)
  if (path !== null && path !== '/' && originOf(url) === originOf(baseUrl) && !path.startsWith('/?'))
    expect(joinUrl(baseUrl, path)).toBe(url)
})

describe('this computer itself', () => {
  test.each([
    '127.0.0.1',
    '127.0.0.1:8080',
    '127.255.3.4',
    '127.1',
    'localhost',
    'LOCALHOST:3000',
    'localhost.',
    'api.localhost',
    '::1',
    '0:0:0:0:0:0:0:1',
    '[::1]',
    '[::1]:443',
    '::ffff:127.0.0.1',
    '[::ffff:7f00:1]:80',
    'http://127.0.0.1:4000',
    'https://[::1]/x',
    'http://user@localhost/x',
  ])('is %s', (host) => {
    expect(isLoopback(host)).toBe(true)
  })

  test.each([
    '',
    '0.0.0.0',
    '::',
    '[::]',
    '128.0.0.1',
    '10.127.0.1',
    '127.0.0.1.example.com',
    '127.0.0.256',
    'localhost.example.com',
    'notlocalhost',
    'my-localhost',
    '::ffff:10.0.0.1',
    '::2',
    '[::1].example.com',
    'http://127.0.0.1@example.com/',
    'http://localhost:80@example.com',
    'https://example.com/127.0.0.1',
    'example.com?localhost',
  ])('is not %j', (host) => {
    expect(isLoopback(host)).toBe(false)
  })
})

test('a URL is one of the profile by its origin, and of a former sandbox if it went there with a key', () => {
  const sandbox = { id: 'sandbox', baseUrl: 'http://127.0.0.1:4000' }
  const other = { id: 'other', baseUrl: 'https://a.example/v1' }
  expect(isUrlOf('http://127.0.0.1:4000/x', sandbox)).toBe(true)
  for (const url of [
    'http://127.0.0.1:5000/x',
    'http://localhost:4000/x',
    'http://[::1]:4000/x',
    'http://localhost/x',
  ])
    expect(isUrlOf(url, sandbox)).toBe(false)
  expect(isUrlOf('http://127.0.0.1:5000/x', sandbox, 'site-7')).toBe(true)
  expect(isUrlOf('http://127.0.0.1:5000/x', other, 'site-7')).toBe(false)
  expect(isUrlOf('http://127.0.0.1.example/x', sandbox, 'site-7')).toBe(false)
  expect(isUrlOf('https://A.example:443/x', other)).toBe(true)
  expect(isUrlOf('http://a.example/x', other)).toBe(false)
  expect(isUrlOf('/x', other)).toBe(false)
})

test.each([
  ['a%20b+c', 'a b+c', 'a b c'],
  ['%E0%A4', '%E0%A4', '%E0%A4'],
  ['100%', '100%', '100%'],
])('%s is decoded where it can be', (text, plain, inQuery) => {
  expect(percentDecoded(text)).toBe(plain)
  expect(queryDecoded(text)).toBe(inQuery)
})

test('a target has a lower-case host, a path with a slash, and a decoded query of bounded size', () => {
  expect(splitTarget('https://u:p@A.example:81/X%20y?a=1+2&b&&=c#d')).toEqual({
    host: 'a.example:81',
    path: '/X%20y',
    query: [
      ['a', '1 2'],
      ['b', ''],
      ['', 'c'],
    ],
  })
  expect(splitTarget('sites')).toEqual({ host: null, path: '/sites', query: [] })
  expect(splitTarget(`/x?${'a&'.repeat(1000)}`).query).toHaveLength(500)
  expect(splitTarget(`/${'x'.repeat(100_000)}`).path).toHaveLength(20_000)
})

test('the cut of a fragment is said, and only that', () => {
  for (const target of ['/x#', '/x?name=flat #4', 'https://a.example/#/x'])
    expect(fragmentNote(target)).toContain('%23')
  for (const target of ['', '/x?a=%23', 'https://a.example/']) expect(fragmentNote(target)).toBeNull()
})
