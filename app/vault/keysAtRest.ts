import type { Protection } from '../contract/keys.ts'
import type { Notice } from '../contract/notice.ts'
import { boundText, readBoundText } from './boundKey.ts'
import type { Cipher } from './cipher.ts'
import { KEPT, nameOf, type Entry } from './entry.ts'
import type { KeysFile, StoredKey } from './keysFile.ts'
import * as refusals from './refusals.ts'

export interface KeysAtRestOptions {
  store: KeysFile
  cipher: Cipher
  protection: Protection
  onNotice: (notice: Notice) => void
}

/** Keys on the disk: each with its binding in one ciphertext. */
export function createKeysAtRest({ store, cipher, protection, onNotice }: KeysAtRestOptions) {
  /** Names of those of which it was said that they were not written. */
  const unsaved = new Set<string>()

  return { allBut, keep, keepAgain, unlock, noteRecipes, keepBetter }

  function allBut(profile: string, alias: string): StoredKey[] {
    return store.keys.filter((key) => key.profile !== profile || key.alias !== alias)
  }

  /** Writes a key if it may be written here; says so when that fails. */
  async function keep(entry: Entry, secret: string): Promise<Entry['kept']> {
    try {
      const kept = await write(entry, secret)
      if (kept !== 'memory' && unsaved.delete(nameOf(entry.profile, entry.alias)))
        onNotice(refusals.keptNow(entry))
      return kept
    } catch (error) {
      unsaved.add(nameOf(entry.profile, entry.alias))
      onNotice(refusals.keptInMemory(entry, error))
      return 'memory'
    }
  }

  /** Writes a key that could not be written before; whether it still cannot is no news. */
  async function keepAgain(entry: Entry): Promise<void> {
    const name = nameOf(entry.profile, entry.alias)
    if (!unsaved.has(name) || entry.secret === null) return
    entry.kept = await write(entry, entry.secret).catch(() => 'memory' as const)
    if (entry.kept !== 'memory' && unsaved.delete(name)) onNotice(refusals.keptNow(entry))
  }

  async function write({ profile, alias, binding }: Entry, secret: string): Promise<Entry['kept']> {
    if (protection === 'memory' || (protection === 'weak' && !store.storesWeakly)) return 'memory'
    const ciphertext = await cipher.encrypt(boundText(secret, binding))
    const { origin: place, recipe } = binding
    const stored: StoredKey = { profile, alias, place, recipe, protection, ciphertext }
    await store.change({ keys: [...allBut(profile, alias), stored] })
    return KEPT[protection]
  }

  /** Decrypts a key from the file, as often as it is asked for: a keyring that was locked may be open by now. */
  async function unlock(entry: Entry): Promise<string> {
    const stored = store.find(entry.profile, entry.alias)
    if (!stored) throw refusals.noSuchKey(entry.alias)
    let clear: Awaited<ReturnType<Cipher['decrypt']>>
    try {
      clear = await cipher.decrypt(stored.ciphertext)
    } catch (error) {
      throw refusals.unreadable(entry.alias, error)
    }
    const { secret, binding, isFormer } = readBoundText(clear.text, entry.binding)
    entry.secret = secret
    entry.binding = binding
    if (isFormer || clear.shouldReEncrypt) await keepBetter(entry, secret)
    return secret
  }

  /**
   * Notes the recipe of the first start beside each key that has none, since the keyring may be locked now: a page that
   * changes the recipe until it opens must not decide to what the key is bound.
   */
  async function noteRecipes(recipes: readonly string[]): Promise<void> {
    if (store.keys.every(({ recipe }) => recipe !== undefined)) return
    const keys = store.keys.map((key, at) => ({ ...key, recipe: recipes[at] ?? '' }))
    // Where nothing can be written, the next start tries again.
    await store.change({ keys }).catch(() => undefined)
  }

  /** The key is on the disk already, and stays there as it is if this fails. */
  async function keepBetter(entry: Entry, secret: string): Promise<void> {
    const kept = await write(entry, secret).catch(() => 'memory' as const)
    if (kept !== 'memory') entry.kept = kept
  }
}
