import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Notice } from '../../../app/contract/notice.ts'
import { createNotices } from '../../../app/session/notices.ts'
import { boundText } from '../../../app/vault/boundKey.ts'
import { openVault } from '../../../app/vault/vault.ts'
import { createFakeCipher } from './fakeCipher.ts'

const SECRET = 'canary-of-the-vault'
const HOST = { origin: 'https://api.example', recipe: 'as it is' }

let folder: string
let file: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'postern-vault-'))
  file = join(folder, 'keys.json')
})
afterEach(() => rm(folder, { recursive: true }))

/** Everything in the folder, as one text. */
async function onDisk(): Promise<string> {
  const names = await readdir(folder)
  return (await Promise.all(names.map((name) => readFile(join(folder, name), 'latin1')))).join('\n')
}

describe('with a keyring', () => {
  test('a key comes back after a restart, and is never on the disk in clear', async () => {
    const cipher = createFakeCipher()
    const vault = await openVault({ file, cipher })
    await vault.set('sandbox', 'mine', SECRET, HOST)
    expect(vault.list(() => HOST)).toEqual([
      {
        profile: 'sandbox',
        alias: 'mine',
        state: 'ready',
        kept: 'disk',
        boundTo: HOST.origin,
        builtIn: false,
        note: null,
      },
    ])
    expect(await onDisk()).not.toContain(SECRET)
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    const again = await openVault({ file, cipher })
    expect(await again.get('sandbox', 'mine', HOST)).toBe(SECRET)
    expect(again.secrets()).toEqual([SECRET])
    expect(again.protection).toBe('keyring')
  })

  test('a key belongs to its profile', async () => {
    const vault = await openVault({ file, cipher: createFakeCipher() })
    await vault.set('guardhouse-au', 'mine', SECRET, HOST)
    expect(await vault.get('guardhouse-uk', 'mine', HOST)).toBeNull()
  })

  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
    'a key named %s is there once it is entered, and comes back',
    async (name) => {
      const cipher = createFakeCipher()
      const vault = await openVault({ file, cipher })
      expect(await vault.get('constructor', name, HOST)).toBeNull()
      await vault.set('constructor', name, SECRET, HOST)
      const again = await openVault({ file, cipher })
      expect(await again.get('constructor', name, HOST)).toBe(SECRET)
      expect(again.list(() => HOST)).toMatchObject([{ profile: 'constructor', alias: name, state: 'ready' }])
      expect(await again.get('sandbox', name, HOST)).toBeNull()
    },
  )

  test('a removed key is gone from every file', async () => {
    const cipher = createFakeCipher()
    const vault = await openVault({ file, cipher })
    await vault.set('sandbox', 'mine', SECRET, HOST)
    await vault.set('sandbox', 'other', 'another-secret', HOST)
    const ciphertext = await cipher.encrypt(boundText(SECRET, HOST))
    expect(await onDisk()).toContain(ciphertext)
    await vault.remove('sandbox', 'mine')
    expect(await onDisk()).not.toContain(ciphertext)
    expect(await vault.get('sandbox', 'mine', HOST)).toBeNull()
    expect(vault.list(() => HOST).map(({ alias }) => alias)).toEqual(['other'])
  })

  test('a renamed key keeps its value, and takes no name that is taken', async () => {
    const cipher = createFakeCipher()
    const vault = await openVault({ file, cipher })
    await vault.set('sandbox', 'mine', SECRET, HOST)
    await vault.set('sandbox', 'other', 'another-secret', HOST)
    await expect(vault.rename('sandbox', 'mine', 'other')).rejects.toMatchObject({ code: 'bad-input' })
    await expect(vault.rename('sandbox', 'none', 'any')).rejects.toMatchObject({ code: 'key-missing' })
    await vault.rename('sandbox', 'mine', 'ours')
    expect(vault.list(() => HOST)).toMatchObject([{ alias: 'other' }, { alias: 'ours', kept: 'disk' }])
    const again = await openVault({ file, cipher })
    expect(await again.get('sandbox', 'ours', HOST)).toBe(SECRET)
    expect(await again.get('sandbox', 'mine', HOST)).toBeNull()
  })

  test('what is asked of one key happens in order', async () => {
    const cipher = createFakeCipher()
    const vault = await openVault({ file, cipher })
    const values = Array.from({ length: 10 }, (_, at) => `value-number-${at}`)
    const reads = values.map((value) => {
      void vault.set('sandbox', 'mine', value, HOST)
      return vault.get('sandbox', 'mine', HOST)
    })
    expect(await Promise.all(reads)).toEqual(values)
    expect(await (await openVault({ file, cipher })).get('sandbox', 'mine', HOST)).toBe('value-number-9')
  })

  test('a ciphertext that should be made anew is made anew', async () => {
    const cipher = createFakeCipher()
    await (await openVault({ file, cipher })).set('sandbox', 'mine', SECRET, HOST)
    cipher.isStale = true
    cipher.encryptions = 0
    const vault = await openVault({ file, cipher })
    expect(cipher.encryptions).toBe(1)
    expect(await vault.get('sandbox', 'mine', HOST)).toBe(SECRET)
  })
})

