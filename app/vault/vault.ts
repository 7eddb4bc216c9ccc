import { z } from 'zod'
import { keyInfoSchema, type KeyInfo, type Protection } from '../contract/calls.ts'
import { PosternError } from '../contract/errors.ts'
import type { Notice } from '../contract/notice.ts'
import { openJsonFile } from '../files/jsonFile.ts'
import { createSerial } from '../files/serial.ts'

/** What encrypts keys at rest. Ciphertexts are base64. */
export interface Cipher {
  /** `keyring`: the system guards the password. `weak`: it is a fixed one. `memory`: nothing can be encrypted. */
  protection(): Promise<Protection>
  encrypt(text: string): Promise<string>
  /** `shouldReEncrypt`: the text is right, but its ciphertext should be made anew. */
  decrypt(ciphertext: string): Promise<{ text: string; shouldReEncrypt: boolean }>
}

export interface VaultOptions {
  file: string
  cipher: Cipher
  /** Hears every notice: on opening, and later of a save that failed. */
  onNotice?: (notice: Notice) => void
  now?: () => Date
}

/** Keys at rest. Keys go in, and come out only for sending; what the page learns of them is a KeyInfo. */
export interface Vault {
  readonly protection: Protection
  readonly notices: Notice[]
  list(): KeyInfo[]
  /** The key in clear, or null when there is none. Throws a PosternError `key-unreadable`. */
  get(profile: string, alias: string): Promise<string | null>
  /**
   * Keeps a key, instead of a former one of that name. Without a keyring, or when the file cannot be written,
   * it is kept in memory for the session.
   */
  set(profile: string, alias: string, secret: string): Promise<KeyInfo>
  /** Throws a PosternError `vault-unavailable` when the key is still in the file afterwards. */
  remove(profile: string, alias: string): Promise<void>
  /** Throws a PosternError: `key-missing` when there is no such key, `bad-input` when the new name is taken. */
  rename(profile: string, alias: string, to: string): Promise<KeyInfo>
  /** Adds a key that Postern brings along itself. It is never written, and nobody can change it. */
  provide(profile: string, alias: string, secret: string, note: string): void
  /** Every key that is known in clear now, so that it can be found and redacted. */
  secrets(): string[]
}

const storedKeySchema = z.strictObject({
  profile: keyInfoSchema.shape.profile,
  alias: keyInfoSchema.shape.alias,
  ciphertext: z.base64(),
})
const keysFileSchema = z.strictObject({ version: z.literal(1), keys: z.array(storedKeySchema) })

type StoredKey = z.infer<typeof storedKeySchema>

interface Entry {
  profile: string
  alias: string
  /** Null while it cannot be decrypted. */
  secret: string | null
  kept: 'disk' | 'memory'
  builtIn: boolean
  note: string | null
}

