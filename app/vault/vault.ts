import { isSameBinding, type Binding } from '../contract/binding.ts'
import type { KeptKey, Protection } from '../contract/keys.ts'
import type { Notice } from '../contract/notice.ts'
import { createSerial } from '../files/mutex.ts'
import type { Cipher } from './cipher.ts'
import { createKeysAtRest } from './keysAtRest.ts'
import { openKeysFile } from './keysFile.ts'
import { infoOf, lockedEntry, nameOf, newEntry, type Entry } from './entry.ts'
import * as refusals from './refusals.ts'

export interface VaultOptions {
  file: string
  cipher: Cipher
  /**
   * The token recipe of a profile at the start, before the page can change it: keys that earlier versions wrote are bound
   * to it. Null for a profile that is gone, whose keys are sent nowhere.
   */
  recipeOf?: (profile: string) => string | null
  /** Hears every notice: on opening, and later of each key that could not be written. */
  onNotice?: (notice: Notice) => void
  now?: () => Date
}

/**
 * Keys at rest. Keys go in, and come out only for sending; what the page learns of them is a KeptKey. A key is bound
 * to the origin and the token recipe that its profile had when it was entered, and comes out for no other.
 */
export interface Vault {
  /** What this system offers. */
  readonly protection: Protection
  /** Whether the user chose to have keys on the disk under a weak protection. */
  readonly storesWeakly: boolean
  /** `bindingOf` tells where a profile's keys would go now; null when there is no such profile. */
  list(bindingOf: (profile: string) => Binding | null): KeptKey[]
  /** The key in clear, or null when there is none. Throws a PosternError `key-unreadable`. */
  get(profile: string, alias: string, binding: Binding): Promise<string | null>
  /**
   * Keeps a key, instead of a former one of that name. Without protection, or when the file cannot be written, it is
   * kept in memory for the session. Throws a PosternError `bad-input`.
   */
  set(profile: string, alias: string, secret: string, binding: Binding): Promise<void>
  /**
   * Binds a key to another place if the user agrees outside the page. No other key can take its name meanwhile. Throws a
   * PosternError: `key-missing` when there is no such key, `key-unreadable`.
   */
  rebind(profile: string, alias: string, binding: Binding, confirm: () => Promise<boolean>): Promise<void>
  /**
   * The key for a place that it is not bound to, if the user agrees outside the page. That lasts until Postern quits or the
   * key is another, and `rebind` does not ask once more. Throws a PosternError as `rebind` does, or `bad-input`.
   */
  lend(profile: string, alias: string, binding: Binding, confirm: () => Promise<boolean>): Promise<string>
  /** Throws a PosternError `vault-unavailable` when the key is still in the file afterwards. */
  remove(profile: string, alias: string): Promise<void>
  /** Throws a PosternError: `key-missing` when there is no such key, `bad-input` when the new name is taken. */
  rename(profile: string, alias: string, to: string): Promise<void>
  /**
   * The user's choice where the protection is `weak`. True writes the keys that are in memory; false takes the weak
   * ones from the disk and keeps them in memory. Throws a PosternError `vault-unavailable` when that fails.
   */
  storeWeakly(isWanted: boolean): Promise<void>
  /** Writes the keys that could not be written before, if they can be now. */
  saveAgain(): Promise<void>
  /** Adds a key that Postern brings along itself. It is never written, and nobody can change it. */
  provide(profile: string, alias: string, secret: string, binding: Binding, note: string): void
  /** Every key that is known in clear now, so that it can be found and redacted. */
  secrets(): string[]
}

function isAgreed({ agreed }: Entry, binding: Binding): boolean {
  return agreed.some((each) => isSameBinding(each, binding))
}

/** Shared by everything that writes, so that a change of the user's choice never crosses a save. */
const WRITING = '/'

