import type { Clock } from '../clock.ts'
import type { Protection } from '../contract/keys.ts'
import type { Cipher } from '../vault/cipher.ts'

/** The calls of Electron 42 and later; from 46 on there are no others. */
export interface AsyncSafeStorage {
  isAsyncEncryptionAvailable(): Promise<boolean>
  encryptStringAsync(text: string): Promise<Buffer>
  decryptStringAsync(ciphertext: Buffer): Promise<{ result: string; shouldReEncrypt: boolean }>
}

export interface SyncSafeStorage {
  isEncryptionAvailable(): boolean
  encryptString(text: string): Buffer
  decryptString(ciphertext: Buffer): string
}

/** Additional calls on Linux. Without a keyring Chromium can encrypt with a password that is the same everywhere. */
interface LinuxSafeStorage {
  getSelectedStorageBackend(): string
  setUsePlainTextEncryption(usePlainText: boolean): void
}

/** Electron's safeStorage, in the shape of any version. */
export type SafeStorage = Partial<LinuxSafeStorage> & (AsyncSafeStorage | SyncSafeStorage)

interface CipherOptions {
  clock: Pick<Clock, 'sleep'>
  platform: NodeJS.Platform
}

/** How long to wait for a keyring, which may be waiting for its user. */
export const TIMEOUT_MS = 5000
/** Pauses before another try when the keyring says that it is temporarily unavailable. */
const RETRIES_MS = [250, 500, 1000]
const TEMPORARY = /temporarily unavailable/i

/** Adapts the system's keyring to the vault's interface, for either shape of safeStorage. */
export function cipherOf(storage: SafeStorage, options: CipherOptions): Cipher {
  const backend = options.platform === 'linux' ? (storage.getSelectedStorageBackend?.() ?? 'unknown') : null
  const hasFixedPassword = storage.setUsePlainTextEncryption !== undefined

  /**
   * Without a keyring Chromium encrypts only after it was told to use a fixed password. The vault asks for a ciphertext
   * in that case only after the user has agreed.
   */
  function allowFixedPassword(): void {
    if (protectionWhen(backend, true, hasFixedPassword) === 'weak') storage.setUsePlainTextEncryption?.(true)
  }

  const answers = 'encryptStringAsync' in storage ? storage : asPromises(storage)
  const withRetries = <T>(ask: () => Promise<T>): Promise<T> => {
    allowFixedPassword()
    return withTimeout(options.clock, retry(options.clock, ask))
  }
  return {
    async protection() {
      const isAvailable = await withTimeout(options.clock, answers.isAsyncEncryptionAvailable()).catch(
        () => false,
      )
      return protectionWhen(backend, isAvailable, hasFixedPassword)
    },
    encrypt: async (text) => (await withRetries(() => answers.encryptStringAsync(text))).toString('base64'),
    async decrypt(ciphertext) {
      const bytes = Buffer.from(ciphertext, 'base64')
      const { result, shouldReEncrypt } = await withRetries(() => answers.decryptStringAsync(bytes))
      return { text: result, shouldReEncrypt }
    },
  }
}

/** `backend` is null on systems with a single keyring, which protects. */
function protectionWhen(backend: string | null, isAvailable: boolean, hasFixedPassword: boolean): Protection {
  if (backend === 'basic_text') return isAvailable || hasFixedPassword ? 'weak' : 'memory'
  if (backend === 'unknown') return isAvailable ? 'weak' : 'memory'
  return isAvailable ? 'keyring' : 'memory'
}

/** The older calls block this process while the system asks its user for a password; that cannot be avoided. */
function asPromises(storage: SyncSafeStorage): AsyncSafeStorage {
  return {
    isAsyncEncryptionAvailable: () => Promise.resolve(storage.isEncryptionAvailable()),
    encryptStringAsync: (text) =>
      new Promise((resolve) => {
        resolve(storage.encryptString(text))
      }),
    decryptStringAsync: (ciphertext) =>
      new Promise((resolve) => {
        resolve({ result: storage.decryptString(ciphertext), shouldReEncrypt: false })
      }),
  }
}

async function retry<T>(clock: CipherOptions['clock'], ask: () => Promise<T>): Promise<T> {
  for (const pauseMs of RETRIES_MS) {
    try {
      return await ask()
    } catch (error) {
      if (!(error instanceof Error && TEMPORARY.test(error.message))) throw error
      await clock.sleep(pauseMs)
    }
  }
  return ask()
}

async function withTimeout<T>(clock: CipherOptions['clock'], answer: Promise<T>): Promise<T> {
  const waiting = new AbortController()
  const silence = clock.sleep(TIMEOUT_MS, waiting.signal).then(() => {
    throw new Error('The keyring is temporarily unavailable, because it did not respond.')
  })
  try {
    return await Promise.race([answer, silence])
  } finally {
    waiting.abort()
  }
}
