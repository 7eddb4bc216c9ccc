import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { profileFor } from '../../../app/contract/presets.ts'
import { profileSchema } from '../../../app/contract/profile.ts'
import { readTarget, checkedOrigin } from '../../../app/sending/target.ts'

const taken = (baseUrl: string) => profileSchema.safeParse(profileFor('own', 'Own', baseUrl))
const messageOf = (baseUrl: string) => taken(baseUrl).error?.issues[0]?.message ?? null

describe('the base URL of a profile', () => {
  it.each([
    ['https://api.example.com', 'https://api.example.com'],
    ['http://127.0.0.1:4000/', 'http://127.0.0.1:4000'],
    ['HTTPS://[::1]:8443/Base//', 'https://[::1]:8443/Base'],
    ['https://API.example.com:443', 'https://api.example.com'],
    [' https://api.example.com/v1/@me ', 'https://api.example.com/v1/@me'],
  ])('is kept as requests to it are recorded, without the slash at its end: %s', (given, kept) => {
    expect(taken(given).data?.baseUrl).toBe(kept)
  })

  it.each([
    'somewhere',
    'ftp://somewhere',
    'https:api.example.com',
    'https://',
    'https://?',
    'https://a b',
    'https://api.example.com\\x',
  ])('must be a whole address, and %s is none', (text) => {
    expect(messageOf(text)).toBe('Give a whole URL, for example https://api.example.com.')
  })

  it.each(['https://me@host', 'https://me:pw@host', 'https://:@host/base', 'https://@host'])(
    'holds no user name and no password, as %s does',
    (text) => {
      expect(messageOf(text)).toContain('Leave out the user name and the password')
    },
  )

  it.each(['https://host?q=1', 'https://host/?', 'https://host/base#part', 'https://host#'])(
    'holds no query and no fragment, as %s does',
    (text) => {
      expect(messageOf(text)).toContain('Leave out the query and the fragment')
    },
  )

  const piece = fc.oneof(
    fc.constantFrom('https://', 'http://', 'HTTP://', 'me', ':pw', '@', 'host', '.example', ':80', ':99999'),
    fc.constantFrom(
      '/',
      '/base',
      '?',
      '?q=1',
      '#',
      '\\',
      '[::1]',
      '[',
      '%',
      '%40',
      '%zz',
      ' ',
      '\t',
      '..',
      'ü',
    ),
    fc.string({ maxLength: 3, unit: 'binary' }),
  )
  const address = fc.oneof(
    fc.webUrl({ withQueryParameters: true, withFragments: true }),
    fc
      .tuple(fc.constantFrom('https://', 'http://', ''), fc.array(piece, { maxLength: 6 }))
      .map(([scheme, parts]) => scheme + parts.join('')),
  )

  it('that is taken always has an origin, and each path joins on to it', () => {
    fc.assert(
      fc.property(address, (text) => {
        const profile = taken(text)
        if (!profile.success) return
        const { baseUrl } = profile.data
        const origin = checkedOrigin(baseUrl)
        const target = readTarget('/api/x?y=1', baseUrl)
        expect(target.origin).toBe(origin)
        expect(target.pathname.endsWith('/api/x')).toBe(true)
        expect(target.url.endsWith('/api/x?y=1')).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })
})

it('takes no time that is longer than a timer can run', () => {
  const profile = profileFor('own', 'Own', 'https://api.example.com')
  const long = 1000 * 3_600_000
  const messages = [
    { ...profile, retry: { ...profile.retry, deadlineMs: long } },
    { ...profile, retry: { ...profile.retry, backoffMs: [1000, long] } },
    { ...profile, rate: { ...profile.rate, lengthMs: long } },
    { ...profile, timeouts: { connectMs: long, idleMs: long, totalMs: long } },
  ].map((changed) => profileSchema.safeParse(changed).error?.issues.map(({ message }) => message))
  const wanted = 'Give 24 days at most.'
  expect(messages).toEqual([[wanted], [wanted], [wanted], [wanted, wanted, wanted]])
})

describe('numbers that the page sets', () => {
  const profile = profileFor('own', 'Own', 'https://api.example.com')
  const { rate, retry, timeouts } = profile
  it.each([
    ['a cap that could cut a response within a secret', { bodyCapBytes: 64 * 1024 - 1 }],
    ['a cap beyond what one text can hold', { bodyCapBytes: 256 * 1024 * 1024 + 1 }],
    ['a limit beyond any', { rate: { ...rate, limit: 1_000_001 } }],
    ['a rate window that is over at once', { rate: { ...rate, lengthMs: 999 } }],
    ['a deadline that is over at once', { retry: { ...retry, deadlineMs: 999 } }],
    ['no time to connect', { timeouts: { ...timeouts, connectMs: 999 } }],
    ['no time for silence', { timeouts: { ...timeouts, idleMs: 999 } }],
    ['no time for a response', { timeouts: { ...timeouts, totalMs: 999 } }],
    ['paths without end', { rate: { ...rate, paths: Array.from({ length: 101 }, () => '/') } }],
    ['trace headers without end', { traceHeaders: Array.from({ length: 101 }, () => 'x-trace') }],
  ])('have a floor and a ceiling: %s', (_what, part) => {
    expect(profileSchema.safeParse({ ...profile, ...part }).success).toBe(false)
  })
})
