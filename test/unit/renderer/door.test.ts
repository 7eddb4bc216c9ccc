import { describe, expect, it } from 'vitest'
import { builtInCatalog } from '../../../app/catalog/catalog.ts'
import { forecast, TOKEN } from '../../../renderer/features/composer/forecast.ts'
import { commandLabel, readingOf } from '../../../renderer/features/explain/door.ts'
import { mendedTarget } from '../../../renderer/features/explain/mendedTarget.ts'

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
const token = `${part({ alg: 'none' })}.${part({ KeyType: 'public', CustomerId: [7, 12] })}.${'x'.repeat(12)}`

describe('what a text is taken for', () => {
  it.each([
    ['token', token],
    ['token', `Bearer ${token}\n`],
    ['token', `Authorization: Bearer ${token}`],
    ['command', `curl https://a.example/b -H 'Authorization: Bearer ${token}'`],
    ['command', 'Invoke-RestMethod -Uri https://a.example/b'],
    ['har', '{ "log": { "entries": [] } }'],
    ['response', 'HTTP/1.1 403 Forbidden\n\n{}'],
    ['response', '2026-03-02 09:00:01 WARN GET /api/external/sites answered 403'],
    ['response', `the token was ${token} and it failed`],
  ])('%s: %s', (reading, text) => {
    expect(readingOf(text)).toBe(reading)
  })
})

it.each([
  ['cURL command', '$ sudo curl https://a.example/b'],
  ['wget command', 'wget https://a.example/b'],
  ['HTTPie command', 'http GET https://a.example/b'],
  ['PowerShell command', 'Invoke-RestMethod -Uri https://a.example/b'],
  ['Raw HTTP request', 'GET /api/external/sites HTTP/1.1\nHost: a.example'],
  ['JavaScript call', "await fetch('https://a.example/b')"],
])('says %s', (label, text) => {
  expect(commandLabel(text)).toBe(label)
})

describe('a target with an id that may be seen', () => {
  const claims = {
    keyType: 'public',
    companyIds: null,
    customerIds: ['7', '12'],
    siteIds: null,
    issuedAt: null,
    expiresAt: null,
  }
  const mended = (target: string) => {
    const refusal = forecast({ method: 'GET', target, body: '' }, claims, TOKEN, builtInCatalog)
    return refusal && mendedTarget(target, refusal)
  }

  it.each([
    [
      '/api/external/sites?customerId=1099',
      { name: 'customer 7', target: '/api/external/sites?customerId=7' },
    ],
    [
      '/api/external/sites?customerId=7,1099',
      { name: 'customer 12', target: '/api/external/sites?customerId=7,12' },
    ],
    ['/api/external/sites?customerId=7', null],
    ['/api/external/sites?customerId=1098,1099', null],
  ])('%s', (target, expected) => {
    expect(mended(target)).toEqual(expected)
  })
})