describe('a key that cannot be decrypted', () => {
  test('is said to be unreadable, stays on the disk, and can be entered again', async () => {
    await (
      await openVault({ file, cipher: createFakeCipher('keyring', 'one') })
    ).set('sandbox', 'mine', SECRET, HOST)
    const before = await readFile(file, 'utf8')
    const cipher = createFakeCipher('keyring', 'two')
    const vault = await openVault({ file, cipher })
    await vault.set('sandbox', 'other', 'another-secret', HOST)
    expect(vault.list(() => HOST)).toMatchObject([
      { alias: 'mine', state: 'unreadable', kept: 'disk' },
      { alias: 'other' },
    ])
    await expect(vault.get('sandbox', 'mine', HOST)).rejects.toMatchObject({ code: 'key-unreadable' })
    expect(vault.secrets()).toEqual(['another-secret'])
    const kept = JSON.parse(before) as { keys: { ciphertext: string }[] }
    expect(await readFile(file, 'utf8')).toContain(kept.keys[0]?.ciphertext)
    await vault.set('sandbox', 'mine', 'entered-again', HOST)
    expect(await (await openVault({ file, cipher })).get('sandbox', 'mine', HOST)).toBe('entered-again')
  })

  test('is read later when the keyring was only away for a while', async () => {
    const cipher = createFakeCipher()
    await (await openVault({ file, cipher })).set('sandbox', 'mine', SECRET, HOST)
    cipher.failure = new Error('Encryption is temporarily unavailable')
    const vault = await openVault({ file, cipher })
    await expect(vault.get('sandbox', 'mine', HOST)).rejects.toThrow('just now')
    cipher.failure = null
    expect(await vault.get('sandbox', 'mine', HOST)).toBe(SECRET)
    expect(vault.list(() => HOST)).toMatchObject([{ state: 'ready' }])
    expect(vault.secrets()).toEqual([SECRET])
  })
})

describe.each(['weak', 'memory'] as const)('with the protection %s', (protection) => {
  test('a key lasts for the session and is not written', async () => {
    const cipher = createFakeCipher(protection)
    const vault = await openVault({ file, cipher })
    await vault.set('sandbox', 'mine', SECRET, HOST)
    expect(vault.list(() => HOST)).toMatchObject([{ kept: 'memory', state: 'ready' }])
    expect(await vault.get('sandbox', 'mine', HOST)).toBe(SECRET)
    expect(await readdir(folder)).toEqual([])
    expect(cipher.encryptions).toBe(0)
    expect(await (await openVault({ file, cipher })).get('sandbox', 'mine', HOST)).toBeNull()
  })

  test('a key that was written before stays where it is', async () => {
    const cipher = createFakeCipher()
    await (await openVault({ file, cipher })).set('sandbox', 'mine', SECRET, HOST)
    const before = await readFile(file, 'utf8')
    cipher.protectedBy = protection
    const vault = await openVault({ file, cipher })
    await vault.set('sandbox', 'mine', 'for-this-session', HOST)
    expect(await vault.get('sandbox', 'mine', HOST)).toBe('for-this-session')
    expect(await readFile(file, 'utf8')).toBe(before)
  })
})

describe('keys that the sandbox brings along', () => {
  test('are known, never written, and cannot be changed', async () => {
    const vault = await openVault({ file, cipher: createFakeCipher() })
    vault.provide('sandbox', 'site-7', 'sandbox-site-7', HOST, 'Sees site 7 only')
    expect(vault.list(() => HOST)).toEqual([
      {
        profile: 'sandbox',
        alias: 'site-7',
        state: 'ready',
        kept: 'memory',
        boundTo: null,
        builtIn: true,
        note: 'Sees site 7 only',
      },
    ])
    expect(vault.secrets()).toEqual(['sandbox-site-7'])
    await expect(vault.set('sandbox', 'site-7', SECRET, HOST)).rejects.toMatchObject({ code: 'bad-input' })
    await expect(vault.remove('sandbox', 'site-7')).rejects.toMatchObject({ code: 'bad-input' })
    await expect(vault.rename('sandbox', 'site-7', 'x')).rejects.toMatchObject({ code: 'bad-input' })
    expect(await vault.get('sandbox', 'site-7', HOST)).toBe('sandbox-site-7')
    await vault.set('sandbox', 'mine', SECRET, HOST)
    expect(await onDisk()).not.toContain('site-7')
  })
})

