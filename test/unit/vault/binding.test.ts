import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest'
import { bindingOf, type Binding } from '../../../app/contract/binding.ts'
import { profileFor } from '../../../app/contract/presets.ts'
import type { TokenRecipe } from '../../../app/contract/profile.ts'
import { openVault } from '../../../app/vault/vault.ts'
import { createFakeCipher, type FakeCipher } from './fakeCipher.ts'

const SECRET = 'canary-of-the-vault'
const PROFILE = profileFor('mine', 'Mine', 'https://api.example')
const HOME = bindingOf(PROFILE)

const agreed = () => Promise.resolve(true)

let folder: string
let file: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'postern-vault-'))
  file = join(folder, 'keys.json')
})
afterEach(() => rm(folder, { recursive: true }))

/** As the profile would be with another base URL or token recipe. */
function changed(baseUrl: string, token: Partial<TokenRecipe> = {}): Binding {
  return bindingOf({ baseUrl, token: { ...PROFILE.token, ...token } })
}

/** Changes what the file says of its keys, as somebody with an editor would. */
async function edit(part: object): Promise<void> {
  const content = JSON.parse(await readFile(file, 'utf8')) as { keys: object[] }
  const keys = content.keys.map((key) => ({ ...key, ...part }))
  await writeFile(file, JSON.stringify({ ...content, keys }))
}

describe('a key, and the host and recipe that it was entered for', () => {
  test.each<[string, Binding]>([
    ['another host', changed('https://api.example.evil.test')],
    ['a host with a longer name', changed('https://api.examples')],
    ['the same host without TLS', changed('http://api.example')],
    ['another port of it', changed('https://api.example:8443')],
    ['a path below it', changed('https://api.example/echo')],
    ['another endpoint', changed('https://api.example', { path: '/echo' })],
    ['another method', changed('https://api.example', { method: 'GET' })],
    ['another place in the request', changed('https://api.example', { sendKeyIn: 'header' })],
    ['another name', changed('https://api.example', { keyName: 'X-Echo' })],
    ['another place of the token', changed('https://api.example', { tokenAt: 'echo' })],
    ['another place of its end', changed('https://api.example', { expiresAt: 'echo' })],
    ['nothing', { origin: '', recipe: '' }],
  ])('the key does not come out for %s', async (_what, binding) => {
    const vault = await openVault({ file, cipher: createFakeCipher() })
    await vault.set('mine', 'k', SECRET, HOME)
    await expect(vault.get('mine', 'k', binding)).rejects.toMatchObject({ code: 'key-unreadable' })
    expect(vault.list(() => binding)[0]?.state).toBe('moved')
    expect(await vault.get('mine', 'k', HOME)).toBe(SECRET)
  })

  test('it stays bound through a restart and a new name', async () => {
    const cipher = createFakeCipher()
    const vault = await openVault({ file, cipher })
    await vault.set('mine', 'k', SECRET, HOME)
    await vault.rename('mine', 'k', 'other')
    const again = await openVault({ file, cipher })
    await expect(again.get('mine', 'other', changed('https://elsewhere.test'))).rejects.toThrow(
      'was entered for',
    )
    expect(await again.get('mine', 'other', HOME)).toBe(SECRET)
  })

  test('it is said to be moved while its profile has another address, and ready once it is entered again', async () => {
    const vault = await openVault({ file, cipher: createFakeCipher() })
    await vault.set('mine', 'k', SECRET, HOME)
    const elsewhere = changed('https://elsewhere.test')
    const state = (binding: Binding | null) => vault.list(() => binding)[0]?.state
    expect([state(HOME), state(elsewhere), state(null)]).toEqual(['ready', 'moved', 'moved'])
    await vault.set('mine', 'k', SECRET, elsewhere)
    expect([state(HOME), state(elsewhere)]).toEqual(['moved', 'ready'])
  })

  test('it can be bound anew without being entered, and stays so', async () => {
    const cipher = createFakeCipher()
    const vault = await openVault({ file, cipher })
    await vault.set('mine', 'k', SECRET, HOME)
    const elsewhere = changed('https://elsewhere.test')
    await vault.rebind('mine', 'k', elsewhere, () => Promise.resolve(false))
    await expect(vault.get('mine', 'k', elsewhere)).rejects.toMatchObject({ code: 'key-unreadable' })
    await vault.rebind('mine', 'k', elsewhere, agreed)
    const again = await openVault({ file, cipher })
    expect(await again.get('mine', 'k', elsewhere)).toBe(SECRET)
    await expect(again.get('mine', 'k', HOME)).rejects.toMatchObject({ code: 'key-unreadable' })
    await expect(again.rebind('mine', 'none', HOME, agreed)).rejects.toMatchObject({ code: 'key-missing' })
  })

  test('no other key takes its name while the user is asked', async () => {
    const vault = await openVault({ file, cipher: createFakeCipher() })
    await vault.set('mine', 'harmless', 'another-secret', HOME)
    await vault.set('mine', 'k', SECRET, HOME)
    const elsewhere = changed('https://elsewhere.test')
    const swaps: Promise<void>[] = []
    await vault.rebind('mine', 'harmless', elsewhere, () => {
      swaps.push(vault.rename('mine', 'harmless', 'aside'), vault.rename('mine', 'k', 'harmless'))
      return agreed()
    })
    await Promise.all(swaps)
    expect(await vault.get('mine', 'aside', elsewhere)).toBe('another-secret')
    expect(await vault.get('mine', 'harmless', HOME)).toBe(SECRET)
  })

  test('an unreadable key does not lose its host either, and cannot be bound anew', async () => {
    await (
      await openVault({ file, cipher: createFakeCipher('keyring', 'one') })
    ).set('mine', 'k', SECRET, HOME)
    const vault = await openVault({ file, cipher: createFakeCipher('keyring', 'two') })
    expect(vault.list(() => HOME)).toMatchObject([{ state: 'unreadable', boundTo: HOME.origin }])
    await expect(vault.rebind('mine', 'k', HOME, agreed)).rejects.toMatchObject({ code: 'key-unreadable' })
  })

  test('an edited file moves no key', async () => {
    const cipher = createFakeCipher()
    await (await openVault({ file, cipher })).set('mine', 'k', SECRET, HOME)
    const evil = changed('https://evil.test')
    await edit({ place: evil.origin, recipe: evil.recipe })
    const vault = await openVault({ file, cipher, recipeOf: () => evil.recipe })
    await expect(vault.get('mine', 'k', evil)).rejects.toMatchObject({ code: 'key-unreadable' })
    expect(vault.list(() => HOME)).toMatchObject([{ state: 'ready', boundTo: HOME.origin }])
    expect(await vault.get('mine', 'k', HOME)).toBe(SECRET)
  })
})

