import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  cipherOf,
  TIMEOUT_MS,
  type AsyncSafeStorage,
  type SafeStorage,
  type SyncSafeStorage,
} from '../../../app/shell/cipher.ts'
import type { Notice } from '../../../app/contract/notice.ts'
import { boundText } from '../../../app/vault/boundKey.ts'
import { openVault } from '../../../app/vault/vault.ts'
import { createFakeClock, type FakeClock } from '../../fixtures/fakeClock.ts'

/** What Electron says of a keyring that is busy. */
const PASSING = 'Encryption is temporarily unavailable. Please try again.'
const SECRET = 'canary-of-the-cipher'
const PLACE = { origin: 'https://api.example', recipe: 'as it is' }

interface Keyring extends AsyncSafeStorage {
  isAvailable: boolean
  /** Rejections to come, one a call; `silence` never answers. */
  troubles: (string | 'silence')[]
  /** Counts up when the system makes a new key; older ciphertexts are still read, and said to be old. */
  generation: number
  getSelectedStorageBackend(): string
}

/** The asynchronous calls as Electron documents them from 42 on. */
function createKeyring(backend = 'gnome_libsecret'): Keyring {
  const answer = <T>(keyring: Keyring, work: () => T): Promise<T> => {
    const trouble = keyring.troubles.shift()
    if (trouble === 'silence') return new Promise(() => undefined)
    if (trouble !== undefined) return Promise.reject(new Error(trouble))
    return Promise.resolve().then(work)
  }
  return {
    isAvailable: true,
    troubles: [],
    generation: 1,
    getSelectedStorageBackend: () => backend,
    isAsyncEncryptionAvailable() {
      return answer(this, () => this.isAvailable)
    },
    encryptStringAsync(text) {
      return answer(this, () => Buffer.from(`${this.generation}:${[...text].reverse().join('')}`))
    },
    decryptStringAsync(ciphertext) {
      return answer(this, () => {
        const [, generation = '', reversed] = /^(\d+):(.*)$/s.exec(ciphertext.toString()) ?? []
        if (reversed === undefined) throw new Error('Error while decrypting the ciphertext.')
        const result = [...reversed].reverse().join('')
        return { result, shouldReEncrypt: Number(generation) !== this.generation }
      })
    },
  }
}

let clock: FakeClock
const linux = (storage: SafeStorage) => cipherOf(storage, { clock, platform: 'linux' })

beforeEach(() => {
  clock = createFakeClock()
})

/** Lets time pass until the promise has settled. */
async function advancing<T>(promise: Promise<T>): Promise<T> {
  let isSettled = false
  const settled = promise.finally(() => {
    isSettled = true
  })
  settled.catch(() => undefined)
  do await clock.advanceToNext()
  while (!isSettled)
  return settled
}

describe('the asynchronous calls', () => {
  it('give back what they were given, as base64 in between', async () => {
    const cipher = linux(createKeyring())
    const ciphertext = await cipher.encrypt(SECRET)
    expect(Buffer.from(ciphertext, 'base64').toString('base64')).toBe(ciphertext)
    expect(await cipher.decrypt(ciphertext)).toEqual({ text: SECRET, shouldReEncrypt: false })
  })

  it.each([
    ['linux', 'gnome_libsecret', true, 'keyring'],
    ['linux', 'gnome_libsecret', false, 'memory'],
    // Available, yet under a password that is the same everywhere.
    ['linux', 'basic_text', true, 'weak'],
    ['linux', 'basic_text', false, 'memory'],
    ['linux', 'unknown', true, 'weak'],
    ['darwin', 'unknown', true, 'keyring'],
    ['win32', 'unknown', false, 'memory'],
  ] as const)('on %s with %s, available: %s, protect by %s', async (platform, backend, isAvailable, by) => {
    const keyring = createKeyring(backend)
    keyring.isAvailable = isAvailable
    expect(await cipherOf(keyring, { clock, platform }).protection()).toBe(by)
  })

  it('are asked again while the keyring is temporarily unavailable', async () => {
    const keyring = createKeyring()
    const cipher = linux(keyring)
    keyring.troubles = [PASSING, PASSING]
    const ciphertext = await advancing(cipher.encrypt(SECRET))
    keyring.troubles = [PASSING, PASSING, PASSING]
    expect(await advancing(cipher.decrypt(ciphertext))).toMatchObject({ text: SECRET })
  })

  it('are not asked for ever, and not again when the answer is final', async () => {
    const keyring = createKeyring()
    const cipher = linux(keyring)
    const ciphertext = await cipher.encrypt(SECRET)
    keyring.troubles = Array.from({ length: 100 }, () => PASSING)
    await expect(advancing(cipher.decrypt(ciphertext))).rejects.toThrow(/temporarily unavailable/)
    keyring.troubles = ['Error while decrypting the ciphertext.']
    await expect(cipher.decrypt(ciphertext)).rejects.toThrow(/while decrypting/)
    expect(await cipher.decrypt(ciphertext)).toMatchObject({ text: SECRET })
  })

  it('that never answer are waited for no longer than a start may take', async () => {
    const keyring = createKeyring()
    const cipher = linux(keyring)
    const ciphertext = await cipher.encrypt(SECRET)
    keyring.troubles = ['silence', 'silence', 'silence']
    expect(await advancing(cipher.protection())).toBe('memory')
    expect(clock.monotonic()).toBe(TIMEOUT_MS)
    await expect(advancing(cipher.decrypt(ciphertext))).rejects.toThrow(/temporarily unavailable/)
    await expect(advancing(cipher.encrypt(SECRET))).rejects.toThrow(/temporarily unavailable/)
    expect(clock.sleeping).toBe(0)
  })
})

