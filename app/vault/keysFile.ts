import { z } from 'zod'
import { keyInfoSchema } from '../contract/keys.ts'
import type { Notice } from '../contract/notice.ts'
import { openJsonFile } from '../files/jsonFile.ts'

const storedKeySchema = z.strictObject({
  profile: keyInfoSchema.shape.profile,
  alias: keyInfoSchema.shape.alias,
  /**
   * The origin and the token recipe that the key is bound to, as far as anybody can read them: the ciphertext decides.
   * Only a key of an earlier version, whose ciphertext has neither, is bound to these, and has none of the second at first.
   */
  place: z.string().max(500),
  recipe: z.string().optional(),
  /** What stood behind the ciphertext when it was made. */
  protection: z.enum(['keyring', 'weak']),
  ciphertext: z.base64(),
})
const keysFileSchema = z.strictObject({
  version: z.literal(1),
  /** The user's choice to have keys on the disk though nothing guards their password. */
  storesWeakly: z.boolean(),
  keys: z.array(storedKeySchema),
})

export type StoredKey = z.infer<typeof storedKeySchema>
type Content = z.infer<typeof keysFileSchema>

/** The ciphertexts on the disk. */
export interface KeysFile {
  readonly notices: readonly Notice[]
  readonly keys: readonly StoredKey[]
  readonly storesWeakly: boolean
  find(profile: string, alias: string): StoredKey | undefined
  /**
   * Changes the file; what is taken out goes from the backup too. Throws a PosternError `vault-unavailable` when it
   * cannot be written; then what we hold of it is as before.
   */
  change(part: Partial<Omit<Content, 'version'>>): Promise<void>
}

export async function openKeysFile(file: string, now?: () => Date): Promise<KeysFile> {
  const store = await openJsonFile<Content>({
    file,
    schema: keysFileSchema,
    fallback: { version: 1, storesWeakly: false, keys: [] },
    mode: 0o600,
    subject: 'keys',
    unavailable: 'vault-unavailable',
    ...(now && { now }),
  })
  return {
    notices: store.notices,
    get keys() {
      return store.value.keys
    },
    get storesWeakly() {
      return store.value.storesWeakly
    },
    find: (profile, alias) => store.value.keys.find((key) => key.profile === profile && key.alias === alias),
    async change(part) {
      const before = store.value
      const after = { ...before, ...part }
      try {
        await store.write(after, { forget: true })
      } catch (error) {
        if (store.value === after) await store.write(before).catch(() => undefined)
        throw error
      }
    },
  }
}