describe('a key that an earlier version wrote', () => {
  /** The key alone was encrypted then, and the origin stood beside it. */
  async function writeEarlier(cipher: FakeCipher, place = HOME.origin): Promise<void> {
    const key = { profile: 'mine', alias: 'k', place, protection: 'keyring' }
    const keys = [{ ...key, ciphertext: await cipher.encrypt(SECRET) }]
    await writeFile(file, JSON.stringify({ version: 1, storesWeakly: false, keys }))
  }

  it('is bound to its origin and to the recipe at the first start, for good', async () => {
    const cipher = createFakeCipher()
    await writeEarlier(cipher)
    const vault = await openVault({ file, cipher, recipeOf: () => HOME.recipe })
    expect(await vault.get('mine', 'k', HOME)).toBe(SECRET)
    const evil = changed('https://api.example', { path: '/echo' })
    await edit({ place: 'https://evil.test', recipe: evil.recipe })
    const again = await openVault({ file, cipher, recipeOf: () => evil.recipe })
    await expect(again.get('mine', 'k', evil)).rejects.toMatchObject({ code: 'key-unreadable' })
    expect(await again.get('mine', 'k', HOME)).toBe(SECRET)
  })

  it('takes the recipe of the first start also when the keyring opens only after a change', async () => {
    const cipher = createFakeCipher()
    await writeEarlier(cipher)
    cipher.failure = new Error('Encryption is temporarily unavailable')
    await openVault({ file, cipher, recipeOf: () => HOME.recipe })
    cipher.failure = null
    const evil = changed('https://api.example', { path: '/echo' })
    const vault = await openVault({ file, cipher, recipeOf: () => evil.recipe })
    await expect(vault.get('mine', 'k', evil)).rejects.toMatchObject({ code: 'key-unreadable' })
    expect(await vault.get('mine', 'k', HOME)).toBe(SECRET)
  })

  it('whose profile is gone is sent nowhere', async () => {
    const cipher = createFakeCipher()
    await writeEarlier(cipher)
    const vault = await openVault({ file, cipher, recipeOf: () => null })
    await expect(vault.get('mine', 'k', HOME)).rejects.toMatchObject({ code: 'key-unreadable' })
    expect(vault.list(() => HOME)).toMatchObject([{ state: 'moved' }])
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

describe('a key that is lent to another token request', () => {
  const there = changed('https://api.example', { path: '/v2/token' })

  async function lender(answers: boolean[]) {
    const vault = await openVault({ file, cipher: createFakeCipher() })
    await vault.set('mine', 'main', SECRET, HOME)
    let asked = 0
    const confirm = () => Promise.resolve(answers[asked++] ?? false)
    return { vault, confirm, asked: () => asked, lend: () => vault.lend('mine', 'main', there, confirm) }
  }

  test('goes there only when the user agrees, and stays bound to its place', async () => {
    const { vault, lend, asked } = await lender([false, true])
    await expect(lend()).rejects.toThrow('did not send the key main')
    expect(await lend()).toBe(SECRET)
    expect(await lend()).toBe(SECRET)
    expect(asked()).toBe(2)
    await expect(vault.get('mine', 'main', there)).rejects.toThrow('another token request')
  })

  test('is bound to it without a second question', async () => {
    const { vault, lend, confirm, asked } = await lender([true])
    await lend()
    await vault.rebind('mine', 'main', there, confirm)
    expect(asked()).toBe(1)
    expect(await vault.get('mine', 'main', there)).toBe(SECRET)
  })

  test('but another key of that name asks again', async () => {
    const { vault, lend, asked } = await lender([true, false])
    await lend()
    await vault.set('mine', 'main', `${SECRET}-2`, HOME)
    await expect(lend()).rejects.toThrow('did not send')
    expect(asked()).toBe(2)
  })

  test('goes without a question where it is bound to', async () => {
    const { vault, confirm, asked } = await lender([])
    expect(await vault.lend('mine', 'main', HOME, confirm)).toBe(SECRET)
    expect(asked()).toBe(0)
  })
})
