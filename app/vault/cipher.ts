import type { Protection } from '../contract/keys.ts'

/** What encrypts keys at rest. Ciphertexts are base64. */
export interface Cipher {
  /** `keyring`: the system guards the password. `weak`: it is a fixed one. `memory`: nothing can be encrypted. */
  protection(): Promise<Protection>
  encrypt(text: string): Promise<string>
  /** `shouldReEncrypt`: the text is right, but its ciphertext should be made anew. */
  decrypt(ciphertext: string): Promise<{ text: string; shouldReEncrypt: boolean }>
}
