import type { Clock } from '../clock.ts'
import type { Protection } from '../contract/keys.ts'
import type { Cipher } from '../vault/cipher.ts'

/** The calls that runtimes from 42 on have, and 46 has alone. */
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

/** What Linux has besides. Without a keyring Chromium can encrypt under a password that is the same everywhere. */
interface LinuxSafeStorage {
  getSelectedStorageBackend(): string
  setUsePlainTextEncryption(usePlainText: boolean): void
}

/** Electron's safeStorage, of whichever version. */
export type SafeStorage = Partial<LinuxSafeStorage> & (AsyncSafeStorage | SyncSafeStorage)

export interface CipherOptions {
  clock: Pick<Clock, 'sleep'>
  platform: NodeJS.Platform
}

/** A keyring may wait for its user, or for nobody: after so long we go on without it. */
export const PATIENCE_MS = 5000
/** A rejection that says so passes by itself; we ask again after each of these. */
const RETRIES_MS = [250, 500, 1000]
const PASSING = /temporarily unavailable/i

/** The system's keyring behind the vault's interface, whichever shape this runtime offers. */
export function cipherOf(storage: SafeStorage, options: CipherOptions): Cipher {
  const backend = options.platform === 'linux' ? (storage.getSelectedStorageBackend?.() ?? 'unknown') : null
  const hasFixedPassword = storage.setUsePlainTextEncryption !== undefined

  /**
   * Where there is no keyring, Chromium encrypts nothing until it is told that a fixed password will do. The vault
   * asks for a ciphertext there only after the user has chosen so.
   */
  function allowFixedPassword(): void {
    if (protectionWhen(backend, true, hasFixedPassword) === 'weak') storage.setUsePlainTextEncryption?.(true)
  }

  const answers = 'encryptStringAsync' in storage ? storage : asPromises(storage)
  const patiently = <T>(ask: () => Promise<T>): Promise<T> => {
    allowFixedPassword()
    return inTime(options.clock, askingAgain(options.clock, ask))
  }
  return {
    async protection() {
      const isAvailable = await inTime(options.clock, answers.isAsyncEncryptionAvailable()).catch(() => false)
      return protectionWhen(backend, isAvailable, hasFixedPassword)
    },
    encrypt: async (text) => (await patiently(() => answers.encryptStringAsync(text))).toString('base64'),
    async decrypt(ciphertext) {
      const bytes = Buffer.from(ciphertext, 'base64')
      const { result, shouldReEncrypt } = await patiently(() => answers.decryptStringAsync(bytes))
      return { text: result, shouldReEncrypt }
    },
  }
}

/** `backend` is null where the system has but one, which guards. */
function protectionWhen(backend: string | null, isAvailable: boolean, hasFixedPassword: boolean): Protection {
  if (backend === 'basic_text') return isAvailable || hasFixedPassword ? 'weak' : 'memory'
  if (backend === 'unknown') return isAvailable ? 'weak' : 'memory'
  return isAvailable ? 'keyring' : 'memory'
}

/** The older calls hold everything up while the system asks its user for a password; there is no way around that. */
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

async function askingAgain<T>(clock: CipherOptions['clock'], ask: () => Promise<T>): Promise<T> {
  for (const pauseMs of RETRIES_MS) {
    try {
      return await ask()
    } catch (error) {
      if (!(error instanceof Error && PASSING.test(error.message))) throw error
      await clock.sleep(pauseMs)
    }
  }
  return ask()
}

async function inTime<T>(clock: CipherOptions['clock'], answer: Promise<T>): Promise<T> {
  const waiting = new AbortController()
  const silence = clock.sleep(PATIENCE_MS, waiting.signal).then(() => {
    throw new Error('The keyring is temporarily unavailable: it has not answered.')
  })
  try {
    return await Promise.race([answer, silence])
  } finally {
    waiting.abort()
  }
}
