import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Claims } from '../../../app/contract/token.ts'
import { openLastClaims } from '../../../app/settings/lastClaims.ts'

let folder: string
const file = () => join(folder, 'claims.json')

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'postern-claims-'))
})

afterEach(async () => {
  await rm(folder, { recursive: true, force: true })
})

const claims: Claims = {
  keyType: 'public',
  companyIds: ['3'],
  customerIds: ['7', '12'],
  siteIds: null,
  issuedAt: 1,
  expiresAt: 2,
}

it('are there at the next start, with the time at which they were seen', async () => {
  const first = await openLastClaims(file(), () => 5000)
  first.learn({ profile: 'uk', key: 'mine', claims, expiresAt: 2 })
  first.learn({ profile: 'uk', key: 'mine', claims: null, expiresAt: null })
  await first.close()
  const next = await openLastClaims(file(), () => 9000)
  expect(next.of('uk', 'mine')).toEqual({ claims, asOf: 5000 })
  expect(next.of('au', 'mine')).toBeNull()
})

it('go with their key, and take its new name', async () => {
  const first = await openLastClaims(file(), () => 5000)
  for (const key of ['mine', 'other']) first.learn({ profile: 'uk', key, claims, expiresAt: 2 })
  first.rename('uk', 'mine', 'ours')
  first.forget('uk', 'other')
  await first.close()
  const next = await openLastClaims(file(), () => 9000)
  expect(['mine', 'ours', 'other'].map((key) => next.of('uk', key)?.asOf)).toEqual([
    undefined,
    5000,
    undefined,
  ])
})

it('are worth no notice when the file is damaged, and are learnt anew', async () => {
  await writeFile(file(), '{"version":1,"keys":[{')
  const lastClaims = await openLastClaims(file(), () => 5000)
  expect(lastClaims.of('uk', 'mine')).toBeNull()
  lastClaims.learn({ profile: 'uk', key: 'mine', claims, expiresAt: 2 })
  await lastClaims.close()
  expect(JSON.parse(await readFile(file(), 'utf8'))).toMatchObject({ keys: [{ profile: 'uk', key: 'mine' }] })
})
