import type { Protection } from '../../../app/contract/keys.ts'
import type { Cipher } from '../../../app/vault/cipher.ts'

export interface FakeCipher extends Cipher {
  protectedBy: Protection
  /** What decrypting fails with; null when it works. */
  failure: Error | null
  /** Whether the next decryption asks for its ciphertext to be made anew. */
  isStale: boolean
  encryptions: number
}

/** Stands in for the system's keyring: what it encrypts does not show the text, and can be told from a stranger's. */
export function createFakeCipher(protectedBy: Protection = 'keyring', password = 'one'): FakeCipher {
  return {
    protectedBy,
    failure: null,
    isStale: false,
    encryptions: 0,
    protection() {
      return Promise.resolve(this.protectedBy)
    },
    encrypt(text) {
      this.encryptions += 1
      return Promise.resolve(Buffer.from([...`${password}:${text}`].reverse().join('')).toString('base64'))
    },
    decrypt(ciphertext) {
      if (this.failure) return Promise.reject(this.failure)
      const clear = [...Buffer.from(ciphertext, 'base64').toString()].reverse().join('')
      if (!clear.startsWith(`${password}:`)) return Promise.reject(new Error('wrong password'))
      return Promise.resolve({ text: clear.slice(password.length + 1), shouldReEncrypt: this.isStale })
    },
  }
}
