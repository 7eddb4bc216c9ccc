import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { boundText } from '../../../app/vault/boundKey.ts'
import { openVault, type Vault } from '../../../app/vault/vault.ts'
import { createFakeCipher, type FakeCipher } from './fakeCipher.ts'

const SECRET = 'canary-of-the-vault'
const HOME = { origin: 'https://api.example', recipe: 'as it is' }

let folder: string
let file: string
let cipher: FakeCipher
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'postern-vault-'))
  file = join(folder, 'keys.json')
  cipher = createFakeCipher('weak')
})
afterEach(() => rm(folder, { recursive: true }))

async function onDisk(): Promise<string> {
  const names = await readdir(folder)
  return (await Promise.all(names.map((name) => readFile(join(folder, name), 'latin1')))).join('\n')
}

function kept(vault: Vault): string[] {
  return vault.list(() => HOME).map((key) => key.kept)
}

test('keys are in memory until the user chooses otherwise; then those are written, and later ones too', async () => {
  const vault = await openVault({ file, cipher })
  vault.provide('sandbox', 'site-7', 'sandbox-site-7', HOME, 'built in')
  await vault.set('mine', 'early', SECRET, HOME)
  expect([vault.storesWeakly, ...kept(vault)]).toEqual([false, 'memory', 'memory'])
  expect(cipher.encryptions).toBe(0)

  await vault.storeWeakly(true)
  await vault.set('mine', 'late', 'another-secret', HOME)
  expect([vault.storesWeakly, ...kept(vault)]).toEqual([true, 'memory', 'weak', 'weak'])
  expect((await stat(file)).mode & 0o777).toBe(0o600)

  const again = await openVault({ file, cipher })
  expect(again.storesWeakly).toBe(true)
  expect(await again.get('mine', 'early', HOME)).toBe(SECRET)
  expect(await again.get('mine', 'late', HOME)).toBe('another-secret')
})

test('going back takes the ciphertexts from every file, and the keys last for the session', async () => {
  const vault = await openVault({ file, cipher })
  await vault.storeWeakly(true)
  await vault.set('mine', 'k', SECRET, HOME)
  const ciphertext = await cipher.encrypt(boundText(SECRET, HOME))
  expect(await onDisk()).toContain(ciphertext)

  await vault.storeWeakly(false)
  expect(await onDisk()).not.toContain(ciphertext)
  expect([vault.storesWeakly, ...kept(vault)]).toEqual([false, 'memory'])
  expect(await vault.get('mine', 'k', HOME)).toBe(SECRET)
  await vault.set('mine', 'k', 'rotated-secret', HOME)
  expect(await onDisk()).not.toContain('ciphertext')
})

test('a save that was asked for just before going back does not come after it', async () => {
  const vault = await openVault({ file, cipher })
  await vault.storeWeakly(true)
  const saving = vault.set('mine', 'k', SECRET, HOME)
  const goingBack = vault.storeWeakly(false)
  await Promise.all([saving, goingBack])
  expect(await onDisk()).not.toContain('ciphertext')
  expect(kept(vault)).toEqual(['memory'])
})

test('weak keys move into the keyring as soon as there is one', async () => {
  const vault = await openVault({ file, cipher })
  await vault.storeWeakly(true)
  await vault.set('mine', 'k', SECRET, HOME)
  cipher.protectedBy = 'keyring'
  const again = await openVault({ file, cipher })
  expect(kept(again)).toEqual(['disk'])
  expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ keys: [{ protection: 'keyring' }] })
})

test('the choice does not touch keys of the keyring', async () => {
  cipher.protectedBy = 'keyring'
  await (await openVault({ file, cipher })).set('mine', 'strong', SECRET, HOME)
  cipher.protectedBy = 'weak'
  cipher.failure = new Error('no keyring')
  const vault = await openVault({ file, cipher })
  await vault.storeWeakly(true)
  await vault.storeWeakly(false)
  expect(vault.list(() => HOME)).toMatchObject([{ alias: 'strong', state: 'unreadable', kept: 'disk' }])
  cipher.failure = null
  cipher.protectedBy = 'keyring'
  expect(await (await openVault({ file, cipher })).get('mine', 'strong', HOME)).toBe(SECRET)
})

test.each(['keyring', 'memory'] as const)(
  'there is nothing to choose with the protection %s',
  async (protectedBy) => {
    cipher.protectedBy = protectedBy
    const vault = await openVault({ file, cipher })
    await expect(vault.storeWeakly(true)).rejects.toMatchObject({ code: 'bad-input' })
    expect(await readdir(folder)).toEqual([])
  },
)
