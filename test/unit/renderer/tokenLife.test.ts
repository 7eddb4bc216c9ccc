import { expect, it } from 'vitest'
import { tokenLife } from '../../../renderer/features/keys/tokenLife.ts'

const NOW = Date.parse('2026-08-03T12:00:00Z')
const CLAIMS = {
  keyType: 'public',
  companyIds: null,
  customerIds: null,
  siteIds: ['7'],
  issuedAt: null,
  expiresAt: null,
}

function tokenOf(expiresAt: number | null, claims: typeof CLAIMS | null = CLAIMS) {
  return { profile: 'sandbox', key: 'site-7', claims, expiresAt }
}

it.each([
  ['no token was looked for', null, null],
  ['there is none yet', tokenOf(null, null), null],
  ['it tells no end', tokenOf(null), 'valid, expiry unknown'],
  ['it lives on', tokenOf(NOW + 872_000), 'valid 14:32'],
  ['it tells its end alone', tokenOf(NOW + 872_000, null), 'valid 14:32'],
  ['it ends this moment', tokenOf(NOW), 'expired, renewed when needed'],
])('the life of a token when %s', (_, token, text) => {
  expect(tokenLife(token, NOW)?.text ?? null).toBe(text)
})

it('is marked in its last minute', () => {
  expect(tokenLife(tokenOf(NOW + 60_000), NOW)?.tone).toBe('success')
  expect(tokenLife(tokenOf(NOW + 59_999), NOW)?.tone).toBe('warning')
})