export async function openVault({
  file,
  cipher,
  recipeOf = () => null,
  onNotice = () => undefined,
  now,
}: VaultOptions): Promise<Vault> {
  const store = await openKeysFile(file, now)
  const protection = await cipher.protection()
  store.notices.forEach((notice) => onNotice(notice))
  const entries = new Map<string, Entry>()
  const serial = createSerial()
  const { allBut, keep, keepAgain, unlock, noteRecipes, keepBetter } = createKeysAtRest({
    store,
    cipher,
    protection,
    onNotice,
  })

  const recipes = store.keys.map(({ profile, recipe }) => recipe ?? recipeOf(profile) ?? '')
  for (const [at, stored] of store.keys.entries())
    entries.set(nameOf(stored.profile, stored.alias), lockedEntry(stored, recipes[at] ?? ''))
  await noteRecipes(recipes)
  await Promise.all([...entries.values()].map((entry) => unlock(entry).catch(() => undefined)))
  await strengthen()
  const closed = [...entries.values()].filter(({ secret }) => secret === null)
  if (closed.length > 0) onNotice(refusals.keysUnreadable(closed.map(({ alias }) => alias)))

  return {
    protection,
    get storesWeakly() {
      return store.storesWeakly
    },
    list: (bindingOf) => [...entries.values()].map((entry) => infoOf(entry, bindingOf(entry.profile))),
    secrets: () => [...entries.values()].flatMap(({ secret }) => (secret === null ? [] : [secret])),

    get(profile, alias, binding) {
      const name = nameOf(profile, alias)
      return serial.run([name], async () => {
        const entry = entries.get(name)
        if (!entry) return null
        // What it is bound to is known for sure only now.
        if (entry.secret === null) await unlock(entry)
        if (!isSameBinding(entry.binding, binding))
          throw refusals.boundElsewhere(alias, entry.binding.origin, binding.origin)
        return entry.secret
      })
    },

    rebind(profile, alias, binding, confirm) {
      const name = nameOf(profile, alias)
      return serial.run([name, WRITING], async () => {
        refuseBuiltIn(name)
        const entry = entries.get(name)
        if (!entry) throw refusals.noSuchKey(alias)
        const secret = entry.secret ?? (await unlock(entry))
        if (!isAgreed(entry, binding) && !(await confirm())) return
        entry.binding = binding
        if (entry.kept !== 'memory') entry.kept = await keep(entry, secret)
      })
    },

    lend(profile, alias, binding, confirm) {
      const name = nameOf(profile, alias)
      return serial.run([name], async () => {
        const entry = entries.get(name)
        if (!entry) throw refusals.noSuchKey(alias)
        const secret = entry.secret ?? (await unlock(entry))
        if (isSameBinding(entry.binding, binding) || isAgreed(entry, binding)) return secret
        if (!(await confirm())) throw refusals.notLent(alias)
        entry.agreed = [...entry.agreed, binding]
        return secret
      })
    },

    set(profile, alias, secret, binding) {
      const name = nameOf(profile, alias)
      return serial.run([name, WRITING], async () => {
        refuseBuiltIn(name)
        if (alias.includes(secret)) throw refusals.nameTellsKey()
        const entry = newEntry(profile, alias, secret, binding)
        // Known before it is written, so that an error text that repeats it is redacted.
        entries.set(name, entry)
        entry.kept = await keep(entry, secret)
      })
    },

    remove(profile, alias) {
      const name = nameOf(profile, alias)
      return serial.run([name, WRITING], async () => {
        refuseBuiltIn(name)
        if (store.find(profile, alias)) await store.change({ keys: allBut(profile, alias) })
        entries.delete(name)
      })
    },

    rename(profile, alias, to) {
      const name = nameOf(profile, alias)
      const newName = nameOf(profile, to)
      return serial.run([...new Set([name, newName, WRITING])], async () => {
        refuseBuiltIn(name)
        const entry = entries.get(name)
        if (!entry) throw refusals.noSuchKey(alias)
        if (name === newName) return
        if (entries.has(newName)) throw refusals.nameTaken(to)
        if (entry.secret !== null && to.includes(entry.secret)) throw refusals.nameTellsKey()
        const stored = store.find(profile, alias)
        if (stored) await store.change({ keys: [...allBut(profile, alias), { ...stored, alias: to }] })
        entries.delete(name)
        entries.set(newName, { ...entry, alias: to })
      })
    },

    storeWeakly(isWanted) {
      return serial.run([WRITING], async () => {
        if (protection !== 'weak') throw refusals.cannotStoreWeakly()
        if (isWanted) {
          await store.change({ storesWeakly: true })
          for (const entry of entries.values()) {
            if (!entry.builtIn && entry.kept === 'memory' && entry.secret !== null)
              entry.kept = await keep(entry, entry.secret)
          }
          return
        }
        await store.change({
          storesWeakly: false,
          keys: store.keys.filter((key) => key.protection !== 'weak'),
        })
        for (const entry of entries.values()) if (entry.kept === 'weak') entry.kept = 'memory'
      })
    },

    saveAgain: () =>
      serial.run([WRITING], async () => {
        for (const entry of entries.values()) await keepAgain(entry)
      }),

    provide(profile, alias, secret, binding, note) {
      const entry = newEntry(profile, alias, secret, binding)
      entries.set(nameOf(profile, alias), { ...entry, builtIn: true, note })
    },
  }

  /** Keys that were stored weakly move into the keyring as soon as there is one. */
  async function strengthen(): Promise<void> {
    if (protection !== 'keyring') return
    for (const entry of entries.values()) {
      if (entry.kept === 'weak' && entry.secret !== null) await keepBetter(entry, entry.secret)
    }
  }

  function refuseBuiltIn(name: string): void {
    const entry = entries.get(name)
    if (entry?.builtIn) throw refusals.comesWithSandbox(entry.alias)
  }
}
