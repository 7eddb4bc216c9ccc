import { safeStorage } from 'electron'
import type { Protection } from '../contract/calls.ts'
import type { Cipher } from '../vault/vault.ts'

/** The calls that runtimes from 42 on have, and 46 has alone. */
interface AsyncSafeStorage {
  isAsyncEncryptionAvailable(): Promise<boolean>
  encryptStringAsync(text: string): Promise<Buffer>
  decryptStringAsync(ciphertext: Buffer): Promise<{ result: string; shouldReEncrypt: boolean }>
}

function isAsync(storage: unknown): storage is AsyncSafeStorage {
  return typeof storage === 'object' && storage !== null && 'encryptStringAsync' in storage
}

/** The system's keyring behind the vault's interface, whichever shape this runtime offers. */
export function keyringCipher(): Cipher {
  // Widened on purpose: the declarations describe one version, the runtime may be another.
  const storage: unknown = safeStorage
  return isAsync(storage) ? asyncCipher(storage) : syncCipher()
}

function protectionWhen(isAvailable: boolean): Protection {
  if (!isAvailable) return 'memory'
  if (process.platform !== 'linux') return 'keyring'
  const backend = safeStorage.getSelectedStorageBackend()
  return backend === 'basic_text' || backend === 'unknown' ? 'weak' : 'keyring'
}

function asyncCipher(storage: AsyncSafeStorage): Cipher {
  return {
    protection: async () => protectionWhen(await storage.isAsyncEncryptionAvailable()),
    encrypt: async (text) => (await storage.encryptStringAsync(text)).toString('base64'),
    async decrypt(ciphertext) {
      const { result, shouldReEncrypt } = await storage.decryptStringAsync(Buffer.from(ciphertext, 'base64'))
      return { text: result, shouldReEncrypt }
    },
  }
}

function syncCipher(): Cipher {
  return {
    protection: () => Promise.resolve(protectionWhen(safeStorage.isEncryptionAvailable())),
    encrypt: async (text) => safeStorage.encryptString(text).toString('base64'),
    decrypt: async (ciphertext) => ({
      text: safeStorage.decryptString(Buffer.from(ciphertext, 'base64')),
      shouldReEncrypt: false,
    }),
  }
}