export async function openVault({ file, cipher, onNotice, now }: VaultOptions): Promise<Vault> {
  const store = await openJsonFile<z.infer<typeof keysFileSchema>>({
    file,
    schema: keysFileSchema,
    fallback: { version: 1, keys: [] },
    mode: 0o600,
    subject: 'keys',
    unavailable: 'vault-unavailable',
    ...(now && { now }),
  })
  const protection = await cipher.protection()
  const notices = [...store.notices]
  if (onNotice) notices.forEach((notice) => onNotice(notice))
  const entries = new Map<string, Entry>()
  const serial = createSerial()

  for (const { profile, alias } of store.value.keys) {
    entries.set(nameOf(profile, alias), {
      profile,
      alias,
      secret: null,
      kept: 'disk',
      builtIn: false,
      note: null,
    })
  }
  await Promise.all([...entries.values()].map((entry) => unlock(entry).catch(() => undefined)))

  return {
    protection,
    notices,
    list: () => [...entries.values()].map(infoOf),
    secrets: () => [...entries.values()].flatMap(({ secret }) => (secret === null ? [] : [secret])),

    get(profile, alias) {
      const name = nameOf(profile, alias)
      return serial.run([name], async () => {
        const entry = entries.get(name)
        if (!entry) return null
        if (entry.secret === null) await unlock(entry)
        return entry.secret
      })
    },

    set(profile, alias, secret) {
      const name = nameOf(profile, alias)
      return serial.run([name], async () => {
        refuseBuiltIn(name)
        const entry: Entry = { profile, alias, secret, kept: 'memory', builtIn: false, note: null }
        // Known before it is written, so that an error text that repeats it is redacted.
        entries.set(name, entry)
        if (protection === 'keyring') entry.kept = await keep(entry, secret)
        return infoOf(entry)
      })
    },

    remove(profile, alias) {
      const name = nameOf(profile, alias)
      return serial.run([name], async () => {
        refuseBuiltIn(name)
        if (storedUnder(name)) {
          await rewrite((keys) => keys.filter((key) => nameOf(key.profile, key.alias) !== name), {
            forget: true,
          })
        }
        entries.delete(name)
      })
    },

    rename(profile, alias, to) {
      const name = nameOf(profile, alias)
      const newName = nameOf(profile, to)
      return serial.run([name, newName], async () => {
        refuseBuiltIn(name)
        const entry = entries.get(name)
        if (!entry)
          throw new PosternError('key-missing', `There is no key ${alias}.`, 'Choose a key from the list.')
        if (name === newName) return infoOf(entry)
        if (entries.has(newName)) {
          throw new PosternError('bad-input', `There is already a key ${to}.`, 'Choose another name.')
        }
        if (storedUnder(name)) {
          await rewrite((keys) =>
            keys.map((key) => (nameOf(key.profile, key.alias) === name ? { ...key, alias: to } : key)),
          )
        }
        const renamed = { ...entry, alias: to }
        entries.delete(name)
        entries.set(newName, renamed)
        return infoOf(renamed)
      })
    },

    provide(profile, alias, secret, note) {
      entries.set(nameOf(profile, alias), { profile, alias, secret, kept: 'memory', builtIn: true, note })
    },
  }

  function storedUnder(name: string): StoredKey | undefined {
    return store.value.keys.find((key) => nameOf(key.profile, key.alias) === name)
  }

  /** Changes the file; when that fails, what we hold of it is as before too. */
  async function rewrite(
    change: (keys: StoredKey[]) => StoredKey[],
    options: { forget?: boolean } = {},
  ): Promise<void> {
    const before = store.value
    const after = { version: 1 as const, keys: change(before.keys) }
    try {
      await store.write(after, options)
    } catch (error) {
      if (store.value === after) await store.write(before).catch(() => undefined)
      throw error
    }
  }

  async function keep(entry: Entry, secret: string): Promise<'disk' | 'memory'> {
    const name = nameOf(entry.profile, entry.alias)
    try {
      const ciphertext = await cipher.encrypt(secret)
      const stored: StoredKey = { profile: entry.profile, alias: entry.alias, ciphertext }
      await rewrite((keys) => [...keys.filter((key) => nameOf(key.profile, key.alias) !== name), stored], {
        forget: true,
      })
      return 'disk'
    } catch (error) {
      say(error)
      return 'memory'
    }
  }

  /** Decrypts a key from the file, as often as it is asked for: a keyring that was locked may be open by now. */
  async function unlock(entry: Entry): Promise<void> {
    const stored = storedUnder(nameOf(entry.profile, entry.alias))
    if (!stored) return
    let shouldReEncrypt: boolean
    try {
      const clear = await cipher.decrypt(stored.ciphertext)
      entry.secret = clear.text
      shouldReEncrypt = clear.shouldReEncrypt
    } catch (error) {
      throw unreadable(entry.alias, error)
    }
    if (shouldReEncrypt && protection === 'keyring') await keep(entry, entry.secret)
  }

  function refuseBuiltIn(name: string): void {
    const entry = entries.get(name)
    if (!entry?.builtIn) return
    throw new PosternError(
      'bad-input',
      `The key ${entry.alias} comes with the sandbox and cannot be changed.`,
      'Save your own key under another name.',
    )
  }

  function say(error: unknown): void {
    if (notices.some((notice) => notice.id === 'keys-unsaved')) return
    const known = error instanceof PosternError
    const notice: Notice = {
      id: 'keys-unsaved',
      severity: 'warning',
      title: 'A key is kept in memory only',
      detail: known
        ? error.message
        : 'The system could not encrypt the key, so it was not written to the disk.',
      remedy: known
        ? error.remedy
        : 'Unlock the system keyring and enter the key again. Until then it lasts until you quit.',
    }
    notices.push(notice)
    onNotice?.(notice)
  }
}

/** Neither part can hold a slash, so no two keys share a name. */
function nameOf(profile: string, alias: string): string {
  return `${profile}/${alias}`
}

function infoOf({ profile, alias, secret, kept, builtIn, note }: Entry): KeyInfo {
  return { profile, alias, state: secret === null ? 'unreadable' : 'ready', kept, builtIn, note }
}

/** The cause is left out on purpose when it is final: what a cipher says of a failure is nobody's business. */
function unreadable(alias: string, error: unknown): PosternError {
  const isPassing = error instanceof Error && /temporarily unavailable/i.test(error.message)
  return isPassing
    ? new PosternError(
        'key-unreadable',
        `The key ${alias} cannot be read just now: the system keyring is not available.`,
        'Unlock the keyring and send again. The stored key is untouched.',
      )
    : new PosternError(
        'key-unreadable',
        `The key ${alias} is stored, but this system cannot decrypt it. That happens when the keyring was reset or the file comes from another machine.`,
        'Enter the key again under the same name. The stored one stays until then.',
      )
}
