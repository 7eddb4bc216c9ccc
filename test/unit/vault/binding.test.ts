import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openVault } from '../../../app/vault/vault.ts'
import { createFakeCipher } from './fakeCipher.ts'

const SECRET = 'canary-of-the-vault'
const HOME = 'https://api.example'

let folder: string
let file: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'postern-vault-'))
  file = join(folder, 'keys.json')
})
afterEach(() => rm(folder, { recursive: true }))

describe('a key and the host that it was entered for', () => {
  test.each([
    ['another host', 'https://api.example.evil.test'],
    ['a host with a longer name', 'https://api.examples'],
    ['the same host without TLS', 'http://api.example'],
    ['another port of it', 'https://api.example:8443'],
    ['nothing', ''],
  ])('the key does not come out for %s', async (_what, place) => {
    const vault = await openVault({ file, cipher: createFakeCipher() })
    await vault.set('mine', 'k', SECRET, HOME)
    await expect(vault.get('mine', 'k', place)).rejects.toMatchObject({ code: 'key-unreadable' })
    expect(await vault.get('mine', 'k', HOME)).toBe(SECRET)
  })

  test('it stays bound through a restart and a new name', async () => {
    const cipher = createFakeCipher()
    const vault = await openVault({ file, cipher })
    await vault.set('mine', 'k', SECRET, HOME)
    await vault.rename('mine', 'k', 'other')
    const again = await openVault({ file, cipher })
    await expect(again.get('mine', 'other', 'https://elsewhere.test')).rejects.toThrow('was entered for')
    expect(await again.get('mine', 'other', HOME)).toBe(SECRET)
  })

  test('it is said to be moved while its profile has another address, and ready once it is entered again', async () => {
    const vault = await openVault({ file, cipher: createFakeCipher() })
    await vault.set('mine', 'k', SECRET, HOME)
    const state = (place: string | null) => vault.list(() => place)[0]?.state
    expect([state(HOME), state('https://elsewhere.test'), state(null)]).toEqual(['ready', 'moved', 'moved'])
    await vault.set('mine', 'k', SECRET, 'https://elsewhere.test')
    expect([state(HOME), state('https://elsewhere.test')]).toEqual(['moved', 'ready'])
  })

  test('an unreadable key does not lose its host either', async () => {
    await (
      await openVault({ file, cipher: createFakeCipher('keyring', 'one') })
    ).set('mine', 'k', SECRET, HOME)
    const vault = await openVault({ file, cipher: createFakeCipher('keyring', 'two') })
    expect(vault.list(() => HOME)).toMatchObject([{ state: 'unreadable', boundTo: HOME }])
  })
})

test('a name that holds the key is refused, since names are shown and written', async () => {
  const vault = await openVault({ file, cipher: createFakeCipher() })
  await expect(vault.set('mine', SECRET, SECRET, HOME)).rejects.toMatchObject({ code: 'bad-input' })
  await expect(vault.set('mine', `my-${SECRET}`, SECRET, HOME)).rejects.toMatchObject({ code: 'bad-input' })
  await vault.set('mine', 'k', SECRET, HOME)
  await expect(vault.rename('mine', 'k', SECRET)).rejects.toMatchObject({ code: 'bad-input' })
  expect(await readFile(file, 'utf8')).not.toContain(SECRET)
})
