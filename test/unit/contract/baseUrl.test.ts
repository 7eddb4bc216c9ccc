import { describe, expect, it } from 'vitest'
import { mendedBaseUrl } from '../../../app/contract/baseUrl.ts'
import { joinUrl } from '../../../app/contract/url.ts'

describe('what is typed as a base URL is mended', () => {
  it.each([
    ['localhost:18483', 'http://localhost:18483'],
    ['127.0.0.1:18483/', 'http://127.0.0.1:18483'],
    ['192.168.1.20:8080', 'http://192.168.1.20:8080'],
    ['[::1]:8080', 'http://[::1]:8080'],
    ['staging.example.test', 'https://staging.example.test'],
    ['  staging.example.test:8443/gateway ', 'https://staging.example.test:8443/gateway'],
    ['https:staging.example.test', 'https://staging.example.test'],
    ['HTTPS://Staging.Example.Test', 'https://staging.example.test'],
    ['https://me:word@staging.example.test', 'https://staging.example.test'],
    ['https://staging.example.test/?a=1#b', 'https://staging.example.test'],
    ['https://staging.example.test/api/external/sites/7', 'https://staging.example.test'],
    ['https://staging.example.test/gateway/api/token/request', 'https://staging.example.test/gateway'],
  ])('%s', (typed, mended) => {
    expect(mendedBaseUrl(typed)).toBe(mended)
    expect(mendedBaseUrl(mended)).toBeNull()
  })

  it.each([
    '',
    'https://api.example.test',
    'https://api.example.test/gateway/',
    'not a host',
    'stag',
    'ftp://a.test',
    '://',
  ])('but not %j', (typed) => {
    expect(mendedBaseUrl(typed)).toBeNull()
  })
})

describe('a base URL with a path is joined without doubling it', () => {
  it.each([
    ['https://a.test', '/api/external/sites', 'https://a.test/api/external/sites'],
    ['https://a.test/', '/api/external/sites', 'https://a.test/api/external/sites'],
    ['https://a.test/api', '/api/external/sites', 'https://a.test/api/external/sites'],
    [
      'https://a.test/gw/api/external',
      '/api/external/sites?x=/api',
      'https://a.test/gw/api/external/sites?x=/api',
    ],
    ['https://a.test/gw/api', '/api/token/request', 'https://a.test/gw/api/token/request'],
    ['https://a.test/gw', '/api/external/sites', 'https://a.test/gw/api/external/sites'],
    ['https://a.test/ap', '/api/sites', 'https://a.test/ap/api/sites'],
    ['https://a.test/api', '/api?x=1', 'https://a.test/api?x=1'],
    ['https://a.test/api', '/', 'https://a.test/api/'],
  ])('%s and %s', (base, path, joined) => {
    expect(joinUrl(base, path)).toBe(joined)
  })
})
