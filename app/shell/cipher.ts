import { safeStorage } from 'electron'
import type { Protection } from '../contract/calls.ts'
import type { Cipher } from '../vault/cipher.ts'

/** The calls that runtimes from 42 on have, and 46 has alone. */
interface AsyncSafeStorage {
  isAsyncEncryptionAvailable(): Promise<boolean>
  encryptStringAsync(text: string): Promise<Buffer>
  decryptStringAsync(ciphertext: Buffer): Promise<{ result: string; shouldReEncrypt: boolean }>
}

/** Linux without a keyring: lets Chromium encrypt under a password that is the same everywhere. */
interface PlainTextStorage {
  setUsePlainTextEncryption(usePlainText: boolean): void
}

function isAsync(storage: unknown): storage is AsyncSafeStorage {
  return typeof storage === 'object' && storage !== null && 'encryptStringAsync' in storage
}

function hasPlainText(storage: unknown): storage is PlainTextStorage {
  return typeof storage === 'object' && storage !== null && 'setUsePlainTextEncryption' in storage
}

/** The system's keyring behind the vault's interface, whichever shape this runtime offers. */
export function keyringCipher(): Cipher {
  // Widened on purpose: the declarations describe one version, the runtime may be another.
  const storage: unknown = safeStorage
  return isAsync(storage) ? asyncCipher(storage) : syncCipher()
}

function protectionWhen(isAvailable: boolean): Protection {
  if (process.platform !== 'linux') return isAvailable ? 'keyring' : 'memory'
  const backend = safeStorage.getSelectedStorageBackend()
  if (backend === 'basic_text') return isAvailable || hasPlainText(safeStorage) ? 'weak' : 'memory'
  if (backend === 'unknown') return isAvailable ? 'weak' : 'memory'
  return isAvailable ? 'keyring' : 'memory'
}

/**
 * Where there is no keyring, Chromium encrypts nothing until it is told that a fixed password will do. The vault asks
 * for a ciphertext there only after the user has chosen so.
 */
function allowFixedPassword(): void {
  if (process.platform === 'linux' && protectionWhen(true) === 'weak' && hasPlainText(safeStorage)) {
    safeStorage.setUsePlainTextEncryption(true)
  }
}

function asyncCipher(storage: AsyncSafeStorage): Cipher {
  return {
    protection: async () => protectionWhen(await storage.isAsyncEncryptionAvailable()),
    async encrypt(text) {
      allowFixedPassword()
      return (await storage.encryptStringAsync(text)).toString('base64')
    },
    async decrypt(ciphertext) {
      allowFixedPassword()
      const { result, shouldReEncrypt } = await storage.decryptStringAsync(Buffer.from(ciphertext, 'base64'))
      return { text: result, shouldReEncrypt }
    },
  }
}

/** What fails here throws within a promise, as the vault expects it. */
function syncCipher(): Cipher {
  return {
    protection: () => Promise.resolve(protectionWhen(safeStorage.isEncryptionAvailable())),
    encrypt: (text) =>
      new Promise((resolve) => {
        allowFixedPassword()
        resolve(safeStorage.encryptString(text).toString('base64'))
      }),
    decrypt: (ciphertext) =>
      new Promise((resolve) => {
        allowFixedPassword()
        const text = safeStorage.decryptString(Buffer.from(ciphertext, 'base64'))
        resolve({ text, shouldReEncrypt: false })
      }),
  }
}