describe('the vault behind them', () => {
  let folder: string
  let heard: Notice[]
  const open = (keyring: Keyring) =>
    advancing(
      openVault({
        file: join(folder, 'keys.json'),
        cipher: linux(keyring),
        onNotice: (notice) => heard.push(notice),
      }),
    )
  const onDisk = () => readFile(join(folder, 'keys.json'), 'utf8')

  beforeEach(async () => {
    heard = []
    folder = await mkdtemp(join(tmpdir(), 'postern-cipher-'))
  })
  afterEach(() => rm(folder, { recursive: true }))

  it.each(['silence', PASSING])('loses no key to a keyring that answers: %s', async (trouble) => {
    const keyring = createKeyring()
    await (await open(keyring)).set('uk', 'mine', SECRET, PLACE)
    const before = await onDisk()
    keyring.troubles = Array.from({ length: 50 }, () => trouble)
    const vault = await open(keyring)
    expect(vault.list(() => PLACE)).toMatchObject([{ alias: 'mine', state: 'unreadable', kept: 'disk' }])
    expect(heard).toMatchObject([{ id: 'keys-unreadable', detail: expect.stringContaining('mine') }])
    await expect(advancing(vault.get('uk', 'mine', PLACE))).rejects.toMatchObject({
      code: 'key-unreadable',
    })
    expect(await onDisk()).toBe(before)

    keyring.troubles = []
    expect(await vault.get('uk', 'mine', PLACE)).toBe(SECRET)
    expect(await onDisk()).toBe(before)
    expect(await (await open(keyring)).get('uk', 'mine', PLACE)).toBe(SECRET)
  })

  it('makes an outdated ciphertext anew', async () => {
    const keyring = createKeyring()
    await (await open(keyring)).set('uk', 'mine', SECRET, PLACE)
    const before = await onDisk()
    keyring.generation = 2
    expect(await (await open(keyring)).get('uk', 'mine', PLACE)).toBe(SECRET)
    expect(await onDisk()).not.toBe(before)
    expect(await onDisk()).toContain(await linux(keyring).encrypt(boundText(SECRET, PLACE)))
  })

  it('keeps an outdated ciphertext when it cannot be made anew', async () => {
    const keyring = createKeyring()
    await (await open(keyring)).set('uk', 'mine', SECRET, PLACE)
    const before = await onDisk()
    keyring.generation = 2
    const encrypt = keyring.encryptStringAsync.bind(keyring)
    keyring.encryptStringAsync = () => Promise.reject(new Error(PASSING))
    expect(await (await open(keyring)).get('uk', 'mine', PLACE)).toBe(SECRET)
    expect(await onDisk()).toBe(before)
    keyring.encryptStringAsync = encrypt
    expect(await (await open(keyring)).get('uk', 'mine', PLACE)).toBe(SECRET)
    expect(await onDisk()).not.toBe(before)
  })
})

describe('the synchronous calls of older runtimes', () => {
  const older: SyncSafeStorage & { usesFixed: boolean } & SafeStorage = {
    usesFixed: false,
    getSelectedStorageBackend: () => 'basic_text',
    setUsePlainTextEncryption(isWanted) {
      this.usesFixed = isWanted
    },
    isEncryptionAvailable() {
      return this.usesFixed
    },
    encryptString(text) {
      if (!this.usesFixed) throw new Error('Error while encrypting the text provided to safeStorage.')
      return Buffer.from(text).reverse()
    },
    decryptString(ciphertext) {
      if (!this.usesFixed) throw new Error('Error while decrypting the ciphertext.')
      return Buffer.from(ciphertext).reverse().toString()
    },
  }

  it('work the same, under the fixed password only once something is to be encrypted', async () => {
    const cipher = linux(older)
    expect(await cipher.protection()).toBe('weak')
    expect(older.usesFixed).toBe(false)
    const ciphertext = await cipher.encrypt(SECRET)
    expect(await cipher.decrypt(ciphertext)).toEqual({ text: SECRET, shouldReEncrypt: false })
  })

  it('reject when they throw', async () => {
    const broken = {
      isEncryptionAvailable: () => true,
      encryptString: () => {
        throw new Error('no')
      },
      decryptString: () => {
        throw new Error('no')
      },
    }
    const cipher = cipherOf(broken, { clock, platform: 'darwin' })
    expect(await cipher.protection()).toBe('keyring')
    await expect(cipher.encrypt(SECRET)).rejects.toThrow('no')
    await expect(cipher.decrypt('AAAA')).rejects.toThrow('no')
  })
})