describe('when the file cannot be written', () => {
  async function blockWriting(): Promise<void> {
    await mkdir(join(folder, 'keys.json.backup/in-the-way'), { recursive: true })
  }

  test('a new key lasts for the session, and a notice says so without showing it', async () => {
    await blockWriting()
    const heard: Notice[] = []
    const vault = await openVault({
      file,
      cipher: createFakeCipher(),
      onNotice: (notice) => heard.push(notice),
    })
    await vault.set('sandbox', 'mine', SECRET, HOST)
    expect(vault.list(() => HOST)).toMatchObject([{ kept: 'memory' }])
    expect(await vault.get('sandbox', 'mine', HOST)).toBe(SECRET)
    const told = createNotices(() => undefined)
    await vault.set('sandbox', 'other', 'another-secret', HOST)
    heard.forEach(told.add)
    expect(told.list().map(({ title }) => title)).toEqual([
      'The key “mine” is kept in memory only',
      'The key “other” is kept in memory only',
    ])
    await rm(join(folder, 'keys.json.backup'), { recursive: true })
    await vault.set('sandbox', 'mine', SECRET, HOST)
    heard.forEach(told.add)
    expect(told.list().map(({ severity }) => severity)).toEqual(['info', 'warning'])
    expect(JSON.stringify(heard)).not.toContain(SECRET)
  })

  test('a new key is written by itself once it can be, and that is said', async () => {
    await blockWriting()
    const heard: Notice[] = []
    const cipher = createFakeCipher()
    const vault = await openVault({ file, cipher, onNotice: (notice) => heard.push(notice) })
    await vault.set('sandbox', 'mine', SECRET, HOST)
    await vault.saveAgain()
    await rm(join(folder, 'keys.json.backup'), { recursive: true })
    await vault.saveAgain()
    await vault.saveAgain()
    expect(heard.map(({ severity }) => severity)).toEqual(['warning', 'info'])
    expect(vault.list(() => HOST)).toMatchObject([{ kept: 'disk' }])
    expect(await (await openVault({ file, cipher })).get('sandbox', 'mine', HOST)).toBe(SECRET)
  })

  test('a key that is on the disk already is not said to be in memory only', async () => {
    const cipher = createFakeCipher()
    await (await openVault({ file, cipher })).set('sandbox', 'mine', SECRET, HOST)
    await rm(join(folder, 'keys.json.backup'), { force: true })
    await blockWriting()
    cipher.isStale = true
    const heard: Notice[] = []
    const vault = await openVault({ file, cipher, onNotice: (notice) => heard.push(notice) })
    expect(vault.list(() => HOST)).toMatchObject([{ alias: 'mine', kept: 'disk', state: 'ready' }])
    expect(heard).toEqual([])
  })

  test('a key is not said to be removed, since it would be back after a restart', async () => {
    const cipher = createFakeCipher()
    const vault = await openVault({ file, cipher })
    await vault.set('sandbox', 'mine', SECRET, HOST)
    await rm(join(folder, 'keys.json.backup'), { force: true })
    await blockWriting()
    await expect(vault.remove('sandbox', 'mine')).rejects.toMatchObject({ code: 'vault-unavailable' })
    expect(vault.list(() => HOST)).toMatchObject([{ alias: 'mine', kept: 'disk' }])
    await rm(join(folder, 'keys.json.backup'), { recursive: true })
    await vault.remove('sandbox', 'mine')
    expect(await (await openVault({ file, cipher })).get('sandbox', 'mine', HOST)).toBeNull()
  })
})

test('a damaged file is put aside with its ciphertexts', async () => {
  await writeFile(file, '{"version":1,"keys":[{"profile":"sandbox"')
  const heard: Notice[] = []
  const vault = await openVault({
    file,
    cipher: createFakeCipher(),
    onNotice: (notice) => heard.push(notice),
    now: () => new Date('2026-11-22T14:08:12Z'),
  })
  expect(vault.list(() => HOST)).toEqual([])
  expect(heard).toHaveLength(1)
  expect(await readdir(folder)).toEqual(['keys.damaged-20261122-140812.json'])
})
